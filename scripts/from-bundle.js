// A plugin of esbuild: what another bundle holds is taken from it, so that it is shipped once.
import { join, relative } from "node:path";

/** The name under which a bundle exports a module whole. */
const exportOf = (path) => path.replaceAll(/\W/g, "_");

/**
 * @param file the other bundle, as it is required
 * @param inputs paths of its modules below the root, from its metafile
 * @returns the plugin, and what the other bundle must export for it once this one is built
 */
export function fromBundle(root, file, inputs) {
  const shared = new Set();
  const plugin = {
    name: "from-bundle",
    setup(build) {
      build.onResolve({ filter: /^\.\.?\// }, ({ path, resolveDir, importer }) => {
        const own = relative(root, join(resolveDir, path));
        if (importer === "" || !Object.hasOwn(inputs, own)) return undefined;
        shared.add(own);
        return { path: own, namespace: "bundle" };
      });
      build.onResolve({ filter: /./, namespace: "bundle" }, ({ path }) => ({ path, external: true }));
      build.onLoad({ filter: /./, namespace: "bundle" }, ({ path }) => ({
        contents: `module.exports = require("${file}").${exportOf(path)};`,
      }));
    },
  };
  const exports = () => [...shared].sort().map((path) => `export * as ${exportOf(path)} from "./${path}";`);
  return { plugin, exports };
}
