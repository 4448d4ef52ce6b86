import { outermost, placesOf } from "../../analysis/directives.ts";
import type { Rule } from "../rule.ts";

/** error_log off writes into a file called off: spec/rules/nginx/log-off.md. */
export const logOff: Rule = {
  code: "nginx/log-off",
  severity: "warning",
  summary: "error_log off writes into a file called off",
  *check(topology) {
    for (const tier of topology.nginxes) {
      const levels = [outermost(tier), ...placesOf(tier).map((p) => p.block.block ?? [])];
      for (const log of levels.flat()) {
        const path = log.args[0];
        if (log.name !== "error_log" || path?.value !== "off") continue;
        yield {
          span: path.span,
          message:
            "`off` is the name of a file here: errors are written into it, in nginx's own folder, where nothing looks for it or rotates it",
          help: "write `error_log /dev/null crit` if nobody shall read it",
        };
      }
    }
  },
};
