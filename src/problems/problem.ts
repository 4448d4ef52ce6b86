import type { Span } from "../text/source.ts";

/**
 * What happens if nothing is done: `error`: traffic lost, wrong or exposed, or no output can be written;
 * `warning`: it will be after one failure or one edit; `info`: worth knowing.
 */
export type Severity = "error" | "warning" | "info";

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
};

/** Where a phase reports what it finds. */
export type Report = (problem: Problem) => void;
