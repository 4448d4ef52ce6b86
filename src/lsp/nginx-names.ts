/** What nginx's own statements name, in every file of a topology. */
import { DECLARING } from "../targets/nginx/expressions.ts";
import type { Cursor } from "./cursor.ts";
import { visitWords } from "./roles.ts";

export function logFormats(cursor: Cursor): readonly string[] {
  return [...new Set(argumentsOf(cursor, "log_format").flatMap(([name]) => name ?? []))];
}

/** Names of servers that are neither patterns nor made of variables. */
export function serverNames(cursor: Cursor): readonly string[] {
  const names = argumentsOf(cursor, "server_name").flat();
  return [...new Set(names)].filter((name) => /^[a-z0-9][a-z0-9.-]*$/i.test(name));
}

/** Names of the variables that statements declare, without the `$`. */
export function variables(cursor: Cursor): readonly string[] {
  const written = [...DECLARING].flatMap(([name, place]) =>
    argumentsOf(cursor, name).flatMap((args) => args.at(place) ?? []),
  );
  return [...new Set(written)].flatMap((text) => /^\$(\w+)$/.exec(text)?.[1] ?? []);
}

/** Of every statement with the name. */
function argumentsOf({ project }: Cursor, name: string): readonly (readonly string[])[] {
  const out: (readonly string[])[] = [];
  for (const path of project.paths()) {
    const tree = project.tree(path);
    if (tree === undefined) continue;
    visitWords(tree, ({ role, path: around, word }) => {
      if (role.kind === "directive" && word.value === name)
        out.push((around.at(-1)?.words ?? []).slice(1).map((w) => w.value));
    });
  }
  return out;
}
