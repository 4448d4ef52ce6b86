import type { Rule } from "../rule.ts";

/** ovf and its default weight: spec/rules/ipvs/overflow-limit.md. */
export const overflowLimit: Rule = {
  code: "ipvs/overflow-limit",
  severity: "error",
  summary: "`ovf` takes a weight for a number of connections, and it is tiny",
  *check({ virtualServers }) {
    for (const server of virtualServers) {
      if (server.scheduler.value !== "ovf") continue;
      const live = server.realServers.filter((r) => r.weight.value > 0);
      if (live.length === 0 || live.some((r) => r.weight.value > 1)) continue;
      yield {
        span: server.scheduler.span,
        message: `to \`ovf\` a weight is the number of connections after which it takes the next real server: ${live.length} of weight 1 take ${2 * live.length} connections together, and the rest of ${server.name}'s clients are refused`,
        related: live.slice(0, 1).map((r) => ({ span: r.span, message: "its weight is 1" })),
        help: "write the number of connections each can serve as its weight, or another scheduler",
      };
    }
  },
};
