/** The blocks of rules' pages on a kernel with IPVS, each with the files that lbc writes. */
import type { Compiled } from "../../src/index.ts";
import { runLab, type Facts, type Scenario } from "../real/lab/lab.ts";
import { compileUnjudged } from "./examples.ts";
import { KINDS, ruleBlock, type Kind } from "./rule-page.ts";

export const compiledBlock = (code: string, kind: Kind): Compiled => compileUnjudged(ruleBlock(code, kind));

/**
 * Runs both blocks of each rule with a script of test/real/lab/scenarios, and returns what each told. LBC_ONLY names the
 * rules that are wanted, with commas between; LBC_SHOW shows what they told.
 */
export function rulesInLab(
  script: string,
  codes: readonly string[],
  files: Readonly<Record<string, Scenario["files"]>> = {},
): (code: string, kind: Kind) => Facts | undefined {
  const scenarios: Record<string, Scenario> = {};
  const nameOf = (code: string, kind: Kind) => `${code.split("/")[1] ?? ""}-${kind}`;
  const only = process.env["LBC_ONLY"]?.split(",");
  for (const code of codes) {
    if (only !== undefined && !only.includes(code)) continue;
    for (const kind of KINDS)
      scenarios[nameOf(code, kind)] = {
        compiled: compiledBlock(code, kind),
        script,
        ...(files[code] === undefined ? {} : { files: files[code] }),
      };
  }
  const all = runLab(scenarios);
  if (process.env["LBC_SHOW"] !== undefined)
    console.log([...all].map(([name, facts]) => `${name}: ${[...facts.values()].join(" | ")}`).join("\n"));
  return (code, kind) => all.get(nameOf(code, kind));
}
