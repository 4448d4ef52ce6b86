/** What the arguments of nginx's and keepalived's statements may be, for completions and as words for hovers. */
import type { KeepalivedValue } from "../vocabulary/keepalived-keywords.ts";
import { shown as shownByKeepalived } from "../vocabulary/keepalived-values.ts";
import {
  holds,
  nginxArguments,
  shown,
  type Alternative,
  type NginxValue,
} from "../vocabulary/nginx-values.ts";
import { compareVersions, type Version } from "../vocabulary/version.ts";

/** Of the argument at a place, from 1; in a version, or ever. Empty where that is not known. */
export function alternativesAt(directive: string, place: number, version?: Version): readonly Alternative[] {
  const forms = nginxArguments(directive)?.forms ?? [];
  const found = forms.flatMap(({ terms, repeated }) => {
    if (repeated < 0 || place <= repeated) return terms[place - 1] ?? [];
    return terms.slice(repeated, place);
  });
  return found
    .flatMap((term) => term.alternatives)
    .filter(
      ({ since, removed }) =>
        version === undefined ||
        ((since === undefined || compareVersions(version, since) >= 0) &&
          (removed === undefined || compareVersions(version, removed) < 0)),
    );
}

/** Units that a number of a kind may have, and values that are usual. */
const UNITS: Partial<
  Readonly<Record<NginxValue["kind"], readonly [units: readonly string[], usual: readonly string[]]>>
> = {
  ms: [
    ["s", "ms", "m", "h", "d"],
    ["1s", "5s", "10s", "30s", "60s", "5m", "1h"],
  ],
  s: [
    ["s", "m", "h", "d"],
    ["5s", "10s", "30s", "60s", "5m", "1h", "7d"],
  ],
  size: [
    ["k", "m"],
    ["1k", "4k", "8k", "16k", "64k", "1m", "10m"],
  ],
  offset: [
    ["k", "m", "g"],
    ["1m", "8m", "10m", "100m", "1g"],
  ],
};
/** Numbers of a range that are offered one by one. */
const MOST_NUMBERS = 16n;

/** Texts that may stand there; `before` is what is written of it. */
export function textsOf(alternatives: readonly Alternative[], before: string): readonly string[] {
  return [
    ...new Set(
      alternatives.flatMap(({ text, value }) => {
        if (value === undefined) return [text];
        const rest = before.startsWith(text) ? before.slice(text.length) : "";
        const own = valuesOf(value, rest).map((v) => text + v);
        return text !== "" && (own.length === 0 || !before.startsWith(text)) ? [text] : own;
      }),
    ),
  ].filter((text) => text !== "" && text !== before);
}

/** Of one of keepalived's. */
export function keepalivedTexts(value: KeepalivedValue): readonly string[] {
  if (value.kind === "words") return value.words;
  if (value.kind !== "number" || value.decimals > 0) return [];
  const [min, max] = [BigInt(value.min), BigInt(value.max)];
  return max - min < MOST_NUMBERS ? numbers(min, max) : [];
}

function numbers(min: bigint, max: bigint): readonly string[] {
  return Array.from({ length: Number(max - min) + 1 }, (_, i) => String(min + BigInt(i)));
}

/** `a whole number from 1 to 255`. */
export const describeValue = (value: KeepalivedValue): string =>
  shownByKeepalived(value).replace(/^write /, "");

function valuesOf(value: NginxValue, before: string): readonly string[] {
  const { kind, min, max } = value;
  if (kind === "n" && max - min < MOST_NUMBERS) return numbers(min, max);
  const [units = [], usual = []] = UNITS[kind] ?? [];
  const digits = /^\d+/.exec(before)?.[0];
  return (digits === undefined ? usual : units.map((unit) => digits + unit)).filter((t) => holds(value, t));
}

/** `` `weight=` a whole number from 1, `backup` ``; undefined where anything may stand. */
export function describeValues(alternatives: readonly Alternative[]): string | undefined {
  const words = alternatives.flatMap(({ text, value }) => {
    if (value === undefined) return [`\`${text}\``];
    if (value.kind === "any") return text === "" ? [] : [`\`${text}…\``];
    return [text === "" ? shown(value) : `\`${text}\` ${shown(value)}`];
  });
  return words.length === 0 ? undefined : [...new Set(words)].join(", ");
}
