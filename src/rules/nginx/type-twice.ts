import { outermost, placesOf, type Level } from "../../analysis/directives.ts";
import type { Argument, Directive } from "../../model/topology.ts";
import { remove } from "../edits.ts";
import type { Finding, Rule } from "../rule.ts";

/** nginx has a type already, and says so at every test: spec/rules/nginx/type-twice.md. */
export const typeTwice: Rule = {
  code: "nginx/type-twice",
  severity: "info",
  summary: "a list of MIME types names one that nginx has already",
  *check(topology) {
    for (const tier of topology.nginxes) {
      for (const level of [outermost(tier), ...placesOf(tier).map((p) => p.block.block ?? [])])
        if (level.some((d) => d.name.endsWith("_types")))
          for (const name of LISTS) yield* repeated(level.filter((d) => d.name === name));
    }
  },
};

/** Those of which text/html is a part from the start: ngx_http_types_slot of nginx 1.22.1. */
const LISTS = ["gzip_types", "ssi_types", "sub_filter_types", "addition_types", "charset_types"];

function* repeated(statements: Level): Iterable<Finding> {
  const first = new Map<string, Argument>();
  for (const statement of statements) {
    for (const type of statement.args) {
      const { value, span } = type;
      // All types: nginx keeps no list from here on.
      if (value === "*") return;
      const key = value.toLowerCase();
      const before = first.get(key);
      if (before === undefined && key !== "text/html") {
        first.set(key, type);
        continue;
      }
      const title = `take \`${value}\` away`;
      yield {
        span,
        message:
          before === undefined
            ? `\`${statement.name}\` always holds text/html: \`nginx -t\` ends with a warning, duplicate MIME type, and so does every reload`
            : `\`${statement.name}\` names ${value} twice: \`nginx -t\` ends with a warning, duplicate MIME type, and so does every reload`,
        related: before === undefined ? [] : [{ span: before.span, message: "named here" }],
        help: title,
        fix: { title, edits: [without(statement, type)], safe: true },
      };
    }
  }
}

/** Takes a word away with the blanks before it, or the whole statement when it has no other. */
function without(statement: Directive, { span }: Argument): ReturnType<typeof remove> {
  if (statement.args.length === 1) return remove(statement.span);
  const { source, start, end } = span;
  const blanks = /\s*$/.exec(source.text.slice(statement.span.start, start))?.[0].length ?? 0;
  return { span: { source, start: start - blanks, end }, text: "" };
}
