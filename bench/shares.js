// What each rule costs of one check: prints CPU ms, as JSON. Run once a process, as a check is. Bundled by run.js.
import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { check } from "../src/check.ts";
import { expectText } from "../src/cli/engine.ts";
import { rules } from "../src/rules/rules.ts";
import { runRules } from "../src/rules/run.ts";

const file = process.argv[2];
const cpu = () => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
};
const off = new Map(rules.map((rule) => [rule.code, { severity: "off" }]));
expectText(readFileSync(file).length);
const read = (path) => readFileSync(join(dirname(file), path), "utf8");
const { topology } = check({ file: "topo.lb", read, rules: off });
const shares = rules.map((rule) => {
  const start = cpu();
  runRules(topology, [rule], new Map(), () => undefined);
  return [rule.code, cpu() - start];
});
console.log(JSON.stringify({ total: cpu(), shares }));
