// Loads the files of dist/ with the code that V8 compiled when they were bundled. V8 refuses a cache of another
// version of itself; then the source is compiled as usual.
const fs = require("node:fs");
const path = require("node:path");
const vm = require("node:vm");

/** What has been loaded; the bundler writes the caches from it. */
const scripts = new Map();

function cacheOf(name) {
  try {
    return fs.readFileSync(path.join(__dirname, `${name}.cache`));
  } catch {
    return undefined;
  }
}

/** What few ask for is packed, to keep the package small. */
function sourceOf(filename) {
  if (fs.existsSync(filename)) return fs.readFileSync(filename, "utf8");
  return require("node:zlib")
    .brotliDecompressSync(fs.readFileSync(`${filename}.br`))
    .toString();
}

/** What each file exports; a file is run once. */
const modules = new Map();

function load(name) {
  const known = modules.get(name);
  if (known !== undefined) return known.exports;
  const filename = path.join(__dirname, `${name}.cjs`);
  const source = sourceOf(filename);
  const cachedData = cacheOf(name);
  const script = new vm.Script(`(function(exports,require,module){${source}\n})`, {
    filename,
    ...(cachedData === undefined ? {} : { cachedData }),
  });
  scripts.set(name, script);
  const module = { exports: {} };
  modules.set(name, module);
  const own = (id) =>
    id === "./load.cjs" ? { load } : id.startsWith("./") ? load(id.slice(2, -4)) : require(id);
  script.runInThisContext()(module.exports, own, module);
  return module.exports;
}

module.exports = { load, scripts };
