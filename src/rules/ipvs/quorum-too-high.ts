import { quorumOf } from "../../analysis/quorum.ts";
import type { Rule } from "../rule.ts";

/** A quorum that is never reached: spec/rules/ipvs/quorum-too-high.md. */
export const quorumTooHigh: Rule = {
  code: "ipvs/quorum-too-high",
  severity: "error",
  summary: "the quorum is more than all real servers together weigh",
  *check({ virtualServers }) {
    for (const server of virtualServers) {
      if (server.quorum === undefined) continue;
      const { quorum, total } = quorumOf(server);
      if (quorum <= total || total === 0) continue;
      if (server.sorryServer === undefined) {
        // A lost quorum takes nothing out.
        yield {
          span: server.quorum.span,
          severity: "warning",
          message: `the real servers of ${server.name} weigh ${total}, and the quorum is ${quorum}: keepalived warns, and lowers it to ${total}`,
          help: `write ${total} or less`,
        };
        continue;
      }
      const title = `set the quorum to ${Math.max(1, total - Math.max(...server.realServers.map((r) => r.weight.value)))}`;
      yield {
        span: server.quorum.span,
        message: `the real servers of ${server.name} weigh ${server.realServers
          .map((r) => r.weight.value)
          .slice(0, 8)
          .join(
            " + ",
          )}${server.realServers.length > 8 ? " + …" : ""} = ${total}, and the quorum is ${quorum}: keepalived lowers it to ${total}, so that the loss of any one sends all clients to the sorry server`,
        related: [{ span: server.span, message: "the service" }],
        help: title,
      };
    }
  },
};
