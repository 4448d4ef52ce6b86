/**
 * Sends diagnostics of the open projects whenever they differ from what was sent: those of the language at once, those
 * of rules when all have been asked, a few at a time so that what is typed meanwhile is heard.
 */
import type { Diagnostic } from "vscode-languageserver-protocol";
import type { Problem } from "../problems/problem.ts";
import { diagnosticsOf } from "./diagnostics.ts";
import type { Project } from "./project.ts";
import type { Surroundings } from "./surroundings.ts";
import { keyOf } from "./uri.ts";
import type { Workspace } from "./workspace.ts";

export type Publisher = {
  /** With the next turn of the loop: what comes in before then is told of together. */
  readonly soon: () => void;
  /** All that is due, at once. */
  readonly now: () => void;
  /** Forgets what is due. */
  readonly stop: () => void;
};

/** Milliseconds without an edit after which rules are asked. */
const REST = 150;
/** Milliseconds of rules between two looks at what came in. */
const SLICE = 8;

export function publisher(
  files: Workspace,
  { pageUri }: Surroundings,
  send: (method: string, params: unknown) => void,
  complain: (method: string, error: unknown) => void,
): Publisher {
  /** By URI: what the editor was told, as JSON. */
  const told = new Map<string, string>();
  let forget: () => void = () => undefined;

  const texts = new WeakMap<Diagnostic, string>();
  const jsonOf = (diagnostic: Diagnostic): string => {
    let text = texts.get(diagnostic);
    if (text === undefined) texts.set(diagnostic, (text = JSON.stringify(diagnostic)));
    return text;
  };
  const publish = (problemsOf: (project: Project) => readonly Problem[]) => {
    const found = new Map<string, Map<string, Diagnostic>>();
    for (const project of files.openProjects()) {
      for (const [path, list] of diagnosticsOf(project, problemsOf(project), pageUri)) {
        const key = project.uriOf(path);
        const all = found.get(key) ?? new Map<string, Diagnostic>();
        found.set(key, all);
        // A file of two topologies may have the same problem in both.
        for (const one of list) all.set(jsonOf(one), one);
      }
    }
    const keys = new Set([...told.keys(), ...[...files.documents.keys()].map(keyOf), ...found.keys()]);
    for (const key of keys) {
      const all = found.get(key) ?? new Map<string, Diagnostic>();
      const document = files.documents.get(key);
      const version = document === undefined ? {} : { version: document.version };
      const message = [document?.version, ...all.keys()].join("\n");
      if (told.get(key) === message) continue;
      if (all.size === 0 && document === undefined) told.delete(key);
      else told.set(key, message);
      const diagnostics = [...all.values()];
      send("textDocument/publishDiagnostics", { uri: document?.uri ?? key, ...version, diagnostics });
    }
  };
  const guarded = (work: () => void) => () => {
    try {
      work();
    } catch (error) {
      complain("publishDiagnostics", error);
    }
  };
  const later = (work: () => void, ms: number) => {
    forget();
    forget = after(ms, guarded(work));
  };
  const askRules = () => {
    const until = performance.now() + SLICE;
    for (const project of files.openProjects()) {
      while (project.step()) {
        if (performance.now() < until) continue;
        later(askRules, 0);
        return;
      }
    }
    publish((project) => project.check().problems);
  };
  return {
    soon: () => {
      later(() => {
        publish((project) => project.soon());
        later(askRules, REST);
      }, 0);
    },
    now: guarded(() => {
      forget();
      publish((project) => project.check().problems);
    }),
    stop: () => forget(),
  };
}

/** Does something later, unless what it gives is called before. */
function after(ms: number, work: () => void): () => void {
  if (ms > 0 || typeof setImmediate !== "function") {
    const timer = setTimeout(work, ms);
    return () => clearTimeout(timer);
  }
  // A timer takes a millisecond at least. Messages that are there already are handed over one a turn: hence two.
  let turn = setImmediate(() => {
    turn = setImmediate(work);
  });
  return () => clearImmediate(turn);
}
