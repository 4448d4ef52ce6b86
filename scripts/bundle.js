// Bundles the command line and the library into dist/, so that the package needs nothing at run time.
import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { basename } from "node:path";
import { brotliCompressSync } from "node:zlib";
import { build, transform } from "esbuild";
import { fromCompiler, seldomLater } from "./from-bundle.js";
import { modulesOf } from "./seldom.js";

const root = new URL("../", import.meta.url).pathname;
const { version } = JSON.parse(readFileSync(`${root}package.json`, "utf8"));
rmSync(`${root}dist`, { recursive: true, force: true });
const common = {
  absWorkingDir: root,
  bundle: true,
  platform: "node",
  target: "node20",
  // Modules first: what is not used of them is left out.
  mainFields: ["module", "main"],
  minify: true,
  define: { __LBC_VERSION__: JSON.stringify(version) },
  logLevel: "warning",
  // What only some files need is loaded for those.
  alias: {
    "ohm-js": `${root}scripts/ohm-lazily.cjs`,
    "jsonc-parser": `${root}scripts/jsonc-lazily.cjs`,
  },
};

/** Verbs that check a topology, or read what a build wrote, share one file, so that the compiler is in the package once. */
const CHECKING = [
  "check",
  "build",
  "where",
  "fix",
  "init",
  "rules",
  "explain",
  "test",
  "trace",
  "reach",
  "fmt",
];

/** Each other verb is a file of its own, read when it is asked for. */
const verbs = new Set();
const lazyVerbs = {
  name: "lazy-verbs",
  setup(build) {
    build.onResolve({ filter: /^\.\// }, ({ kind, path }) => {
      if (kind !== "dynamic-import") return undefined;
      const own = basename(path, ".ts");
      const name = CHECKING.includes(own) ? "compiler" : own;
      verbs.add(name);
      return { path: `./${name}.cjs`, external: true };
    });
  },
};

/**
 * The formatter: the plugin is a file of its own for prettier, prettier itself one for `lbc fmt` alone. Both take the
 * parser from the compiler's.
 */
const formatter = {
  name: "formatter",
  setup(build) {
    const external = (name) => ({ path: `./${name}.cjs`, external: true });
    build.onResolve({ filter: /./, namespace: "loaded" }, ({ path }) => ({ path, external: true }));
    // The plugin is loaded by node itself: the compiler is not, so that there is one of it.
    build.onLoad({ filter: /./, namespace: "loaded" }, ({ path }) => ({
      contents: `module.exports = require("./load.cjs").load("${path}");`,
    }));
    build.onResolve({ filter: /\/format\/format\.ts$/ }, ({ kind }) =>
      kind === "dynamic-import" ? external("format") : undefined,
    );
    build.onResolve({ filter: /\/(parse|vocabulary)\.ts$/ }, ({ importer }) =>
      importer.includes("/src/format/") ? { path: "compiler", namespace: "loaded" } : undefined,
    );
    build.onResolve({ filter: /^\.\/plugin\.ts$/ }, () => external("plugin"));
  },
};

// The command line is CommonJS, which node loads some 8 ms faster. commander asks for child_process, which costs
// another 4 ms, only to run subcommands that are programs of their own; lbc has none. Other modules of node that cost
// as much are loaded where they are used.
const commands = {
  ...common,
  alias: {
    ...common.alias,
    "node:child_process": `${root}scripts/no-child-process.cjs`,
    "node:crypto": `${root}scripts/lazy-crypto.cjs`,
    "node:tty": `${root}scripts/lazy-tty.cjs`,
  },
  format: "cjs",
  supported: { "dynamic-import": false },
  outdir: "dist",
  outExtension: { ".js": ".cjs" },
};
await build({
  ...commands,
  plugins: [lazyVerbs],
  entryPoints: ["src/cli/bin.ts"],
});
verbs.delete("compiler");
verbs.delete("lsp");
verbs.delete("graph");
await build({ ...commands, entryPoints: [...verbs].map((name) => `src/cli/${name}.ts`) });
/** What the compiler asks for by its lazy modules alone, each in a packed file of its own. */
const PACKED = { "ohm-runtime": "ohm", "jsonc-parts": "jsonc" };
const packed = {
  name: "packed",
  setup(build) {
    build.onResolve({ filter: /^\.\/(ohm-runtime|jsonc-parts)\.js$/ }, ({ path }) => ({
      path: PACKED[basename(path, ".js")],
      namespace: "packed",
    }));
    build.onResolve({ filter: /./, namespace: "packed" }, ({ path }) => ({ path, external: true }));
    // The library, which node loads itself, has no other way to what is packed.
    build.onLoad({ filter: /./, namespace: "packed" }, ({ path }) => ({
      contents: `module.exports = require("./load.cjs").load("${path}");`,
    }));
  },
};
await build({
  ...commands,
  entryPoints: Object.fromEntries(
    Object.entries(PACKED).map(([own, name]) => [name, `${root}scripts/${own}.js`]),
  ),
});
const ofFormatter = [
  "export { parse } from './src/syntax/parse.ts';",
  "export { isLandmark } from './src/vocabulary/vocabulary.ts';",
];

