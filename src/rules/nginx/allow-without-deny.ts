import { accessLevelsOf } from "../../analysis/nginx/access.ts";
import { contains } from "../../semantics/net/address.ts";
import type { AccessSource, Level } from "../../semantics/nginx/config.ts";
import type { Rule } from "../rule.ts";
import { placeOf } from "./words.ts";

/** A list of friends that keeps nobody out: spec/rules/nginx/allow-without-deny.md. */
export const allowWithoutDeny: Rule = {
  code: "nginx/allow-without-deny",
  severity: "error",
  summary: "a list of allowed addresses ends without `deny all` and lets everybody in",
  *check(topology) {
    for (const { rules, levels } of accessLevelsOf(topology)) {
      const allowed = rules.findLast((r) => r.allow && r.from.kind === "block");
      const span = allowed === undefined ? undefined : placeOf(allowed);
      if (allowed === undefined || span === undefined || asksElse(levels)) continue;
      if (rules.some((r) => !r.allow && holds(r.from, allowed.from))) continue;
      if (rules.some((r) => r.allow && r.from.kind === "all")) continue;
      yield {
        span,
        message: `no \`deny\` follows for anybody else: an address that no rule names, such as ${allowed.from.kind === "block" && allowed.from.address.family === 6 ? "2001:db8::1" : "192.0.2.1"}, is let in, and the list keeps nobody out`,
        help: "end the list with `deny all`",
      };
    }
  },
};

/** Under `satisfy any` an address that no rule names has to show a password. */
function asksElse(levels: readonly Level[]): boolean {
  const satisfy = levels.findLast((l) => l.satisfy !== undefined)?.satisfy;
  return satisfy === "any" && levels.findLast((l) => l.auth !== undefined)?.auth === true;
}

function holds(outer: AccessSource, inner: AccessSource): boolean {
  if (outer.kind !== "block" || inner.kind !== "block") return outer.kind === "all";
  return outer.length < inner.length && contains(outer, inner.address);
}
