// Plugins of esbuild: what another bundle holds is taken from it, so that it is shipped once.
import { join, relative } from "node:path";

/** The name under which a bundle exports a module whole. */
const exportOf = (path) => path.replaceAll(/\W/g, "_");

/**
 * @param name of the plugin
 * @param isThere whether the other bundle has the module of this path below the root
 * @param contentsOf of the module that takes its place
 * @returns the plugin, and the paths of what was asked for
 */
function inPlace(root, name, isThere, contentsOf) {
  const asked = new Set();
  const plugin = {
    name,
    setup(build) {
      build.onResolve({ filter: /^\.\.?\// }, ({ path, resolveDir }) => {
        const own = relative(root, join(resolveDir, path));
        if (!isThere(own)) return undefined;
        asked.add(own);
        return { path: own, namespace: name };
      });
      build.onResolve({ filter: /./, namespace: name }, ({ path }) => ({ path, external: true }));
      build.onLoad({ filter: /./, namespace: name }, ({ path }) => ({ contents: contentsOf(path) }));
    },
  };
  return { plugin, asked };
}

/**
 * Takes modules from a bundle that is loaded already, or at once.
 * @param file the other bundle, as it is required
 * @param inputs paths of its modules below the root, from its metafile
 * @returns the plugin, and what the other bundle must export for it once this one is built
 */
export function fromBundle(root, file, inputs) {
  const { plugin, asked } = inPlace(
    root,
    `from ${file}`,
    (path) => Object.hasOwn(inputs, path),
    (path) => `module.exports = require("${file}").${exportOf(path)};`,
  );
  return { plugin, exports: () => wholes(asked) };
}

/**
 * Takes modules from the compiler's bundle, which makes what others take of it only when the first of them asks.
 * @param modules what each module of src/ exports, by its path
 */
export function fromCompiler(root, inputs, modules) {
  const { plugin, asked } = inPlace(
    root,
    "from compiler",
    (path) => Object.hasOwn(inputs, path),
    (path) => `module.exports = require("./load.cjs").load("compiler").shared().${exportOf(path)};`,
  );
  const exports = () => {
    const paths = [...asked].sort();
    const own = (path) => (name) => `${name} as ${exportOf(path)}_${name}`;
    const held = (path) => (name) => `${name}: ${exportOf(path)}_${name}`;
    const list = (path, of) => modules.get(path).names.map(of(path)).join(", ");
    return [
      ...paths.map((path) => `import { ${list(path, own)} } from "./${path}";`),
      "let made;",
      `export const shared = () => made ??= {${paths.map((path) => `${exportOf(path)}: { ${list(path, held)} }`).join(", ")}};`,
    ];
  };
  return { plugin, exports };
}

/** Leaves out the modules that are seldom asked for: the first call of one of their functions loads the bundle of these. */
export function seldomLater(root, modules) {
  const { plugin, asked } = inPlace(
    root,
    "seldom",
    (path) => modules.get(path)?.isSeldom === true,
    (path) => {
      const load = `made ??= require("./load.cjs").load("seldom").${exportOf(path)}`;
      const { names } = modules.get(path);
      return [
        "let made;",
        ...names.map((n) => `export const ${n} = (...args) => (${load}).${n}(...args);`),
      ].join("\n");
    },
  );
  return { plugin, exports: () => wholes(asked) };
}

/** Exports modules under names of their own. */
function wholes(paths) {
  return [...paths].sort().map((path) => `export * as ${exportOf(path)} from "./${path}";`);
}
