// Bundles the command line and the library into dist/, so that the package needs nothing at run time.
import { execFileSync } from "node:child_process";
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { basename } from "node:path";
import { brotliCompressSync } from "node:zlib";
import { build, transform } from "esbuild";
import { fromBundle } from "./from-bundle.js";

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
    build.onResolve({ filter: /\/format\/format\.ts$/ }, ({ kind }) =>
      kind === "dynamic-import" ? external("format") : undefined,
    );
    build.onResolve({ filter: /\/(parse|vocabulary)\.ts$/ }, ({ importer }) =>
      importer.includes("/src/format/") ? external("compiler") : undefined,
    );
    build.onResolve({ filter: /^\.\/plugin\.ts$/ }, () => external("prettier"));
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
const compiler = (more) => ({
  ...commands,
  plugins: [formatter, packed],
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
await build({
  ...commands,
  plugins: [formatter],
  entryPoints: { prettier: "src/format/plugin.ts", format: "src/format/format.ts" },
});
// The language server and the picture take the compiler's modules from the compiler's file.
const alone = await build({ ...compiler([]), write: false, metafile: true });
const fromCompiler = fromBundle(root, "./compiler.cjs", alone.metafile.inputs);
await build({
  ...commands,
  plugins: [formatter, fromCompiler.plugin],
  entryPoints: ["src/cli/lsp.ts", "src/cli/graph.ts"],
});
await build(compiler(fromCompiler.exports()));
// What few ask for is packed, to keep the package small; `load.cjs` unpacks it.
for (const name of ["format", "graph", "lsp", ...Object.values(PACKED)]) {
  const file = `${root}dist/${name}.cjs`;
  writeFileSync(`${file}.br`, brotliCompressSync(readFileSync(file)));
  rmSync(file);
}
const loader = await transform(readFileSync(`${root}scripts/load.cjs`, "utf8"), {
  minify: true,
  target: "node20",
});
writeFileSync(`${root}dist/load.cjs`, loader.code);
writeFileSync(`${root}dist/lbc.cjs`, '#!/usr/bin/env node\nrequire("./load.cjs").load("bin");\n', {
  mode: 0o755,
});
execFileSync(process.execPath, [`${root}scripts/cache.cjs`], { cwd: root });

// The library is the compiler's file too.
const { metafile } = await build({
  ...common,
  format: "esm",
  entryPoints: ["src/index.ts"],
  outdir: "dist",
  write: false,
  metafile: true,
});
const names = Object.values(metafile.outputs).flatMap((o) => o.exports);
writeFileSync(
  `${root}dist/index.js`,
  `import compiler from "./compiler.cjs";\nexport const { ${names.join(", ")} } = compiler;\n`,
);
