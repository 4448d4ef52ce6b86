import { effective } from "../../analysis/directives.ts";
import { passesOf } from "../../analysis/passes.ts";
import type { Rule } from "../rule.ts";

/** A location inside a proxied one does not pass its requests on: spec/rules/nginx/nested-without-handler.md. */
export const nestedWithoutHandler: Rule = {
  code: "nginx/nested-without-handler",
  severity: "error",
  summary: "a location inside a proxied one does not pass its requests on",
  *check(topology) {
    for (const { block, levels } of passesOf(topology)) {
      if (block.name !== "location") continue;
      // With a root of somebody's choice files may be meant.
      if (STATIC.some((name) => effective(levels, name).length > 0)) continue;
      for (const inner of block.block ?? []) {
        if (inner.name !== "location" || inner.block === undefined) continue;
        if (inner.block.some((d) => ANSWERS.test(d.name))) continue;
        yield {
          span: inner.args.at(-1)?.span ?? inner.span,
          message: `requests for \`${inner.args.map((a) => a.value).join(" ")}\` are not passed on: nginx looks for files under its own default folder and answers 404`,
          related: [
            { span: block.span, message: "the location around it, whose proxy_pass it does not inherit" },
          ],
          help: "repeat proxy_pass in it",
        };
      }
    }
  },
};

const STATIC = ["root", "alias"];
const ANSWERS =
  /^(\w+_pass|return|rewrite|try_files|root|alias|location|include|if|internal|empty_gif|stub_status|content_by_lua.*|flv|mp4|index|autoindex|set|error_page|deny)$/;
