import { isAnyFound } from "../../analysis/found.ts";
import { heldVips } from "../../analysis/roles.ts";
import type { Rule } from "../rule.ts";

/** A real server without the vip: spec/rules/facts/vip.md. */
export const vip: Rule = {
  code: "facts/vip",
  severity: "error",
  summary: "a real server was found without the vip it takes packets for",
  *check(topology) {
    if (!isAnyFound(topology)) return;
    for (const [{ name, found }, held] of heldVips(topology)) {
      if (found === undefined) continue;
      const has = new Set(found.interfaces.flatMap((i) => i.addresses.map((a) => a.address.text)));
      const missing = [...held.values()].filter((h) => !has.has(h.address.text));
      const [first] = missing;
      if (first === undefined) continue;
      const others = missing.length === 1 ? "" : ` and ${missing.length - 1} more`;
      const lo = found.interfaces.find((i) => i.name === "lo");
      yield {
        span: first.span,
        message: `\`${name}\` does not have ${first.address.text}${others} on its lo: it drops every packet that the director sends it for that address`,
        related: [{ span: lo?.span ?? found.span, message: "what was found" }],
        help: first.stated
          ? "let whatever puts it there do so"
          : "ship what lbc writes and start lbc-vip; `systemctl status lbc-vip` says why it refuses",
      };
    }
  },
};
