// Bundles the extension for VS Code into vscode-extension/dist and packs it: dist-extension/lbc-VERSION.vsix.
import { copyFileSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { build } from "esbuild";
import { fromBundle } from "./from-bundle.js";
import { vsix } from "./vsix.js";

const root = new URL("../", import.meta.url).pathname;
const here = join(root, "vscode-extension");
const dist = join(here, "dist");
const read = (path) => readFileSync(join(root, path), "utf8");
const manifest = JSON.parse(read("vscode-extension/package.json"));
rmSync(dist, { recursive: true, force: true });
mkdirSync(dist);

const common = {
  absWorkingDir: root,
  bundle: true,
  minify: true,
  target: "es2022",
  logLevel: "warning",
  define: { __LBC_VERSION__: JSON.stringify(manifest.version) },
  alias: {
    "ohm-js": `${root}scripts/ohm-lazily.cjs`,
    "jsonc-parser": `${root}scripts/jsonc-lazily.cjs`,
  },
};
const everywhere = { ...common, platform: "browser", mainFields: ["module", "browser", "main"] };
const node = { ...common, platform: "node", format: "cjs", outdir: dist };
const source = "vscode-extension/src";

// One server for both: a script that starts in a worker, and a module of node that exports what its process takes.
const server = (more) => ({
  ...everywhere,
  stdin: { contents: [`export * from "./${source}/server.ts";`, ...more].join("\n"), resolveDir: root },
  format: "iife",
  globalName: "lbc",
  footer: { js: 'if (typeof module === "object") module.exports = lbc;' },
  outfile: `${dist}/server.js`,
});
const alone = await build({ ...server([]), write: false, metafile: true });
const fromServer = fromBundle(root, "./server.js", alone.metafile.inputs);
await build({
  ...node,
  entryPoints: [`${source}/process.ts`],
  plugins: [fromServer.plugin],
  external: ["./server.js"],
});
await build(server(fromServer.exports()));
await build({ ...node, entryPoints: [`${source}/desktop.ts`] });
await build({
  ...everywhere,
  entryPoints: [`${source}/extension.ts`],
  format: "cjs",
  external: ["vscode", "./desktop.js"],
  outdir: dist,
});

writeFileSync(join(dist, "pages.json"), JSON.stringify(pages()));
copyFileSync(join(root, "spec/lbc.schema.json"), join(dist, "lbc.schema.json"));

const files = [
  "package.json",
  "README.md",
  "language-configuration.json",
  ...["dist", "snippets", "syntaxes", "walkthrough"].flatMap((folder) =>
    readdirSync(join(here, folder), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath ?? entry.path, entry.name).slice(here.length + 1)),
  ),
].sort();
const packed = vsix(manifest, [
  ...files.map((path) => [path, readFileSync(join(here, path))]),
  ["LICENSE.txt", readFileSync(join(root, "LICENSE"))],
]);
const out = join(root, "dist-extension");
mkdirSync(out, { recursive: true });
const name = `lbc-${manifest.version}.vsix`;
writeFileSync(join(out, name), packed);
console.log(`dist-extension/${name}: ${packed.length} bytes`);

/** What is said of every rule and problem, by its code, with its first two sentences. */
function pages() {
  const rules = readdirSync(join(root, "spec/rules"), { recursive: true })
    .filter((path) => path.endsWith(".md") && path !== "README.md")
    .map((path) => [path.slice(0, -3), read(`spec/rules/${path}`)]);
  const problems = read("spec/problems.md")
    .split(/^### /m)
    .slice(1)
    .map((section) => [section.split("\n")[0], `# ${section.split(/^## /m)[0].trimEnd()}\n`]);
  const all = [...rules, ...problems].sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(all.map(([code, text]) => [code, { summary: summaryOf(text), text }]));
}

function summaryOf(page) {
  const paragraph = page.split("\n\n")[1].replaceAll("\n", " ");
  return (/^.*?\. .*?(?=[.;:](?: |$)|$)/.exec(paragraph)?.[0] ?? paragraph).replaceAll("`", "");
}
