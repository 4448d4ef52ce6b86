// Bundles the command line and the library into dist/, so that the package needs nothing at run time.
import { chmodSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { build } from "esbuild";

const root = new URL("../", import.meta.url).pathname;
const { version } = JSON.parse(readFileSync(`${root}package.json`, "utf8"));
rmSync(`${root}dist`, { recursive: true, force: true });
const common = {
  absWorkingDir: root,
  bundle: true,
  platform: "node",
  target: "node20",
  format: "esm",
  minifyWhitespace: true,
  minifySyntax: true,
  define: { __LBC_VERSION__: JSON.stringify(version) },
  logLevel: "warning",
};
// commander is CommonJS and asks for node's own modules by `require`, which a module does not have.
const banner =
  'import { createRequire as lbcRequire } from "node:module"; const require = lbcRequire(import.meta.url);';
await build({
  ...common,
  entryPoints: { lbc: "src/cli/bin.ts" },
  outdir: "dist",
  splitting: true,
  chunkNames: "chunks/[name]-[hash]",
  banner: { js: banner },
});
const bin = `${root}dist/lbc.js`;
const text = readFileSync(bin, "utf8");
writeFileSync(bin, `#!/usr/bin/env node\n${text}`);
chmodSync(bin, 0o755);
await build({ ...common, entryPoints: { index: "src/index.ts" }, outdir: "dist" });
