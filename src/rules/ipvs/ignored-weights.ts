import { replace } from "../edits.ts";
import type { Rule } from "../rule.ts";

/** What looks at them in their stead. */
const BETTER: Readonly<Record<string, string>> = { rr: "wrr", lc: "wlc", dh: "sh" };

/** Weights without effect: spec/rules/ipvs/ignored-weights.md. */
export const ignoredWeights: Rule = {
  code: "ipvs/ignored-weights",
  severity: "warning",
  summary: "the scheduler does not look at weights, and they differ",
  *check({ virtualServers }) {
    for (const server of virtualServers) {
      const { scheduler } = server;
      const better = BETTER[scheduler.value];
      if (better === undefined) continue;
      const weights = [...new Set(server.realServers.map((r) => r.weight.value).filter((w) => w > 0))];
      if (weights.length < 2) continue;
      const title = `write \`scheduler ${better}\``;
      yield {
        span: scheduler.span,
        message: `\`${scheduler.value}\` knows a weight of 0 and no others: real servers of ${server.name} with weights ${Math.min(...weights)} and ${Math.max(...weights)} get the same share`,
        related: server.realServers
          .filter((r) => r.weight.value !== 1)
          .slice(0, 1)
          .map((r) => ({ span: r.weight.span, message: "a weight" })),
        help: title,
        fix: { title, edits: [replace(scheduler.span, better)], safe: false },
      };
    }
  },
};
