/** What the server asks of the machine it runs on: handed in, so that it runs in a web worker and in tests. */
import type { FileRead } from "../check.ts";
import type { Topology } from "../model/topology.ts";
import type { Problem } from "../problems/problem.ts";
import type { Span } from "../text/source.ts";

export type BuiltHere = { readonly message: string } | { readonly refused: string };

export type Surroundings = {
  /** Reads a file below a folder (a URI). */
  readonly read: (folder: string, path: string) => FileRead;
  /** The topologies (`*.lb`) below a folder, as paths. Bounded. */
  readonly list: (folder: string) => readonly string[];
  /** Names of the files with what was found on the hosts of the topology in a folder. */
  readonly facts?: (folder: string) => readonly string[];
  /** The page of a rule or problem in Markdown. */
  readonly page: (code: string) => string | undefined;
  /** Where an editor can open that page. */
  readonly pageUri: (code: string) => string | undefined;
  /** The day it is, as `2027-06-30`. */
  readonly today: () => string;
  /** Formats the text of a file, or a part of it that is whole declarations; absent where there is no formatter. */
  readonly format?: (name: string, text: string) => Promise<string>;
  /** Writes every file of a topology below a folder of its own; says what came of it, or why nothing did. Absent where nothing can be written. */
  readonly build?: (folder: string, file: string, out: string) => Promise<BuiltHere>;
  /** Draws a topology as a page; lines from 1. Absent where there is nobody who shows one. */
  readonly draw?: (
    topology: Topology,
    problems: readonly Problem[],
    options: {
      readonly nonce: string;
      /** Its URI. */
      readonly topology: string;
      readonly locate: (span: Span) => { readonly file: string; readonly line: number };
    },
  ) => string;
};
