import { locationsOf, verdictOf } from "../../analysis/nginx/judged.ts";
import { statementOf } from "../../analysis/nginx/conf.ts";
import { follow } from "../../semantics/nginx/follow.ts";
import { placeKey } from "../../text/source.ts";
import type { Rule } from "../rule.ts";
import { asSent, placeOf } from "./words.ts";

/** A rewrite that finds its own location again: spec/rules/nginx/rewrite-cycle.md. */
export const rewriteCycle: Rule = {
  code: "nginx/rewrite-cycle",
  severity: "error",
  summary: "a rewrite finds its own location again, and nginx answers 500",
  *check(topology) {
    const seen = new Set<string>();
    for (const placed of locationsOf(topology)) {
      const { at, location } = placed;
      if (!location.statements.some((s) => s.kind === "rewrite")) continue;
      const verdict = verdictOf(placed);
      if (verdict?.kind !== "reachable") continue;
      const { end, hops, path } = follow(at.conf.http, at.server, verdict.witness);
      // A file that is there ends what try_files begins.
      if (end.kind !== "cycle" || hops.some((h) => h.by === "try_files")) continue;
      const rewrite = path.at(-1)?.statements.find((s) => s.kind === "rewrite");
      const span = rewrite === undefined ? undefined : placeOf(rewrite);
      if (rewrite === undefined || span === undefined || seen.has(placeKey(span))) continue;
      seen.add(placeKey(span));
      yield {
        span,
        message: `what this makes of ${asSent(verdict.witness)} comes back to the same location: after ten rounds nginx answers 500`,
        help: `end the rewrite with \`break\` instead of \`${statementOf(rewrite)?.args[2]?.value ?? "last"}\`, or let a location of its own take the new URI`,
      };
    }
  },
};
