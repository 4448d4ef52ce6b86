/** Values and names that may stand at the cursor. */
import type { CompletionItem } from "vscode-languageserver-protocol";
import { parseDuration, parseSize } from "../vocabulary/values.ts";
import type { Parameter } from "../vocabulary/word.ts";
import { rules } from "../rules/rules.ts";
import type { Cursor } from "./cursor.ts";
import { CompletionKind } from "./kinds.ts";
import { expand, namesIn, type NameKind } from "./names.ts";
import { serverNames } from "./nginx-names.ts";
import type { Use } from "./roles.ts";

/** An item and how much of what stands before the cursor it replaces. */
export type Item = Pick<CompletionItem, "label" | "kind" | "detail" | "sortText"> & {
  readonly documentation?: string;
  /** What is inserted, when not the label. */
  readonly text?: string;
};

/** Single names of a range that are offered beside the range. */
const MOST_OF_RANGE = 20;

export function nameItems({ project }: Cursor, kinds: readonly NameKind[], suffix = ""): readonly Item[] {
  const found = new Map<string, Item>();
  for (const path of project.paths()) {
    const tree = project.tree(path);
    for (const naming of tree === undefined ? [] : namesIn(tree)) {
      const kind = naming.kinds[0];
      if (!naming.declares || kind === undefined || !kinds.includes(kind)) continue;
      for (const name of new Set([naming.text, ...expand(naming.text).slice(0, MOST_OF_RANGE)]))
        found.set(name, { label: name + suffix, kind: CompletionKind.variable, detail: kind });
    }
  }
  return [...found.values()];
}

export const values = (of: readonly string[], kind: Item["kind"] = CompletionKind.value): readonly Item[] =>
  of.map((label) => ({ label, kind: kind ?? CompletionKind.value }));

/** What a parameter may be; `before` is what is written of it. */
export function valueItems(use: Use, parameter: Parameter, before: string, cursor: Cursor): readonly Item[] {
  const { type } = parameter;
  const words = use.path.at(-1)?.words ?? [];
  const keyword = words[0]?.value ?? "";
  const previous = words[use.index - 1]?.value;
  switch (type.kind) {
    case "choice":
      return values(type.of);
    case "reference":
      return nameItems(cursor, [type.to]);
    case "duration":
      return unitItems(before, ["s", "ms", "m", "h", "d"], ["1s", "5s", "30s", "1m", "10m", "1h"], (text) => {
        const value = parseDuration(text);
        return value !== undefined && value >= type.min && value <= type.max;
      });
    case "size":
      return unitItems(before, ["k", "m", "g"], ["1m", "64m", "512m", "1g", "4g", "16g"], (text) => {
        const value = parseSize(text);
        return value !== undefined && value >= type.min && value <= type.max;
      });
    case "integer":
      return type.max - type.min < 16
        ? values(Array.from({ length: type.max - type.min + 1 }, (_, i) => String(type.min + i)))
        : [];
    case "endpoint":
      return parameter.name === "VIP:PORT" ? nameItems(cursor, ["vip"], ":") : nameItems(cursor, ["host"]);
    case "port":
      return values(["80", "443", "8080", "11211", "6379"]);
    case "status":
      return values(["200", "200-299", "204", "301", "302"]);
    case "name":
      if (keyword === "use") return nameItems(cursor, ["snippet"]);
      return previous === "interface" ? values(interfaces(cursor), CompletionKind.variable) : [];
    case "text":
      return textItems(parameter.name, keyword, previous, use, cursor);
    default:
      return [];
  }
}

/** A number that is begun with every unit it may have; else some that are usual. */
function unitItems(
  before: string,
  units: readonly string[],
  usual: readonly string[],
  fits: (text: string) => boolean,
): readonly Item[] {
  const digits = /^\d+/.exec(before)?.[0];
  const offered = digits === undefined ? usual : units.map((unit) => digits + unit);
  return offered
    .filter(fits)
    .map((label, i) => ({ label, kind: CompletionKind.unit, sortText: String(i).padStart(2, "0") }));
}

function interfaces({ project }: Cursor): readonly string[] {
  const { hosts } = project.check().topology;
  return [...new Set(hosts.flatMap((h) => h.interfaces.map((i) => i.name)))];
}

/** What is free text to the vocabulary, where more is known. */
function textItems(
  parameter: string,
  keyword: string,
  previous: string | undefined,
  { path, index, word }: Use,
  cursor: Cursor,
): readonly Item[] {
  const keywords = (...of: string[]) => values(of, CompletionKind.keyword);
  switch (parameter) {
    case "URL | down HOST… | down any N": {
      const words = path.at(-1)?.words ?? [];
      if (index === 1)
        return [...keywords("down"), ...values(serverNames(cursor).map((name) => `http://${name}/`))];
      if (words[1]?.value !== "down") return [];
      if (previous === "any") return values(["1", "2"]);
      return [...(index === 2 ? keywords("any") : []), ...nameItems(cursor, ["host"])];
    }
    case "on HOST | served":
      return previous === "on" ? nameItems(cursor, ["host"]) : keywords("on", "served");
    case "served | capacity PERCENT":
      return previous === "capacity" ? [] : keywords("served", "capacity");
    case "VIP | NGINX":
      return nameItems(cursor, ["vip", "nginx"]);
    case "METHOD":
      return values(["GET", "HEAD", "POST", "PUT", "DELETE"]);
  }
  if (keyword === "expect" && previous === "upstream") return nameItems(cursor, ["upstream"]);
  if (keyword === "expect" && previous === "server") return values(serverNames(cursor));
  if (word.quote !== "") return [];
  if (keyword === "waive")
    return index === 1
      ? rules.map((rule) => ({ label: rule.code, kind: CompletionKind.value, detail: rule.summary }))
      : keywords("because", "until");
  if (keyword === "session_store")
    return previous === "on"
      ? [...nameItems(cursor, ["memcached", "redis"]), ...values(["cluster", "local"])]
      : keywords("on");
  return [];
}
