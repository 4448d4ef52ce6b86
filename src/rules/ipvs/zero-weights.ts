import type { Rule } from "../rule.ts";

/** Nobody gets a connection: spec/rules/ipvs/zero-weights.md. */
export const zeroWeights: Rule = {
  code: "ipvs/zero-weights",
  severity: "error",
  summary: "every real server has weight 0",
  *check({ virtualServers }) {
    for (const server of virtualServers) {
      const [first] = server.realServers;
      if (first === undefined || server.realServers.some((r) => r.weight.value > 0)) continue;
      yield {
        span: first.weight.span,
        message: `all ${server.realServers.length} real servers of ${server.name} have weight 0, which means no new connections: clients are refused${server.sorryServer === undefined ? "" : ", and the sorry server does not come in while they are healthy"}`,
        related: [{ span: server.span, message: "the service" }],
        help: "give at least two of them a weight of 1 or more",
      };
    }
  },
};
