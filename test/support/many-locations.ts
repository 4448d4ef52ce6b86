/** Servers with many locations, as large installations have them: 70 % prefix, 10 % `=`, 5 % `^~`, 15 % regex. */
import type { LocationConf, ServerConf } from "../../src/semantics/nginx/config.ts";
import { parsePattern } from "../../src/semantics/regex/parse.ts";
import { randomOf } from "../differential/random.ts";

const silent = { origin: undefined, access: [], errorPages: [], statements: [], locations: [] };
const NAMES = [
  "api",
  "static",
  "img",
  "admin",
  "user",
  "docs",
  "blog",
  "shop",
  "cart",
  "v1",
  "v2",
  "health",
  "css",
  "js",
  "old",
  "download",
];
const EXTENSIONS = ["php", "html", "css", "js", "png", "jpg", "gif", "json", "txt", "xml", "pdf", "zip"];

export type Written = { readonly kind: "exact" | "prefix" | "caret" | "~" | "~*"; readonly text: string };

/** The locations as a server that the model reads. */
export function readLocations(written: readonly Written[]): ServerConf {
  const locations = written.map(({ kind, text }, i): LocationConf => {
    const action = `a${i}`;
    if (kind !== "~" && kind !== "~*") return { ...silent, action, match: { kind, name: text } };
    return { ...silent, action, match: { kind: "regex", pattern: parsePattern(text, kind === "~*") } };
  });
  return { ...silent, listens: [], names: [], locations };
}

export function writtenLocations(count: number, seed: number): readonly Written[] {
  const random = randomOf(seed);
  const path = (): string => {
    const parts = random.many(1, 3, () =>
      random.chance(0.5) ? random.pick(NAMES) : `${random.pick(NAMES)}${random.below(count)}`,
    );
    return `/${parts.join("/")}`;
  };
  const regex = (): string => {
    const extensions = [...new Set(random.many(1, 4, () => random.pick(EXTENSIONS)))];
    const some =
      extensions.length === 1 ? extensions[0] : `(${random.chance(0.5) ? "?:" : ""}${extensions.join("|")})`;
    switch (random.below(7)) {
      case 0:
        return `\\.${some}$`;
      case 1:
        return `^${path()}/.*\\.${some}$`;
      case 2:
        return `^${path()}/[0-9]+/?$`;
      case 3:
        return `^${path()}(/.*)?$`;
      case 4:
        return `^/(${random.pick(NAMES)}|${random.pick(NAMES)})/${random.pick(NAMES)}\\d*`;
      case 5:
        return `/${random.pick(NAMES)}${random.below(count)}/[^/]+\\.${some}$`;
      default:
        return `^${path()}/(?<id>[a-z0-9-]+)/${random.pick(NAMES)}$`;
    }
  };
  const taken = new Set<string>();
  const out: Written[] = [];
  while (out.length < count) {
    const kind = random.below(100);
    if (kind >= 85) {
      out.push({ kind: random.chance(0.2) ? "~*" : "~", text: regex() });
      continue;
    }
    const text = path() + (random.chance(0.5) ? "/" : "");
    const of = kind < 70 ? "prefix" : kind < 80 ? "exact" : "caret";
    const key = `${of === "exact"} ${text}`;
    if (taken.has(key)) continue;
    taken.add(key);
    out.push({ kind: of, text });
  }
  return out;
}
