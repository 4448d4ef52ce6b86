/** `location` blocks as the model of nginx reads them. */
import type { Directive } from "../../model/topology.ts";
import type { Handler, LocationConf, Match } from "../../semantics/nginx/config.ts";
import { parsePattern } from "../../semantics/regex/parse.ts";
import { toBytes } from "./bytes.ts";
import { accessOf, levelOf, statementsOf, tryFilesOf } from "./levels.ts";

/** In order; one with a modifier that nginx refuses is left out. */
export function locationsOf(block: readonly Directive[]): readonly LocationConf[] {
  return block.flatMap((d) => {
    const match = d.name === "location" && d.block !== undefined ? matchOf(d) : undefined;
    return match === undefined ? [] : [locationOf(d, match)];
  });
}

/** How a `location` is found; undefined for a modifier that nginx refuses. */
export function matchOf({ args }: Directive): Match | undefined {
  const [first = "", second] = args.map((a) => toBytes(a.value));
  if (second !== undefined) return matchBy(first, second);
  if (first.startsWith("@")) return { kind: "named", name: first };
  // A modifier may stand before the name without a blank.
  const glued = /^(=|\^~|~\*|~)([^]*)$/.exec(first);
  return glued === null ? { kind: "prefix", name: first } : matchBy(glued[1] ?? "", glued[2] ?? "");
}

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
  const internal = block.some((d) => d.name === "internal");
  const tryFiles = tryFilesOf(block);
  const handler = handlerOf(block);
  const except = block.findLast((d) => d.name === "limit_except");
  return {
    ...levelOf(block),
    origin: directive,
    match,
    action: actionOf(block),
    statements: statementsOf(block),
    locations: locationsOf(block),
    ...(internal ? { internal } : {}),
    ...(tryFiles === undefined ? {} : { tryFiles }),
    ...(handler === undefined ? {} : { handler }),
    ...(except === undefined
      ? {}
      : {
          limitExcept: {
            origin: except,
            methods: except.args.map((a) => a.value.toUpperCase()),
            access: accessOf(except.block ?? []),
          },
        }),
  };
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
  return block
    .filter((d) => d.name !== "location")
    .map(textOf)
    .join("; ");
}

function textOf({ name, args, block }: Directive): string {
  const head = [name, ...args.map((a) => JSON.stringify(a.value))].join(" ");
  return block === undefined ? head : `${head} { ${block.map(textOf).join("; ")} }`;
}
