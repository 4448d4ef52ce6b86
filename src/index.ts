/** The public API of lbc. */
export { check, compile } from "./compile.ts";
export type { Checked, Compiled, CompileInput, FileRead } from "./compile.ts";
export { rules } from "./rules/rules.ts";
export type { Finding, Rule, RuleOption, RuleOptions } from "./rules/rule.ts";
export type { RuleSetting, RuleSettings } from "./rules/run.ts";
export type { Fix, Problem, Related, Severity } from "./problems/problem.ts";
export type { Artifact, Line, Target } from "./targets/artifact.ts";
export type { Topology } from "./model/topology.ts";
export { lineText, positionAt, textOf } from "./text/source.ts";
export type { Located, Position, Source, Span } from "./text/source.ts";
