import { accessLevelsOf } from "../../analysis/nginx/access.ts";
import type { AccessRule } from "../../semantics/nginx/config.ts";
import type { Family } from "../../semantics/net/address.ts";
import type { Rule } from "../rule.ts";
import { placeOf } from "./words.ts";

/** Rules for one family on a server that has both: spec/rules/nginx/family-hole.md. */
export const familyHole: Rule = {
  code: "nginx/family-hole",
  severity: "error",
  summary: "rules for IPv4 only let every IPv6 client in, or the other way round",
  *check(topology) {
    for (const { rules, servers } of accessLevelsOf(topology)) {
      const closed = rules.find((r) => closes(r, 4) || closes(r, 6));
      const span = closed === undefined ? undefined : placeOf(closed);
      if (closed?.from.kind !== "block" || span === undefined) continue;
      const open: Family = closed.from.address.family === 4 ? 6 : 4;
      const named = rules.some(
        ({ from }) => from.kind === "all" || (from.kind === "block" && from.address.family === open),
      );
      if (named || !servers.some((s) => s.sockets.some((k) => k.family === open))) continue;
      yield {
        span,
        message: `this closes IPv${open === 6 ? 4 : 6} only, and the server listens on IPv${open} too: ${open === 6 ? "2001:db8::1" : "192.0.2.1"} and every other IPv${open} client is let in`,
        help: "write `deny all`, which means both",
      };
    }
  },
};

function closes({ allow, from }: AccessRule, family: Family): boolean {
  return !allow && from.kind === "block" && from.length === 0 && from.address.family === family;
}
