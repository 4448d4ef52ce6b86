/** Words for places of an nginx.conf. */
import { fromBytes } from "../../analysis/nginx/bytes.ts";
import { statementOf } from "../../analysis/nginx/conf.ts";
import type { Related } from "../../problems/problem.ts";
import type { LocationConf } from "../../semantics/nginx/config.ts";
import { targetOf } from "../../semantics/nginx/uri.ts";
import type { Span } from "../../text/source.ts";

const MARKS = { exact: "= ", caret: "^~ ", prefix: "", named: "", regex: "~ " } as const;

/** `^~ /static/`, in backquotes. */
export function locationName({ match }: LocationConf): string {
  if (match.kind !== "regex") return `\`${MARKS[match.kind]}${short(fromBytes(match.name))}\``;
  return `\`${match.pattern.caseless ? "~* " : "~ "}${short(fromBytes(match.pattern.text))}\``;
}

function short(text: string): string {
  return text.length > 60 ? `${text.slice(0, 57)}…` : text;
}

/** A URI as a client sends it, in backquotes. */
export function asSent(uri: string): string {
  return `\`${short(targetOf(uri))}\``;
}

/** The place of a part's own words: a block's head. */
export function placeOf(part: { readonly origin: unknown }): Span | undefined {
  const statement = statementOf(part);
  const last = statement?.args.at(-1);
  if (statement === undefined) return undefined;
  if (statement.block === undefined) return statement.span;
  const end = last?.span.end ?? statement.span.start + statement.name.length;
  return { ...statement.span, end };
}

export function related(part: { readonly origin: unknown }, message: string): readonly Related[] {
  const span = placeOf(part);
  return span === undefined ? [] : [{ span, message }];
}
