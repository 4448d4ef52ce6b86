/** Inequalities in words: `8 workers x (4000 connections + 13 own) = 32 104 <= fs.file-max 34 336`. */
import {
  rangeOf,
  type Expression,
  type Quantity,
  type Range,
  type Unit,
  type Verdict,
} from "./inequality.ts";

/** The inequality with its numbers. What is broken is shown by the relation that is true. */
export function show({ kind, inequality }: Verdict): string {
  const { left, operator, right, unit } = inequality;
  const relation = kind !== "broken" ? operator : operator === "<" ? ">=" : ">";
  return `${side(left, unit)} ${relation} ${side(right, unit)}`;
}

function side(expression: Expression, unit: Unit): string {
  if (expression.kind === "quantity") return showQuantity(expression);
  return `${term(expression)} = ${showRange(rangeOf(expression), unit)}`;
}

function term(expression: Expression): string {
  switch (expression.kind) {
    case "quantity":
      return showQuantity(expression);
    case "sum":
      return expression.of.map(term).join(" + ");
    case "difference":
      return `${term(expression.of[0])} - ${inner(expression.of[1], false)}`;
    case "product":
      return expression.of.map((e) => inner(e, true)).join(" x ");
    case "quotient":
      return `${inner(expression.of[0], true)} / ${inner(expression.of[1], false)}`;
  }
}

/** A part in its brackets, where it needs them. */
function inner(expression: Expression, inProduct: boolean): string {
  const bare = expression.kind === "quantity" || (inProduct && expression.kind === "product");
  return bare ? term(expression) : `(${term(expression)})`;
}

function showQuantity({ name, setting, unit, least, most }: Quantity): string {
  const number = showRange({ least, most }, unit);
  if (setting) return `${name} ${number}`;
  return `${number} ${least === 1 && most === 1 ? singular(name) : name}`;
}

/** `listening sockets` -> `listening socket`, `tries in edge` -> `try in edge`. */
function singular(name: string): string {
  return name.replace(
    /(\w{2,}?)(ies|s)(?= |$)/,
    (_, stem: string, end: string) => stem + (end === "ies" ? "y" : ""),
  );
}

function showRange({ least, most }: Range, unit: Unit): string {
  if (least === most) return showNumber(least, unit);
  if (most === Infinity) return least === 0 ? "?" : `${showNumber(least, unit)} or more`;
  return `${showNumber(least, unit)} to ${showNumber(most, unit)}`;
}

const SIZES = [
  ["g", 1024 ** 3],
  ["m", 1024 ** 2],
  ["k", 1024],
] as const;

/** `4000`, `32 104`; `1.5g` of bytes; `20s`, `500ms` of seconds. */
export function showNumber(value: number, unit: Unit): string {
  if (value === Infinity) return "unlimited";
  if (unit === "bytes") {
    const [letter, size] = SIZES.find(([, size]) => value >= size) ?? ["", 1];
    return `${grouped(Math.round((value / size) * 100) / 100)}${letter}`;
  }
  if (unit === "seconds") {
    return Number.isInteger(value) ? `${grouped(value)}s` : `${grouped(Math.round(value * 1000))}ms`;
  }
  return grouped(value);
}

/** Thin groups of three from five digits up, as in tables. */
function grouped(value: number): string {
  const [whole = "", fraction] = String(value).split(".");
  const digits = whole.length > 4 ? whole.replace(/\B(?=(\d{3})+$)/g, " ") : whole;
  return fraction === undefined ? digits : `${digits}.${fraction}`;
}
