/** Compiles spec/*.schema.json to plain functions ahead of time, so that nothing loads ajv at run time. */
import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import Ajv from "ajv";
import Ajv2020 from "ajv/dist/2020.js";
import standaloneCode from "ajv/dist/standalone/index.js";

const root = new URL("../", import.meta.url);

const DECLARATION = `/** What of a value does not fit the schema, first; nothing when all of it does. */
export declare function misfit(
  value: unknown,
): { readonly instancePath: string; readonly message?: string } | undefined;
`;

/** Writes src/generated/<name>-validator.js and .d.ts for every spec/<name>.schema.json. */
export async function generateValidators() {
  const target = new URL("src/generated/", root);
  await mkdir(target, { recursive: true });
  const names = (await readdir(new URL("spec/", root)))
    .filter((name) => name.endsWith(".schema.json"))
    .sort();
  for (const file of names) {
    const schema = JSON.parse(await readFile(new URL(`spec/${file}`, root), "utf8"));
    const Compiler = String(schema.$schema).includes("2020-12") ? Ajv2020.default : Ajv.default;
    const ajv = new Compiler({
      code: { source: true, esm: true, lines: true },
      strict: true,
      allowUnionTypes: true,
      validateFormats: false,
    });
    const code = standaloneCode.default(ajv, ajv.compile(bare(schema)));
    const name = file.replace(/\.schema\.json$/, "-validator");
    await writeFile(new URL(`${name}.js`, target), madeOnce(code));
    await writeFile(new URL(`${name}.d.ts`, target), DECLARATION);
  }
}

const FOR_PEOPLE = new Set(["title", "description", "default", "examples"]);
const OF_NAMES = new Set(["properties", "patternProperties", "definitions", "$defs"]);

/**
 * A schema that fits the same values, without what ajv would carry along in vain: words for people, and properties that
 * are what any other property there must be.
 */
function bare(schema) {
  if (Array.isArray(schema)) return schema.map(bare);
  if (typeof schema !== "object" || schema === null) return schema;
  const out = {};
  for (const [key, value] of Object.entries(schema)) {
    if (FOR_PEOPLE.has(key)) continue;
    if (key === "enum" || key === "const") out[key] = value;
    else if (OF_NAMES.has(key))
      out[key] = Object.fromEntries(Object.entries(value).map(([name, of]) => [name, bare(of)]));
    else out[key] = bare(value);
  }
  const others = JSON.stringify(out.additionalProperties);
  if (out.properties !== undefined && typeof out.additionalProperties === "object")
    out.properties = Object.fromEntries(
      Object.entries(out.properties).filter(([, of]) => JSON.stringify(of) !== others),
    );
  return out;
}

/**
 * A module whose schema and functions are made when something is first held to them. ajv writes
 * `require("ajv/dist/runtime/…")` for a few keywords even into modules; modules import.
 */
function madeOnce(code) {
  const imports = [];
  const body = code
    .replace(/require\("(ajv\/dist\/runtime\/[^"]+)"\)/g, (_, path) => {
      const name = `runtime${imports.length}`;
      imports.push(`import ${name} from "${path}.js";\n`);
      return name;
    })
    .replace(/^export const validate = (\w+);\nexport default \1;\n/m, "");
  const made = /^export const validate = (\w+);/m.exec(code)?.[1];
  if (made === undefined || /require\(|^export /m.test(body)) throw new Error("ajv writes other modules now");
  return `${imports.join("")}function make() {
${body}
return ${made};
}
let made;
export function misfit(value) {
  made ??= make();
  return made(value) ? undefined : made.errors[0];
}
`;
}
