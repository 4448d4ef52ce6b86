import type { Rule } from "../rule.ts";
import { deadNames, textOf, wordOf } from "./server-names.ts";

/** A name that no host has, or that others take: spec/rules/nginx/dead-name.md. */
export const deadName: Rule = {
  code: "nginx/dead-name",
  severity: "error",
  summary: "no request comes by a server name",
  *check(topology) {
    for (const { at, name, text, span, blockers } of deadNames(topology)) {
      const [first] = blockers;
      if (first === undefined) {
        yield {
          span,
          message: `no request has the name \`${text}\`: nginx takes the port and a last dot off what the client sends, so this server is not found by it`,
          help: "write the name alone, as in a browser before the colon",
        };
        continue;
      }
      // Another rule tells of equal names; and a server may take its own requests by another of its names.
      if (name.pattern === undefined && first.name.pattern === undefined) continue;
      if (blockers.every((b) => b.server === at.server)) continue;
      yield {
        span,
        message: `every host that \`${text}\` matches is taken by \`${blockers.map((b) => textOf(b.name)).join("`, `")}\`: exact names and wildcards come before regexes, and of those the first`,
        related: blockers.flatMap((b) => {
          const place = wordOf(b.name);
          return place === undefined ? [] : [{ span: place, message: "takes it" }];
        }),
        help: "remove the name, or put the narrower regex first",
      };
    }
  },
};