/** What the verbs that check and the formatter ask for, and what `more` exports. */
const compiler = (plugins, more) => ({
  ...commands,
  plugins: [formatter, packed, ...plugins],
  stdin: {
    contents: [
      ...[...CHECKING.map((name) => `./src/cli/${name}.ts`), "./src/index.ts"].map(
        (path) => `export * from "${path}";`,
      ),
      ...ofFormatter,
      ...more,
    ].join("\n"),
    resolveDir: root,
  },
  outdir: undefined,
  outExtension: undefined,
  outfile: "dist/compiler.cjs",
});
const unwritten = { write: false, metafile: true };
const all = await build({ ...compiler([], []), ...unwritten });
const modules = await modulesOf(root, { ...common, plugins: [formatter, packed] }, all.metafile.inputs);

// What a start asks for is one file, and what is seldom asked for another, which takes from the first what it needs. So
// do the language server and the picture.
const later = seldomLater(root, modules);
const alone = await build({ ...compiler([later.plugin], []), ...unwritten });
const ofCompiler = fromCompiler(root, alone.metafile.inputs, modules);
await build({
  ...commands,
  plugins: [formatter],
  entryPoints: { plugin: "src/format/plugin.ts", format: "src/format/format.ts" },
});
await build({
  ...commands,
  plugins: [formatter, later.plugin, ofCompiler.plugin],
  entryPoints: ["src/cli/lsp.ts", "src/cli/graph.ts"],
});
await build({
  ...commands,
  plugins: [formatter, packed, ofCompiler.plugin],
  stdin: { contents: later.exports().join("\n"), resolveDir: root },
  outdir: undefined,
  outExtension: undefined,
  outfile: "dist/seldom.cjs",
});
await build(compiler([later.plugin], ofCompiler.exports()));
// What few ask for is packed, to keep the package small; `load.cjs` unpacks it.
for (const name of ["format", "graph", "lsp", "plugin", "seldom", ...Object.values(PACKED)]) {
  const file = `${root}dist/${name}.cjs`;
  writeFileSync(`${file}.br`, brotliCompressSync(readFileSync(file)));
  rmSync(file);
}
// What prettier itself loads.
writeFileSync(`${root}dist/prettier.cjs`, 'module.exports = require("./load.cjs").load("plugin");\n');
const loader = await transform(readFileSync(`${root}scripts/load.cjs`, "utf8"), {
  minify: true,
  target: "node20",
});
writeFileSync(`${root}dist/load.cjs`, loader.code);
writeFileSync(`${root}dist/lbc.cjs`, '#!/usr/bin/env node\nrequire("./load.cjs").load("bin");\n', {
  mode: 0o755,
});
execFileSync(process.execPath, [`${root}scripts/cache.cjs`], { cwd: root });

// The pages of all rules, for the package (`src/cli/pages.ts`).
const pages = readdirSync(`${root}spec/rules`, { recursive: true })
  .filter((path) => path.endsWith(".md") && path !== "README.md")
  .sort();
writeFileSync(
  `${root}dist/rules.md`,
  pages.map((path) => readFileSync(`${root}spec/rules/${path}`, "utf8")).join(""),
);

// The library is the compiler's file too.
const { names } = modules.get("src/index.ts");
writeFileSync(
  `${root}dist/index.js`,
  `import loader from "./load.cjs";\nexport const { ${names.join(", ")} } = loader.load("compiler");\n`,
);
