import type { Span } from "../text/source.ts";

/**
 * What happens if nothing is done: `error`: traffic lost, wrong or exposed, or no output can be written;
 * `warning`: it will be after one failure or one edit; `info`: worth knowing.
 */
export type Severity = "error" | "warning" | "info";

/** A change of the text that mends a problem. */
export type Fix = {
  /** As an instruction: `set the priority to 90`. */
  readonly title: string;
  /** Of one or more files; they do not overlap. */
  readonly edits: readonly { readonly span: Span; readonly text: string }[];
  /** Whether it can be applied unseen: it mends the problem and changes nothing else. */
  readonly safe: boolean;
};

export type Related = { readonly span: Span; readonly message: string };

/** One thing that is wrong, at its place. */
export type Problem = {
  /** `family/name`, such as `syntax/missing-brace`; stable, listed in `spec/problems.md`. */
  readonly code: string;
  readonly severity: Severity;
  /** What is wrong, and why it hurts. One or two sentences, no full stop needed. */
  readonly message: string;
  readonly span: Span;
  /** Other places that take part. */
  readonly related?: readonly Related[];
  /** What to do, as an instruction. */
  readonly help?: string;
  readonly fix?: Fix;
};

/** Where a phase reports what it finds. */
export type Report = (problem: Problem) => void;
