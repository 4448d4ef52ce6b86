import { outermost } from "../../analysis/directives.ts";
import { replace } from "../edits.ts";
import type { Rule } from "../rule.ts";

/** nginx has no worker: spec/rules/nginx/no-workers.md. */
export const noWorkers: Rule = {
  code: "nginx/no-workers",
  severity: "error",
  summary: "nginx has no worker",
  *check(topology) {
    for (const tier of topology.nginxes) {
      const statement = outermost(tier).find((d) => d.name === "worker_processes");
      if (statement === undefined || !/^0+$/.test(statement.args[0]?.value ?? "")) continue;
      yield {
        span: statement.span,
        message: `nginx starts and listens, but nobody accepts: every client of \`${tier.hosts[0]?.name ?? tier.name}\` connects and waits for ever`,
        help: "write `worker_processes auto`",
        fix: {
          title: "write `worker_processes auto`",
          safe: true,
          edits: [replace(statement.span, "worker_processes auto")],
        },
      };
    }
  },
};
