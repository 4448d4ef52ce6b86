import { unnamedIn } from "../../analysis/nginx/mentions.ts";
import { remove } from "../edits.ts";
import type { Rule } from "../rule.ts";

/** A format that no log has: spec/rules/hygiene/unused-log-format.md. */
export const unusedLogFormat: Rule = {
  code: "hygiene/unused-log-format",
  severity: "info",
  summary: "a log format is declared and no log has it",
  *check({ nginxes }) {
    for (const tier of nginxes) {
      for (const { name, directive } of unnamedIn(tier, "log format")) {
        yield {
          span: { ...directive.span, end: directive.args[0]?.span.end ?? directive.span.end },
          message: `no access_log names \`${name}\`: the logs are written in \`combined\`, or in another format`,
          help: `write \`access_log FILE ${name}\`, or remove it`,
          fix: { title: "remove the log_format", edits: [remove(directive.span)], safe: true },
        };
      }
    }
  },
};
