// Writes src/generated/: what is compiled ahead so that lbc starts fast.
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { grammars } from "ohm-js";
import { generateGraphPage } from "./graph-page.js";
import { generateValidators } from "./validators.js";

const root = new URL("../", import.meta.url);
const out = new URL("src/generated/", root);
mkdirSync(out, { recursive: true });

const text = readFileSync(new URL("src/syntax/lb.ohm", root), "utf8");
// Places in the grammar's own text serve only to debug it; without them the module is a third of the size.
const grammar = grammars(text).Topology;
const recipe = grammar
  .toRecipe()
  .replace(/\{"source":"(?:[^"\\]|\\.)*"\}/, '{"source":""}')
  .replace(/\{"sourceInterval":\[\d+,\d+\]\}/g, "{}");
const banner = "// Made by scripts/generate.js from src/syntax/lb.ohm.\n";
writeFileSync(new URL("lb-recipe.js", out), `${banner}export const recipe = ${recipe};\n`);
writeFileSync(new URL("lb-recipe.d.ts", out), `${banner}export declare const recipe: unknown;\n`);

// The letters of the statements that nearly every file is made of, matched ahead: up to four words of either kind, and
// up to twelve bare ones, with and without a block.
let heads = [""];
const known = [];
for (let length = 1; length <= 12; length++) {
  heads = length <= 4 ? heads.flatMap((head) => [`${head}w`, `${head}q`]) : ["w".repeat(length)];
  known.push(
    ...heads.flatMap((head) => [`${head}s`, `${head}{}`]).filter((s) => grammar.match(s).succeeded()),
  );
}
writeFileSync(
  new URL("lb-statements.js", out),
  `${banner}export const statements = ${JSON.stringify(known.join(" "))};\n`,
);
writeFileSync(
  new URL("lb-statements.d.ts", out),
  `${banner}/** Letters of statements that the grammar matches, each with a space after it but the last. */
export declare const statements: string;\n`,
);
await generateValidators(out);
await generateGraphPage(out);
