/** Locations that nginx refuses for where they stand: ngx_http_core_location, ngx_http_cmp_locations. */
import { matchOf } from "../../analysis/nginx/locations.ts";
import type { Directive } from "../../model/topology.ts";
import type { Report } from "../../problems/problem.ts";
import { judgeEach } from "../../syntax/kept.ts";
import type { Match } from "../../semantics/nginx/config.ts";
import { MAIN_BLOCKS } from "../../vocabulary/nginx.ts";

export function judgeLocations(directives: readonly Directive[], report: Report, around?: Match): void {
  judgeTwice(directives, report);
  judgePlaces(directives, around, report);
}

function judgeTwice(directives: readonly Directive[], report: Report): void {
  const seen = new Set<string>();
  for (const directive of directives) {
    const { name, args, block } = directive;
    const match = name === "location" && block !== undefined ? matchOf(directive) : undefined;
    const last = args.at(-1);
    const key = match && keyOf(match);
    if (key === undefined || last === undefined) continue;
    if (seen.has(key))
      report({
        code: "nginx/location-twice",
        severity: "error",
        message: `nginx does not start: \`${last.value}\` stands here twice`,
        span: last.span,
        help: "put both into one",
      });
    seen.add(key);
  }
}

const judgePlaces = judgeEach((directive: Directive, around: Match | undefined, report) => {
  const { name, args, block } = directive;
  if (block === undefined || MAIN_BLOCKS.has(name)) return;
  const match = name === "location" ? matchOf(directive) : undefined;
  const last = args.at(-1);
  const wrong = around === undefined ? undefined : match && misplaced(match, around);
  if (wrong !== undefined && last !== undefined)
    report({
      code: "nginx/location-place",
      severity: "error",
      message: `nginx does not start: ${wrong.why}`,
      span: last.span,
      help: wrong.help,
    });
  judgeLocations(block, report, match ?? (name === "location" ? around : undefined));
});

/** `=` and a prefix may have one name; regexes and named locations may be repeated. */
function keyOf(match: Match): string | undefined {
  if (match.kind === "exact") return `= ${match.name}`;
  return match.kind === "prefix" || match.kind === "caret" ? match.name : undefined;
}

type Wrong = { readonly why: string; readonly help: string };

function misplaced(match: Match, around: Match): Wrong | undefined {
  const beside = (why: string): Wrong => ({ why, help: "put it beside that one" });
  if (around.kind === "exact") return beside("a location by `=` may hold no other");
  if (around.kind === "named") return beside("a named location may hold no other");
  if (match.kind === "named")
    return { why: "a named location may not stand in another", help: "put it into the server's block" };
  const outer = around.kind === "regex" ? around.pattern.text : around.name;
  if (match.kind === "regex" || match.name.startsWith(outer)) return undefined;
  return beside(`\`${match.name}\` does not begin with \`${outer}\`, in which it stands`);
}
