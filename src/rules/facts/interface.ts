import { foundHosts } from "../../analysis/found.ts";
import type { Rule } from "../rule.ts";

/** A declared interface that the host does not have: spec/rules/facts/interface.md. */
export const missingInterface: Rule = {
  code: "facts/interface",
  severity: "error",
  summary: "a host does not have the interface that is declared",
  *check(topology) {
    const isDynamic = topology.globalDefs.some((d) => d.name === "dynamic_interfaces");
    for (const host of foundHosts(topology)) {
      const { name, interfaces, found } = host;
      if (found === undefined) continue;
      for (const face of interfaces) {
        if (found.interfaces.some((i) => i.name === face.name)) continue;
        const has = found.interfaces.filter((i) => i.name !== "lo");
        const owner = has.find((i) =>
          i.addresses.some((a) => face.addresses.some((b) => b.address.text === a.address.text)),
        );
        const address = face.addresses[0]?.address.text ?? "its address";
        const held = topology.vips.find((v) =>
          v.directors.some((d) => d.host === host && d.interface === face),
        );
        const follows =
          held === undefined || isDynamic
            ? "what lbc writes for it there does nothing"
            : `keepalived does not start there, and holds neither ${held.name} nor any other vip`;
        yield {
          span: face.span,
          message: `\`${name}\` has no ${face.name}: ${follows}${owner === undefined ? "" : `; ${address} is on ${owner.name}`}`,
          related: [{ span: owner?.span ?? found.span, message: "what was found" }],
          help:
            owner === undefined
              ? `it has ${has.map((i) => i.name).join(", ") || "none but lo"}: write the one it has, or mend the host`
              : `write ${owner.name} in place of ${face.name}`,
        };
      }
    }
  },
};
