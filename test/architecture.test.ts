/** The law of ARCHITECTURE.md that imports go down only: neither files nor rooms may need each other in a circle. */
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, normalize } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";

const src = fileURLToPath(new URL("../src", import.meta.url));
const files = readdirSync(src, { recursive: true, encoding: "utf8" }).filter((f) => /(?<!\.d)\.ts$/.test(f));

/** The files of `src` that a file imports, types too. */
function importsOf(file: string): readonly string[] {
  const text = readFileSync(join(src, file), "utf8");
  const named = [...text.matchAll(/^(?:import|export)\b[^;"]*"(\.[^"]+)"|\bimport\("(\.[^"]+)"\)/gm)];
  return named.map(([, whole, lazy]) => normalize(join(dirname(file), whole ?? lazy ?? "")));
}
const room = (file: string) => (file.includes("/") ? file.slice(0, file.indexOf("/")) : file);

/** The nodes on a way from a node back to itself; none where there is none. */
function circle(graph: ReadonlyMap<string, ReadonlySet<string>>): readonly string[] {
  const done = new Set<string>();
  const way: string[] = [];
  const from = (node: string): readonly string[] => {
    if (way.includes(node)) return [...way.slice(way.indexOf(node)), node];
    if (done.has(node)) return [];
    way.push(node);
    for (const next of graph.get(node) ?? []) {
      const found = from(next);
      if (found.length > 0) return found;
    }
    way.pop();
    done.add(node);
    return [];
  };
  for (const node of graph.keys()) {
    const found = from(node);
    if (found.length > 0) return found;
  }
  return [];
}

function graphOf(nodeOf: (file: string) => string): ReadonlyMap<string, ReadonlySet<string>> {
  const out = new Map<string, Set<string>>();
  for (const file of files) {
    const node = nodeOf(file);
    const known = out.get(node) ?? new Set();
    for (const imported of importsOf(file)) if (nodeOf(imported) !== node) known.add(nodeOf(imported));
    out.set(node, known);
  }
  return out;
}

test("the imports are seen", () => {
  expect(importsOf("compile.ts")).toContain("check.ts");
  expect(files.length).toBeGreaterThan(500);
});
test("a circle is found", () => {
  const to = (...nodes: string[]) => new Set(nodes);
  expect(
    circle(
      new Map([
        ["a", to("b", "c")],
        ["b", to()],
        ["c", to("d")],
        ["d", to("c")],
      ]),
    ),
  ).toEqual(["c", "d", "c"]);
});
test("no file needs itself", () => {
  expect(circle(graphOf((file) => file))).toEqual([]);
});
test("no room needs itself", () => {
  expect(circle(graphOf(room))).toEqual([]);
});
