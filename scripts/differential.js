// Runs test/differential/main.ts: the model of nginx against the installed nginx.
import { rmSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { buildSync } from "esbuild";

const root = new URL("../", import.meta.url);
const outfile = fileURLToPath(new URL(`node_modules/.lbc-differential-${process.pid}.mjs`, root));
buildSync({
  entryPoints: [fileURLToPath(new URL("test/differential/main.ts", root))],
  bundle: true,
  platform: "node",
  format: "esm",
  packages: "external",
  outfile,
  logLevel: "error",
});
try {
  await import(outfile);
} finally {
  rmSync(outfile);
}
