import { isChecked } from "../../analysis/ipvs.ts";
import type { Rule } from "../rule.ts";

/** No health check: spec/rules/ipvs/no-check.md. */
export const noCheck: Rule = {
  code: "ipvs/no-check",
  severity: "warning",
  summary: "nothing looks whether a real server works",
  *check({ virtualServers }) {
    for (const server of virtualServers) {
      if (!isChecked(server)) continue;
      const bare = server.realServers.filter((r) => r.checks.length === 0 && !r.uncheckedByChoice);
      const [first] = bare;
      if (first === undefined) continue;
      const all = bare.length === server.realServers.length;
      const name = first.host?.name ?? first.addresses[0]?.text ?? "";
      yield {
        span: all ? server.span : first.span,
        message:
          `when \`${name}\` dies it keeps its share of the connections to ${server.name}, and nobody is told: ${all ? "none of the real servers has" : "it has no"} check`.replace(
            "has check",
            "has a check",
          ),
        help: "add `check http { path /healthz }` or `check tcp`; `check none` says that it is meant",
      };
    }
  },
};
