import { accessLevelsOf } from "../../analysis/nginx/access.ts";
import { alwaysAnswers } from "../../semantics/nginx/rewrite.ts";
import type { Rule } from "../rule.ts";
import { placeOf, related } from "./words.ts";

/** `return` acts before `deny`: spec/rules/nginx/bypassed-access.md. */
export const bypassedAccess: Rule = {
  code: "nginx/bypassed-access",
  severity: "error",
  summary: "a location answers by `return` before its access rules are asked",
  *check(topology) {
    for (const { rules, placed } of accessLevelsOf(topology)) {
      const denied = rules.find((r) => !r.allow);
      const answer = placed === undefined ? undefined : alwaysAnswers(placed.location.statements);
      const span = denied === undefined ? undefined : placeOf(denied);
      if (span === undefined || answer === undefined) continue;
      if (answer.kind === "return" && answer.code >= 400) continue;
      const redirect = answer.kind !== "return" || answer.code >= 300;
      yield {
        span,
        severity: redirect ? "warning" : "error",
        message: `nginx answers by \`${answer.kind}\` before it asks access rules: everybody gets the ${redirect ? "redirect" : "answer"}, whatever is denied here`,
        related: related(answer, "answers first"),
        help: "answer by a handler such as `empty_gif`, a file or `proxy_pass`, or remove the rules",
      };
    }
  },
};
