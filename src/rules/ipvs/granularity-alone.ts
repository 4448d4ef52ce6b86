import type { Rule } from "../rule.ts";

/** A granularity of nothing: spec/rules/ipvs/granularity-alone.md. */
export const granularityAlone: Rule = {
  code: "ipvs/granularity-alone",
  severity: "warning",
  summary: "a persistence granularity without persistence",
  *check({ virtualServers }) {
    for (const { persistence, persistenceGranularity, name } of virtualServers) {
      if (persistenceGranularity === undefined || persistence !== undefined) continue;
      yield {
        span: persistenceGranularity.span,
        message: `without \`persistence\` no client of ${name} stays with a real server, and lbc writes no granularity`,
        help: "add `persistence TIME`, or remove it",
      };
    }
  },
};
