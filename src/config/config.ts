/** `lbc.json`: what a project sets for itself. Its schema is spec/lbc.schema.json, which editors use as well. */
import { misfit } from "../generated/lbc-validator.js";
import type { Problem, Severity } from "../problems/problem.ts";
import { rules } from "../rules/rules.ts";
import type { RuleSetting, RuleSettings } from "../rules/run.ts";
import { didYouMean } from "../text/suggest.ts";
import { pathOf, readJson, type Json, misfitText, type Misfit } from "../text/json.ts";
import type { Source } from "../text/source.ts";

export const CONFIG = "lbc.json";

export type Config = { readonly rules: RuleSettings; readonly problems: readonly Problem[] };

type Written = {
  readonly rules?: Readonly<Record<string, Severity | "off" | RuleSetting>>;
};

/** Reads the text of lbc.json; what is wrong with it is reported at its place, and then nothing of it holds. */
export function readConfig(text: string): Config {
  const source: Source = { name: CONFIG, text };
  const json = readJson(source);
  if ("reason" in json) {
    const isEmpty = text.trim() === "";
    const help = isEmpty
      ? "write `{}`, or remove the file"
      : "lbc.json has neither comments nor trailing commas";
    const message = isEmpty ? "lbc.json is empty" : json.reason;
    return {
      rules: new Map(),
      problems: [{ code: "config/json", severity: "error", message, span: json.span, help }],
    };
  }
  const found = misfit(json.value);
  if (found !== undefined) return { rules: new Map(), problems: [misfitProblem(json, found)] };
  const problems: Problem[] = [];
  const settings = new Map<string, RuleSetting>();
  for (const [code, setting] of Object.entries((json.value as Written).rules ?? {})) {
    const problem = judge(code, setting, json);
    if (problem === undefined)
      settings.set(code, typeof setting === "string" ? { severity: setting } : setting);
    else problems.push(problem);
  }
  return { rules: settings, problems };
}

function judge(code: string, setting: string | RuleSetting, json: Json): Problem | undefined {
  const wrong = (path: readonly string[], message: string, help: string): Problem => ({
    code: "config/rule",
    severity: "error",
    message,
    span: json.nameAt(path),
    help,
  });
  const rule = rules.find((r) => r.code === code);
  if (rule === undefined) {
    const meant = didYouMean(
      code,
      rules.map((r) => r.code),
    );
    const help = meant === undefined ? "`lbc rules` lists them" : `did you mean \`${meant}\`?`;
    return wrong(["rules", code], `no rule is called \`${code}\``, help);
  }
  for (const [name, given] of Object.entries(
    (typeof setting === "string" ? undefined : setting.options) ?? {},
  )) {
    const at = ["rules", code, "options", name];
    const option = rule.options?.[name];
    const names = Object.keys(rule.options ?? {});
    if (option === undefined)
      return wrong(
        at,
        `\`${code}\` has no option \`${name}\``,
        names.length === 0 ? "it has none" : `it has ${names.map((n) => `\`${n}\``).join(", ")}`,
      );
    if (given < option.min || given > option.max)
      return wrong(
        at,
        `\`${name}\` is ${option.help}: ${given} is out of range`,
        `${option.min} to ${option.max}`,
      );
  }
  return undefined;
}

function misfitProblem(
  json: Json,
  { instancePath, ...found }: Misfit & { readonly instancePath: string },
): Problem {
  const path = pathOf(instancePath);
  return {
    code: "config/schema",
    severity: "error",
    message: `${path.length === 0 ? "lbc.json" : `\`${path.join(".")}\``} ${misfitText(found)}`,
    span: json.at(path),
    help: "spec/lbc.schema.json says what may stand here",
  };
}
