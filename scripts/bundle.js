// Bundles the command line and the library into dist/, so that the package needs nothing at run time.
import { execFileSync } from "node:child_process";
import { copyFileSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { basename } from "node:path";
import { build } from "esbuild";

const root = new URL("../", import.meta.url).pathname;
const { version } = JSON.parse(readFileSync(`${root}package.json`, "utf8"));
rmSync(`${root}dist`, { recursive: true, force: true });
const common = {
  absWorkingDir: root,
  bundle: true,
  platform: "node",
  target: "node20",
  minify: true,
  define: { __LBC_VERSION__: JSON.stringify(version) },
  logLevel: "warning",
  // ohm without its compiler of grammars: the grammar is compiled ahead.
  alias: { "ohm-js": `${root}scripts/ohm-runtime.js` },
};

/** Each verb is a file of its own, read when it is asked for: node compiles a file whole before it runs. */
const verbs = new Set();
const lazyVerbs = {
  name: "lazy-verbs",
  setup(build) {
    build.onResolve({ filter: /^\.\// }, ({ kind, path }) => {
      if (kind !== "dynamic-import") return undefined;
      const name = basename(path, ".ts");
      verbs.add(name);
      return { path: `./${name}.cjs`, external: true };
    });
  },
};

// The command line is CommonJS, which node loads some 8 ms faster. commander asks for child_process, which costs
// another 4 ms, only to run subcommands that are programs of their own; lbc has none.
const commands = {
  ...common,
  format: "cjs",
  supported: { "dynamic-import": false },
  outdir: "dist",
  outExtension: { ".js": ".cjs" },
};
await build({
  ...commands,
  alias: { ...common.alias, "node:child_process": `${root}scripts/no-child-process.cjs` },
  plugins: [lazyVerbs],
  entryPoints: ["src/cli/bin.ts"],
});
await build({ ...commands, entryPoints: [...verbs].map((name) => `src/cli/${name}.ts`) });
copyFileSync(`${root}scripts/load.cjs`, `${root}dist/load.cjs`);
writeFileSync(`${root}dist/lbc.cjs`, '#!/usr/bin/env node\nrequire("./load.cjs").load("bin");\n', {
  mode: 0o755,
});
execFileSync(process.execPath, [`${root}scripts/cache.cjs`], { cwd: root });
await build({ ...common, format: "esm", entryPoints: { index: "src/index.ts" }, outdir: "dist" });
