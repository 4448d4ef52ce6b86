import { remove } from "../edits.ts";
import type { Rule } from "../rule.ts";

/** Statements that are put nowhere: spec/rules/hygiene/unused-snippet.md. */
export const unusedSnippet: Rule = {
  code: "hygiene/unused-snippet",
  severity: "warning",
  summary: "a snippet is used nowhere",
  *check({ unused }) {
    for (const { kind, name, span } of unused) {
      if (kind !== "snippet") continue;
      yield {
        span,
        message: `no \`use ${name}\` stands anywhere: what the snippet says is written into no file`,
        help: `write \`use ${name}\` where its statements are meant, or remove it`,
        fix: { title: "remove the snippet", edits: [remove(span)], safe: true },
      };
    }
  },
};
