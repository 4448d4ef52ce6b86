// Finds the modules of which a check and a build of the lab and of the shop, and a check that finds a mistake, run
// nothing. They are bundled apart (`bundle.js`), so that a start does not pay for them.
import { execFileSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { build } from "esbuild";

/**
 * @param options of esbuild, for a bundle of all modules
 * @param inputs paths of these modules, from its metafile
 * @returns by its path what each module of src/ exports, and whether it is asked for so seldom
 */
export async function modulesOf(root, options, inputs) {
  const work = mkdtempSync(join(tmpdir(), "lbc-seldom-"));
  try {
    const paths = Object.keys(inputs).filter((path) => path.startsWith("src/"));
    const file = join(work, "all.mjs");
    await build({
      ...options,
      stdin: {
        contents: paths.map((path, i) => `export * as m${i} from "./${path}";`).join("\n"),
        resolveDir: root,
      },
      external: ["commander"],
      format: "esm",
      // A comment before each module says where it begins.
      minify: false,
      outfile: file,
    });
    const modules = await import(pathToFileURL(file).href);
    const ran = modulesRun(root, work, file);
    return new Map(
      paths.map((path, i) => {
        const own = modules[`m${i}`];
        const isSeldom = !ran.has(path) && Object.values(own).every(isCallable);
        return [path, { names: Object.keys(own), isSeldom }];
      }),
    );
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

/** Whether another function can call it in its place. */
const isCallable = (value) => typeof value === "function" && !/^class\b/.test(String(value));

/** The modules of a bundle of which a function is called in these runs, or when it is loaded. */
function modulesRun(root, work, file) {
  const script = join(work, "run.mjs");
  writeFileSync(
    join(work, "mistake.lb"),
    "lb 1\nnetwork lan 10.0.0.0/24\nhost a { eth0 10.0.0.1 }\nnginx n on b {}\n",
  );
  const calls = `
    const all = Object.values(await import("./all.mjs"));
    // Only what is named: reading any other would be a call of its module.
    const named = (name) => all.find((module) => name in module)[name];
    const io = { out() {}, err() {}, color: false, cwd: ${JSON.stringify(root)}, pages: "spec" };
    for (const name of ["lab", "shop"]) {
      const file = \`examples/\${name}/topo.lb\`;
      named("runCheck")(file, {}, io);
      for (const round of [1, 2]) await named("runBuild")(file, { out: ${JSON.stringify(work)} + "/" + name }, io);
    }
    named("runCheck")("mistake.lb", {}, { ...io, cwd: ${JSON.stringify(work)} });
  `;
  writeFileSync(script, calls);
  const coverage = join(work, "coverage");
  execFileSync(process.execPath, [script], { env: { ...process.env, NODE_V8_COVERAGE: coverage } });
  const reports = readdirSync(coverage).map((name) => JSON.parse(readFileSync(join(coverage, name), "utf8")));
  const { functions } = reports
    .flatMap((report) => report.result)
    .find(({ url }) => url === pathToFileURL(file).href);
  const text = readFileSync(file, "utf8");
  const starts = [...text.matchAll(/^\/\/ (\S+\.(?:ts|js|cjs|mjs))$/gm)];
  const called = functions.filter(({ ranges: [{ startOffset, count }] }) => count > 0 && startOffset > 0);
  return new Set(
    called.map(({ ranges: [{ startOffset }] }) => starts.findLast(({ index }) => index < startOffset)?.[1]),
  );
}
