// Writes src/generated/: what is compiled ahead so that lbc starts fast.
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { grammars } from "ohm-js";
import { generateValidators } from "./validators.js";

const root = new URL("../", import.meta.url);
const out = new URL("src/generated/", root);
mkdirSync(out, { recursive: true });

const text = readFileSync(new URL("src/syntax/lb.ohm", root), "utf8");
// Places in the grammar's own text serve only to debug it; without them the module is a third of the size.
const recipe = grammars(text)
  .Topology.toRecipe()
  .replace(/\{"source":"(?:[^"\\]|\\.)*"\}/, '{"source":""}')
  .replace(/\{"sourceInterval":\[\d+,\d+\]\}/g, "{}");
const banner = "// Made by scripts/generate.js from src/syntax/lb.ohm.\n";
writeFileSync(new URL("lb-recipe.js", out), `${banner}export const recipe = ${recipe};\n`);
writeFileSync(new URL("lb-recipe.d.ts", out), `${banner}export declare const recipe: unknown;\n`);
await generateValidators(out);
