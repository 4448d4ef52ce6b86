// Writes src/generated/graph-page.js: the styles and the script of the page that `lbc graph` makes, ready to be embedded.
import { createHash } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { build, transform } from "esbuild";

export async function generateGraphPage(out) {
  const folder = new URL("../src/graph/page/", import.meta.url);
  const css = async (text) =>
    (await transform(text, { loader: "css", minify: true, target: "chrome123" })).code.trim();
  const picture = readFileSync(new URL("picture.css", folder), "utf8");
  const pictureCss = await css(picture);
  const pageCss = await css(readFileSync(new URL("page.css", folder), "utf8"));
  const { outputFiles } = await build({
    entryPoints: [fileURLToPath(new URL("page.ts", folder))],
    bundle: true,
    minify: true,
    format: "iife",
    target: "es2022",
    charset: "ascii",
    write: false,
    logLevel: "warning",
  });
  // Nothing in a script may end its element.
  const pageScript = outputFiles[0].text.trim().replaceAll("</", "<\\/");
  const hash = (text) => `'sha256-${createHash("sha256").update(text).digest("base64")}'`;
  const values = {
    pictureCss,
    pageCss,
    pageScript,
    svgCss: await css(plain(picture)),
    styleHash: hash(pictureCss + pageCss),
    scriptHash: hash(pageScript),
  };
  const names = Object.keys(values);
  const banner = "// Made by scripts/graph-page.js from src/graph/page/.\n";
  writeFileSync(
    new URL("graph-page.js", out),
    banner + names.map((name) => `export const ${name} = ${JSON.stringify(values[name])};\n`).join(""),
  );
  writeFileSync(
    new URL("graph-page.d.ts", out),
    banner + names.map((name) => `export declare const ${name}: string;\n`).join(""),
  );
}

/** For viewers of SVG that know neither variables nor `light-dark`. */
function plain(text) {
  const pairs = [...text.matchAll(/(--[\w-]+): light-dark\((#\w+), (#\w+)\);/g)];
  const rules = text.replace(/:root \{[^}]*\}/, "");
  const coloured = (which) =>
    rules.replace(/var\((--[\w-]+)\)/g, (_, name) => pairs.find((p) => p[1] === name)[which]);
  return `${coloured(2)}\n@media (prefers-color-scheme: dark) {\n${coloured(3)}\n}`;
}
