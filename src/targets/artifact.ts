import type { Span } from "../text/source.ts";

/** One emitted line, without its line break, and the place in the topology that caused it. */
export type Line = { readonly text: string; readonly span: Span | undefined };

/** One file of the output tree. */
export type Artifact = {
  /** Below the output folder, `/` between folders: `node01/etc/keepalived/keepalived.conf`. */
  readonly path: string;
  /** The host it belongs to; absent for files of the whole fleet. */
  readonly host?: string;
  /** The absolute path on the host; absent for files that are not installed. */
  readonly install?: string;
  /** The target that made it; set by `compile`. */
  readonly target?: string;
  /** Unix permission bits, such as 0o644. */
  readonly mode: number;
  /** Unix owner and group, such as `root` or `root:redis`. */
  readonly owner: string;
  /** One line: what the file is for. */
  readonly purpose: string;
  /** The service to restart or reload when it changes. */
  readonly service?: { readonly name: string; readonly action: "reload" | "restart" };
  /** A command that tests the file on its host before it replaces the old one; `%s` stands for its path. */
  readonly validate?: string;
  readonly lines: readonly Line[];
  /** What the lines make, where that is known: it is the same text for thousands of hosts. */
  readonly text?: string;
};

/** One kind of output. `emit` cannot fail on a topology without errors. */
export type Target = {
  readonly name: string;
  readonly emit: (topology: import("../model/topology.ts").Topology) => readonly Artifact[];
};
