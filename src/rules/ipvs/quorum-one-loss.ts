import { quorumOf } from "../../analysis/quorum.ts";
import type { Rule } from "../rule.ts";

/** A quorum that one failure breaks: spec/rules/ipvs/quorum-one-loss.md. */
export const quorumOneLoss: Rule = {
  code: "ipvs/quorum-one-loss",
  severity: "warning",
  summary: "the loss of one real server takes all the others out",
  *check({ virtualServers }) {
    for (const server of virtualServers) {
      // Without a sorry server a lost quorum takes nothing out.
      if (server.quorum === undefined || server.sorryServer === undefined) continue;
      const { quorum, hysteresis, total } = quorumOf(server);
      if (quorum > total) continue;
      const lost = server.realServers.find(
        (r) => r.weight.value < total && total - r.weight.value < quorum - hysteresis,
      );
      if (lost === undefined) continue;
      const rest = total - lost.weight.value;
      yield {
        span: server.quorum.span,
        message: `without \`${lost.host?.name ?? lost.addresses[0]?.text ?? ""}\` ${total} - ${lost.weight.value} = ${rest} is left, less than ${hysteresis === 0 ? `the quorum ${quorum}` : `quorum - hysteresis = ${quorum - hysteresis}`}: keepalived then takes the healthy real servers of ${server.name} out as well and puts the sorry server in`,
        related: [{ span: lost.span, message: "the one that is lost" }],
        help: `lower the quorum to ${Math.max(1, rest)}, or add real servers`,
      };
    }
  },
};
