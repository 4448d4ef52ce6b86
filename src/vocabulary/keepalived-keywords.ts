/** keepalived's keywords: which exist, in which block, with what arguments. */
import type { Version } from "./version.ts";
import { catalogue } from "./keepalived-catalogue.ts";

/** The values one argument may have. */
export type KeepalivedValue =
  | { readonly kind: "number"; readonly decimals: 0 | 3 | 6; readonly min: string; readonly max: string }
  | { readonly kind: "hex"; readonly min: number; readonly max: number }
  | { readonly kind: "ranges"; readonly min: number; readonly max: number }
  | { readonly kind: "words"; readonly words: readonly string[] };

export type KeepalivedKeyword = {
  readonly name: string;
  readonly min: number;
  readonly max: number;
  /** By the place of the argument; codes and ranges of them hold for every place. */
  readonly values: readonly KeepalivedValue[];
  /** The block it opens, a key of `keepalivedContexts`, or one that is not looked into. */
  readonly block?: { readonly context: string; readonly entries: boolean };
  readonly default?: string;
  readonly since?: Version;
  /** keepalived 2.2.7 takes it and complains. */
  readonly deprecated: boolean;
};

let table: ReadonlyMap<string, ReadonlyMap<string, KeepalivedKeyword>> | undefined;

/** The keywords of each block by its name; `root` has those that stand in none. */
export function keepalivedContexts(): ReadonlyMap<string, ReadonlyMap<string, KeepalivedKeyword>> {
  if (table !== undefined) return table;
  const out = new Map<string, Map<string, KeepalivedKeyword>>();
  let keywords = new Map<string, KeepalivedKeyword>();
  for (const row of catalogue().trim().split("\n")) {
    const words = row.split(" ");
    if (words[0] === "@") {
      keywords = new Map();
      for (const context of words.slice(1)) out.set(context, keywords);
    } else {
      const keyword = parseRow(words);
      keywords.set(keyword.name, keyword);
    }
  }
  table = out;
  return out;
}

const FLAG = ["on", "off", "true", "false", "yes", "no"];

function parseRow([name = "", shape = "", ...rest]: readonly string[]): KeepalivedKeyword {
  const counts = /^(?:flag|(\d+)(?:-(\d+)|(\+))?)(\{)?(?:@(\w+))?$/.exec(shape);
  const values = rest.find((w) => !/^([=+].|!$)/.test(w));
  const byDefault = rest.find((w) => w.startsWith("="));
  const since = rest.find((w) => /^\+\d/.test(w));
  const flag = shape === "flag";
  const min = Number(counts?.[1] ?? 0);
  const context = counts?.[4] === undefined ? counts?.[5] : name;
  return {
    name,
    min,
    max: flag ? 1 : counts?.[3] === undefined ? Number(counts?.[2] ?? min) : Infinity,
    values: flag ? [{ kind: "words", words: FLAG }] : (values?.split(",").map(parseValue) ?? []),
    ...(context === undefined ? {} : { block: { context, entries: counts?.[4] === undefined } }),
    ...(byDefault === undefined ? {} : { default: byDefault.slice(1) }),
    ...(since === undefined ? {} : { since: since.slice(1).split(".").map(Number) }),
    deprecated: rest.includes("!"),
  };
}

function parseValue(text: string): KeepalivedValue {
  const [, kind, min = "", max = ""] = /^([nsmxc])(-?[\d.]+?)\.\.(-?[\d.]*)$/.exec(text) ?? [];
  switch (kind) {
    case "n":
      return { kind: "number", decimals: 0, min, max };
    case "m":
      return { kind: "number", decimals: 3, min, max };
    case "s":
      return { kind: "number", decimals: 6, min, max };
    case "x":
      return { kind: "hex", min: Number(min), max: max === "" ? Infinity : Number(max) };
    case "c":
      return { kind: "ranges", min: Number(min), max: Number(max) };
    default:
      return { kind: "words", words: text.split("|") };
  }
}
