/**
 * An inequality as data: what must not exceed what, with every number under its name, so that a problem can print
 * it filled in. A number that is not known is a range; an inequality that its ranges do not decide is unknown.
 */

export type Unit = "" | "bytes" | "seconds";

/** A number of 0 or more. Known when `least` is `most`; an unknown one goes from 0 to Infinity. */
export type Quantity = {
  readonly kind: "quantity";
  /** A plural noun, shown after the number (`8 workers`), or a setting's own name, shown before (`maxThreads 200`). */
  readonly name: string;
  readonly setting: boolean;
  readonly unit: Unit;
  readonly least: number;
  readonly most: number;
};
/** A quotient is rounded down; a difference is never below 0. */
export type Expression =
  | Quantity
  | { readonly kind: "sum" | "product"; readonly of: readonly Expression[] }
  | { readonly kind: "difference" | "quotient"; readonly of: readonly [Expression, Expression] };

export type Inequality = {
  readonly left: Expression;
  readonly operator: "<=" | "<";
  readonly right: Expression;
  /** Of both sides' totals. */
  readonly unit: Unit;
};

/** `missing` names the quantities without which nothing can be said. */
export type Verdict =
  | { readonly kind: "holds" | "broken"; readonly inequality: Inequality }
  | { readonly kind: "unknown"; readonly inequality: Inequality; readonly missing: readonly string[] };

/** What is known of a number: itself, its bounds, or nothing. */
export type Known = number | { readonly least: number; readonly most: number } | undefined;

const quantity = (name: string, known: Known, unit: Unit, setting: boolean): Quantity => {
  const { least, most } =
    typeof known === "number" ? { least: known, most: known } : (known ?? { least: 0, most: Infinity });
  return { kind: "quantity", name, setting, unit, least, most };
};
/** So many of something: `8 workers`. */
export const count = (name: string, known: Known, unit: Unit = ""): Quantity =>
  quantity(name, known, unit, false);
/** A value that a file or the kernel holds under a name: `worker_connections 4000`. */
export const setting = (name: string, known: Known, unit: Unit = ""): Quantity =>
  quantity(name, known, unit, true);

export const sum = (...of: readonly Expression[]): Expression => ({ kind: "sum", of });
export const product = (...of: readonly Expression[]): Expression => ({ kind: "product", of });
export const difference = (from: Expression, less: Expression): Expression => ({
  kind: "difference",
  of: [from, less],
});
export const quotient = (of: Expression, by: Expression): Expression => ({ kind: "quotient", of: [of, by] });

export const atMost = (left: Expression, right: Expression, unit: Unit = ""): Inequality => ({
  left,
  operator: "<=",
  right,
  unit,
});
export const below = (left: Expression, right: Expression, unit: Unit = ""): Inequality => ({
  left,
  operator: "<",
  right,
  unit,
});

export type Range = { readonly least: number; readonly most: number };

/** The values an expression can have. */
export function rangeOf(expression: Expression): Range {
  switch (expression.kind) {
    case "quantity":
      return expression;
    case "sum":
      return fold(expression.of, 0, (a, b) => a + b);
    case "product":
      return fold(expression.of, 1, times);
    case "difference": {
      const [from, less] = [rangeOf(expression.of[0]), rangeOf(expression.of[1])];
      return { least: minus(from.least, less.most), most: minus(from.most, less.least) };
    }
    case "quotient": {
      const [of, by] = [rangeOf(expression.of[0]), rangeOf(expression.of[1])];
      return { least: over(of.least, by.most), most: over(of.most, by.least) };
    }
  }
}

function fold(of: readonly Expression[], start: number, join: (a: number, b: number) => number): Range {
  const ranges = of.map(rangeOf);
  return {
    least: ranges.reduce((all, r) => join(all, r.least), start),
    most: ranges.reduce((all, r) => join(all, r.most), start),
  };
}

/** None of something is none, however large it may be. */
const times = (a: number, b: number): number => (a === 0 || b === 0 ? 0 : a * b);
/** Without a limit, something is left whatever is taken. */
const minus = (a: number, b: number): number => (a === Infinity ? a : Math.max(0, a - b));
const over = (a: number, b: number): number =>
  a === 0 ? 0 : b === 0 ? Infinity : b === Infinity ? 0 : Math.floor(a / b);

/** Whether it holds for all values its quantities can have, for none, or neither. */
export function judge(inequality: Inequality): Verdict {
  const left = rangeOf(inequality.left);
  const right = rangeOf(inequality.right);
  const holds = (a: number, b: number): boolean => (inequality.operator === "<" ? a < b : a <= b);
  if (holds(left.most, right.least)) return { kind: "holds", inequality };
  if (!holds(left.least, right.most)) return { kind: "broken", inequality };
  const names = [...quantitiesOf(inequality.left), ...quantitiesOf(inequality.right)]
    .filter((q) => q.least !== q.most)
    .map((q) => q.name);
  return { kind: "unknown", inequality, missing: [...new Set(names)] };
}

function quantitiesOf(expression: Expression): readonly Quantity[] {
  return expression.kind === "quantity" ? [expression] : expression.of.flatMap(quantitiesOf);
}
