import { accessLevelsOf } from "../../analysis/nginx/access.ts";
import { judgeAddress, rulesOf } from "../../semantics/nginx/access.ts";
import { accessVerdicts } from "../../semantics/nginx/verdicts/access.ts";
import type { Rule } from "../rule.ts";
import { placeOf, related } from "./words.ts";

/** Inner rules in the place of the outer ones: spec/rules/nginx/dropped-access.md. */
export const droppedAccess: Rule = {
  code: "nginx/dropped-access",
  severity: "error",
  summary: "a level with rules of its own loses those around it, and lets in whom they deny",
  *check(topology) {
    for (const { rules, levels } of accessLevelsOf(topology)) {
      const outer = rulesOf(levels.slice(0, -1));
      const [first] = rules;
      const span = first === undefined ? undefined : placeOf(first);
      if (outer.length === 0 || span === undefined) continue;
      for (const [rule, verdict] of accessVerdicts(outer, false)) {
        if (rule.allow || verdict.kind !== "decides" || verdict.witness === "unix") continue;
        // Whom the inner rules let in by name is let in on purpose.
        if (judgeAddress(rules, verdict.witness).kind !== "undecided") continue;
        yield {
          span,
          message: `a level that states any rule inherits none: ${verdict.witness.text}, which is denied further out, is let in here`,
          related: related(rule, "does not hold there"),
          help: "repeat the outer rules here, or end the list with `deny all`",
        };
        break;
      }
    }
  },
};
