import { quorumOf } from "../../analysis/quorum.ts";
import type { Rule } from "../rule.ts";

/** A hysteresis above all weights: spec/rules/ipvs/quorum-no-return.md. */
export const quorumNoReturn: Rule = {
  code: "ipvs/quorum-no-return",
  severity: "error",
  summary: "a quorum once lost is never reached again",
  *check({ virtualServers }) {
    for (const server of virtualServers) {
      // Without a sorry server a lost quorum takes nothing out.
      if (server.sorryServer === undefined || server.hysteresis === undefined) continue;
      const { quorum, hysteresis, total } = quorumOf(server);
      if (hysteresis === 0 || quorum > total || quorum + hysteresis <= total) continue;
      yield {
        span: server.hysteresis.span,
        message: `${server.name} comes back when its real servers weigh quorum + hysteresis = ${quorum} + ${hysteresis}, and all together they weigh ${total}: the first time the quorum is lost, all clients get the sorry server until keepalived is started again`,
        related: [{ span: server.quorum?.span ?? server.span, message: "the quorum" }],
        help: quorum < total ? `lower the hysteresis to ${total - quorum}` : "remove it, or lower the quorum",
      };
    }
  },
};
