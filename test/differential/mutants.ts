/** Mistakes that the comparison must find: one change of a source of the model each, bundled apart. */
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { build } from "esbuild";
import type { Model } from "./part.ts";

export type Mutant = {
  readonly part: string;
  readonly about: string;
  /** Below src/semantics. */
  readonly file: string;
  /** Stands exactly once in the file. */
  readonly from: string;
  readonly to: string;
};

export const mutants: readonly Mutant[] = [
  {
    part: "uri",
    about: "slashes merge always",
    file: "nginx/uri.ts",
    from: '(segment === "" && mergeSlashes)',
    to: 'segment === ""',
  },
  {
    part: "uri",
    about: ".. stops at the root",
    file: "nginx/uri.ts",
    from: "if (out.pop() === undefined) return undefined;",
    to: "out.pop();",
  },
  {
    part: "servers",
    about: "the shortest of several trailing wildcards",
    file: "nginx/names.ts",
    from: 'for (let dot = host.lastIndexOf("."); dot > 0; dot = host.lastIndexOf(".", dot - 1))',
    to: 'for (let dot = host.indexOf("."); dot > 0; dot = host.indexOf(".", dot + 1))',
  },
  {
    part: "servers",
    about: "an ignored .x leaves x alone",
    file: "nginx/names.ts",
    from: "if (shape.bare) taken.set(text, named);",
    to: "if (shape.bare && !head.has(text)) taken.set(text, named);",
  },
  {
    part: "servers",
    about: "names of all addresses are one table",
    file: "nginx/servers.ts",
    from: "map.get(keyOf(family, address, port)) ?? map.get(keyOf(family,",
    to: "map.get(keyOf(family, address, port)) && map.get(keyOf(family,",
  },
  {
    part: "locations",
    about: "^~ does nothing",
    file: "nginx/locations.ts",
    from: 'asksRegexes = found.location.match.kind !== "caret";',
    to: "asksRegexes = true;",
  },
  {
    part: "locations",
    about: "^~ of an inner level holds outside",
    file: "nginx/locations.ts",
    from: "if (nested.final) return nested;",
    to: 'if (nested.final || found.location.locations.some((l) => l.match.kind === "caret" && uri.startsWith(l.match.name))) return nested;',
  },
  {
    part: "locations",
    about: "static locations inside a regex are found",
    file: "nginx/locations.ts",
    from: 'if (!("match" in holder) || holder.match.kind !== "regex") {',
    to: "{",
  },
  {
    part: "locations",
    about: "the redirect wins over a prefix that equals the URI",
    file: "nginx/level.ts",
    from: "if (found === undefined || nameOf(found) !== uri) {",
    to: "{",
  },
  {
    part: "locations",
    about: "long names count modulo 512",
    file: "nginx/static-tree.ts",
    from: "(name.length - prefix) & 255",
    to: "(name.length - prefix) & 511",
  },
  {
    part: "access",
    about: "rules of outer levels hold too",
    file: "nginx/access.ts",
    from: "return levels.findLast((l) => l.access.length > 0)?.access ?? [];",
    to: "return [...levels].reverse().flatMap((l) => l.access);",
  },
  {
    part: "access",
    about: "a mapped client is never an IPv6 one",
    file: "nginx/access.ts",
    from: "if (mapped !== undefined && rules.some(({ from }) => isOf(from, 4)))",
    to: "if (mapped !== undefined)",
  },
  {
    part: "regex",
    about: "$ is the very end",
    file: "regex/nfa.ts",
    from: 'Math.max(at, state.what === "end" ? 1 : 2)',
    to: "Math.max(at, 2)",
  },
  {
    part: "regex",
    about: "letters past ASCII fold",
    file: "regex/bytes.ts",
    from: "return lower >= 97 && lower <= 122;",
    to: "return lower >= 97;",
  },
  {
    part: "rewrite",
    about: "nine changes of the URI",
    file: "nginx/follow.ts",
    from: "const CHANGES = 11;",
    to: "const CHANGES = 10;",
  },
  {
    part: "rewrite",
    about: "error pages of error pages",
    file: "nginx/follow.ts",
    from: "if (recursive !== true) this.inErrorPage = true;",
    to: "",
  },
  {
    part: "rewrite",
    about: "lazy groups take all they can",
    file: "regex/captures.ts",
    from: "if (lazy === true) {",
    to: "if (lazy === undefined && max < 0) {",
  },
  {
    part: "rewrite",
    about: "captures are never escaped",
    file: "nginx/variables.ts",
    from: "return escapes && this.isEscaped ? escapeArgs(value) : value;",
    to: "return value;",
  },
  {
    part: "variables",
    about: "a map asks expressions about an empty text",
    file: "nginx/variables.ts",
    from: 'key === "" ? [] : map.patterns',
    to: "map.patterns",
  },
  {
    part: "variables",
    about: "a map is asked anew each time",
    file: "nginx/variables.ts",
    from: 'if (variable.kind !== "map" || !variable.volatile) this.values.set(name, value);',
    to: "",
  },
  {
    part: "variables",
    about: "a rewrite that does not match leaves the groups",
    file: "nginx/rewrite.ts",
    from: "if (!matched) {\n    variables.captures = [];",
    to: "if (!matched) {",
  },
  {
    part: "variables",
    about: "an if that holds leaves the location as it is",
    file: "nginx/rewrite.ts",
    from: "if (by.inside !== undefined) state.ifs.push(by.inside);",
    to: "",
  },
  {
    part: "variables",
    about: "a named location is sent on anew",
    file: "nginx/follow.ts",
    from: 'if (!target.startsWith("@")) {\n      this.unparsed = false;',
    to: 'this.unparsed = false;\n    if (!target.startsWith("@")) {',
  },
  {
    part: "proxy",
    about: "always escaped again",
    file: "nginx/proxy.ts",
    from: "const escaped = isInternal ||",
    to: "const escaped = true ||",
  },
  {
    part: "proxy",
    about: "an inherited alias takes off the inner name",
    file: "nginx/proxy.ts",
    from: "const { match } = at as LocationConf;",
    to: "const { match } = (path.at(-1) ?? at) as LocationConf;",
  },
];

const here = fileURLToPath(new URL(".", import.meta.url));
const semantics = join(here, "../../src/semantics");

/** The model with the mistake in it. */
export async function load({ file, from, to }: Mutant): Promise<Model> {
  const path = join(semantics, file);
  const text = readFileSync(path, "utf8");
  if (text.split(from).length !== 2) throw new Error(`not once in ${file}: ${from}`);
  const folder = mkdtempSync(join(tmpdir(), "lbc-mutant-"));
  const outfile = join(folder, "model.mjs");
  try {
    await build({
      entryPoints: [join(here, "model.ts")],
      bundle: true,
      format: "esm",
      platform: "node",
      outfile,
      logLevel: "error",
      plugins: [
        {
          name: "mutant",
          setup({ onLoad }) {
            onLoad({ filter: /\.ts$/ }, (args) =>
              args.path === path ? { contents: text.replace(from, () => to), loader: "ts" } : undefined,
            );
          },
        },
      ],
    });
    return (await import(/* @vite-ignore */ pathToFileURL(outfile).href)) as Model;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
