import { fromBytes } from "../../analysis/nginx/bytes.ts";
import { statementOf } from "../../analysis/nginx/conf.ts";
import { accessLevelsOf } from "../../analysis/nginx/access.ts";
import type { AccessRule } from "../../semantics/nginx/config.ts";
import { accessVerdicts } from "../../semantics/nginx/verdicts/access.ts";
import type { Rule } from "../rule.ts";
import { placeOf, related } from "./words.ts";

/** A rule behind one that decides already: spec/rules/nginx/dead-access-rule.md. */
export const deadAccessRule: Rule = {
  code: "nginx/dead-access-rule",
  severity: "error",
  summary: "an allow or deny decides about nobody, because those before it do",
  *check(topology) {
    for (const { rules } of accessLevelsOf(topology)) {
      for (const [rule, verdict] of accessVerdicts(rules, false)) {
        const span = placeOf(rule);
        const [first] = verdict.kind === "dead" ? verdict.blockers : [];
        if (first === undefined || span === undefined) continue;
        yield {
          span,
          severity: first.allow === rule.allow ? "warning" : "error",
          message: `the first rule that matches decides, and \`${textOf(first)}\` stands before this one: every address that it names is ${first.allow ? "let in" : "turned away"} there`,
          related: related(first, "decides before"),
          help: "put the narrower rule first, or remove it",
        };
      }
    }
  },
};

function textOf(rule: AccessRule): string {
  return `${rule.allow ? "allow" : "deny"} ${fromBytes(statementOf(rule)?.args[0]?.value ?? "")}`;
}
