/** Rules → problems. */
import type { Topology } from "../model/topology.ts";
import type { Report, Severity } from "../problems/problem.ts";
import type { Rule, RuleOptions } from "./rule.ts";

/** What a project sets for a rule. */
export type RuleSetting = {
  readonly severity?: Severity | "off";
  readonly options?: RuleOptions;
};
export type RuleSettings = ReadonlyMap<string, RuleSetting>;

/** Asks every rule that is not switched off. */
export function runRules(
  topology: Topology,
  rules: readonly Rule[],
  settings: RuleSettings,
  report: Report,
): void {
  for (const rule of rules) {
    const setting = settings.get(rule.code);
    if (setting?.severity === "off") continue;
    const options: Record<string, number> = {};
    for (const [name, option] of Object.entries(rule.options ?? {}))
      options[name] = setting?.options?.[name] ?? option.default;
    for (const { severity, ...finding } of rule.check(topology, options)) {
      report({ ...finding, code: rule.code, severity: setting?.severity ?? severity ?? rule.severity });
    }
  }
}
