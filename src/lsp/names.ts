/** Where names are declared and used, in all files of a topology. */
import { rangeLengths, stepRanges } from "../model/ranges.ts";
import type { Statement, Tree } from "../syntax/tree.ts";
import type { Declared } from "../vocabulary/word.ts";
import { visitWords, type Use } from "./roles.ts";

export type NameKind = Declared | "param" | "snippet" | "upstream";

/** A name as it is written at one place: `web[1..3]` is three. */
export type Naming = {
  /** What it may name: in an upstream a host or a tomcat. */
  readonly kinds: readonly NameKind[];
  readonly text: string;
  readonly start: number;
  readonly end: number;
  readonly declares: boolean;
  readonly statement: Statement;
};

const NAMED: ReadonlySet<string> = new Set([
  "network",
  "host",
  "vip",
  "sync_group",
  "nginx",
  "tomcat",
  "memcached",
  "redis",
  "session_store",
  "param",
  "snippet",
]);
const NAME = /^[A-Za-z0-9_](?:[A-Za-z0-9_.-]|\[\d+\.\.\d+\])*$/;
const known = new WeakMap<Tree, readonly Naming[]>();

/** In the order in which words are visited. */
export function namesIn(tree: Tree): readonly Naming[] {
  let found = known.get(tree);
  if (found === undefined) {
    const out: Naming[] = [];
    visitWords(tree, (use) => collect(use, out));
    known.set(tree, (found = out));
  }
  return found;
}

/** Of one written name all it stands for; a range that is too long stands for its first thousand. */
export function expand(text: string): readonly string[] {
  const word = { source: { name: "", text }, start: 0, end: text.length, value: text, quote: "" } as const;
  const [length] = rangeLengths(word, () => undefined);
  if (length === undefined) return [text];
  return Array.from({ length: Math.min(length, 1000) }, (_, i) => stepRanges(word, i).value);
}

function collect({ word, role, path, index }: Use, out: Naming[]): void {
  const statement = path.at(-1);
  if (statement === undefined) return;
  const raw = word.source.text.slice(word.start, word.end);
  const add = (kinds: readonly NameKind[], text: string, at = raw.indexOf(text), declares = false) => {
    if (at < 0 || !NAME.test(text)) return;
    const start = word.start + at;
    out.push({ kinds, text, start, end: start + text.length, declares, statement });
  };
  if (raw.includes("$("))
    for (const found of raw.matchAll(/\$\(([A-Za-z_][A-Za-z0-9_-]*)\)/g))
      add(["param"], found[1] ?? "", found.index + 2);
  const keyword = statement.words[0].value;
  if (path.length === 1 && index === 1 && NAMED.has(keyword)) {
    add([keyword as NameKind], word.value, undefined, true);
    return;
  }
  if (keyword === "use" && index === 1 && path.length > 1) add(["snippet"], word.value);
  if (role.kind === "argument") collectArgument(keyword, word.value, role, statement, index, add);
  if (role.kind !== "directive argument" || role.inside.kind !== "nginx") return;
  if (keyword === "upstream" && index === 1) add(["upstream"], word.value, undefined, true);
  else if (keyword.endsWith("_pass") && index === 1) {
    const host = /^(?:[a-z]+:\/\/)?([^/:$]+)/i.exec(word.value)?.[1] ?? "";
    add(["upstream", "tomcat", "host", "vip"], host, raw.indexOf(host));
  } else if (keyword === "server" && index === 1 && role.inside.contexts.includes("upstream"))
    add(["host", "tomcat", "vip"], hostOf(word.value));
  else if (keyword === "listen" && index === 1 && /[A-Za-z]/.test(hostOf(word.value)))
    add(["vip", "host"], hostOf(word.value));
}

function collectArgument(
  keyword: string,
  value: string,
  { parameter }: Extract<Use["role"], { kind: "argument" }>,
  { words }: Statement,
  index: number,
  add: (kinds: readonly NameKind[], text: string) => void,
): void {
  const { type } = parameter;
  if (type.kind === "reference") add([type.to], value);
  else if (type.kind === "endpoint" && keyword !== "notify" && keyword !== "smtp")
    add(parameter.name === "VIP:PORT" ? ["vip"] : ["host"], hostOf(value));
  else if (keyword === "session_store" && words[index - 1]?.value === "on")
    add(["memcached", "redis"], value);
  else if (keyword === "expect" && words[1]?.value === "down" && value !== "any" && index > 1)
    add(["host"], value);
  else if (parameter.name === "on HOST | served" && words[index - 1]?.value === "on") add(["host"], value);
}

/** `web[1..3]:8080/udp` → `web[1..3]`. */
function hostOf(endpoint: string): string {
  return /^([^:]+?)(?::[^:]*)?(?:\/(?:tcp|udp|sctp))?$/.exec(endpoint)?.[1] ?? "";
}
