/** Which topologies there are, and which of them a file belongs to. */
import { documents, type Change, type Documents } from "./documents.ts";
import { closure, includesOf, project, type Project, type ReadFile } from "./project.ts";
import type { Surroundings } from "./surroundings.ts";
import { folderOf, join, keyOf, pathBelow } from "./uri.ts";

export type Workspace = {
  readonly documents: Documents;
  readonly addFolder: (uri: string) => void;
  readonly removeFolder: (uri: string) => void;
  /** Those that a file takes part in, itself alone when no topology includes it. */
  readonly projectsOf: (uri: string) => readonly Project[];
  /** From now on the topologies of every folder are watched, not only those of open documents. */
  readonly watchFolders: () => void;
  /** Those that are watched. */
  readonly openProjects: () => readonly Project[];
  /** Those of every folder, open or not. */
  readonly allProjects: () => readonly Project[];
  /** A file is another now, in the editor or on disk; `change` is how, when that is known. */
  readonly touch: (uri: string, change?: Change) => void;
};

const includes = (text: string): string => includesOf(text).join("\n");

export function workspace(surroundings: Surroundings): Workspace {
  const docs = documents();
  const folders = new Set<string>();
  const projects = new Map<string, Project>();
  const roots = new Map<string, readonly Project[]>();
  const listed = new Map<string, readonly string[]>();

  const read: ReadFile = (folder, path) =>
    docs.get(join(folder, path))?.text ?? surroundings.read(folder, path);
  const projectAt = (root: string): Project => {
    let known = projects.get(root);
    if (known === undefined) {
      const folder = folderOf(root);
      const file = pathBelow(folder, root) ?? "";
      projects.set(root, (known = project(folder, file, read, surroundings)));
    }
    return known;
  };
  /** Topologies that may include a file: those beside it and above it, up to the folder that is open. */
  const candidates = (key: string): readonly string[] => {
    const home = [...folders].find((f) => pathBelow(f, key) !== undefined) ?? folderOf(key);
    const all = new Set([...topologiesOf(home), ...docs.keys()]);
    return [...all].filter((c) => c !== key && pathBelow(folderOf(c), key) !== undefined);
  };
  const rootsOf = (key: string): readonly Project[] => {
    const found = candidates(key).filter((root) => {
      const folder = folderOf(root);
      const inner = pathBelow(folder, key);
      const paths = closure(pathBelow(folder, root) ?? "", (path) => read(folder, path));
      return inner !== undefined && paths.includes(inner);
    });
    // A file between the topology and the included one is no topology itself.
    const tops = found.filter(
      (root) =>
        !found.some(
          (other) =>
            other !== root &&
            closure(pathBelow(folderOf(other), other) ?? "", (path) => read(folderOf(other), path)).includes(
              pathBelow(folderOf(other), root) ?? "",
            ),
        ),
    );
    return (tops.length === 0 ? [key] : tops).map(projectAt);
  };
  const projectsOf = (uri: string): readonly Project[] => {
    const key = keyOf(uri);
    let known = roots.get(key);
    if (known === undefined) roots.set(key, (known = rootsOf(key)));
    return known;
  };
  const topologiesOf = (folder: string): readonly string[] => {
    const known = listed.get(folder) ?? surroundings.list(folder);
    listed.set(folder, known);
    return known.map((path) => join(folder, path));
  };
  const forgetRoots = () => {
    roots.clear();
    listed.clear();
  };
  let all = false;
  const allProjects = (): readonly Project[] => {
    const files = [...folders].flatMap(topologiesOf);
    return [...new Set([...docs.keys(), ...files].flatMap(projectsOf))];
  };
  return {
    documents: docs,
    addFolder: (uri) => {
      folders.add(keyOf(uri));
      forgetRoots();
    },
    removeFolder: (uri) => {
      folders.delete(keyOf(uri));
      forgetRoots();
    },
    projectsOf,
    watchFolders: () => {
      all = true;
    },
    openProjects: () => (all ? allProjects() : [...new Set([...docs.keys()].flatMap(projectsOf))]),
    allProjects,
    touch: (uri, change) => {
      const key = keyOf(uri);
      for (const known of projects.values()) if (known.reads(key)) known.touch(key);
      const after = docs.get(key)?.text;
      if (
        change === undefined ||
        after === undefined ||
        (change.mayInclude && includes(change.before) !== includes(after))
      )
        forgetRoots();
    },
  };
}
