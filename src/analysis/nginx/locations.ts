/** `location` blocks as the model of nginx reads them. */
import { once } from "../once.ts";
import type { Directive } from "../../model/topology.ts";
import type { Handler, Inside, LocationConf, Match } from "../../semantics/nginx/config.ts";
import { parsePattern } from "../../semantics/regex/parse.ts";
import { toBytes } from "./bytes.ts";
import { accessOf, levelOf, statementsOf, tryFilesOf } from "./levels.ts";

/** In order; one with a modifier that nginx refuses is left out. */
export function locationsOf(block: readonly Directive[]): readonly LocationConf[] {
  const out: LocationConf[] = [];
  for (const d of block) {
    const match = d.name === "location" && d.block !== undefined ? matchOf(d) : undefined;
    if (match !== undefined) out.push(locationOf(d, match));
  }
  return out;
}

/** How a `location` is found; undefined for a modifier that nginx refuses. */
export const matchOf = once(({ args }: Directive): Match | undefined => {
  const first = toBytes(args[0]?.value ?? "");
  if (args[1] !== undefined) return matchBy(first, toBytes(args[1].value));
  if (first.startsWith("@")) return { kind: "named", name: first };
  // A modifier may stand before the name without a blank.
  const glued = /^(=|\^~|~\*|~)([^]*)$/.exec(first);
  return glued === null ? { kind: "prefix", name: first } : matchBy(glued[1] ?? "", glued[2] ?? "");
});

function matchBy(modifier: string, name: string): Match | undefined {
  switch (modifier) {
    case "=":
      return { kind: "exact", name };
    case "^~":
      return { kind: "caret", name };
    case "~":
      return { kind: "regex", pattern: parsePattern(name, false) };
    case "~*":
      return { kind: "regex", pattern: parsePattern(name, true) };
    default:
      return undefined;
  }
}

const CONTENT = new Set(["empty_gif", "stub_status", "flv", "mp4", "perl", "f4f", "hls"]);

function locationOf(directive: Directive, match: Match): LocationConf {
  const block = directive.block ?? [];
  const level = levelOf(block);
  const conf: { -readonly [K in keyof LocationConf]: LocationConf[K] } = {
    ...level,
    origin: directive,
    match,
    action: actionOf(block),
    // nginx takes an `if` in a location without a name for one of the server.
    statements: statementsOf(block, "name" in match && match.name === "" ? undefined : insideOf),
    locations: locationsOf(block),
  };
  const tryFiles = tryFilesOf(block);
  const handler = handlerOf(block);
  const except = block.findLast((d) => d.name === "limit_except");
  if (block.some((d) => d.name === "internal")) conf.internal = true;
  if (tryFiles !== undefined) conf.tryFiles = tryFiles;
  if (handler !== undefined) conf.handler = handler;
  if (except !== undefined)
    conf.limitExcept = {
      origin: except,
      methods: except.args.map((a) => a.value.toUpperCase()),
      access: accessOf(except.block ?? []),
    };
  return conf;
}

function insideOf(directive: Directive): Inside {
  const block = directive.block ?? [];
  const handler = handlerOf(block);
  return { ...levelOf(block), origin: directive, ...(handler === undefined ? {} : { handler }) };
}

function handlerOf(block: readonly Directive[]): Handler | undefined {
  const origin = block.findLast((d) => d.name.endsWith("_pass") || CONTENT.has(d.name));
  if (origin === undefined) return undefined;
  const value = toBytes(origin.args[0]?.value ?? "");
  if (origin.name === "proxy_pass") return { origin, kind: "proxy_pass", value };
  return { origin, kind: origin.name.endsWith("_pass") ? "other pass" : "content", value };
}

/** The statements of the location itself as one text: locations with the same text do the same. */
function actionOf(block: readonly Directive[]): string {
  let text = "";
  for (const d of block) if (d.name !== "location") text += textOf(d);
  return text;
}

/** Each word behind its length, so that no two statements have one text. */
function textOf({ name, args, block }: Directive): string {
  let text = `${name.length}:${name}`;
  for (const { value } of args) text += `${value.length}:${value}`;
  if (block === undefined) return `${text};`;
  text += "{";
  for (const d of block) text += textOf(d);
  return `${text}}`;
}
