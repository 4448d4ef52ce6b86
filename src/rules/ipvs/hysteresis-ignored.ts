import type { Rule } from "../rule.ts";

/** A hysteresis that keepalived drops: spec/rules/ipvs/hysteresis-ignored.md. */
export const hysteresisIgnored: Rule = {
  code: "ipvs/hysteresis-ignored",
  severity: "warning",
  summary: "the hysteresis is not below the quorum, and counts as 0",
  *check({ virtualServers }) {
    for (const { quorum, hysteresis, name, span } of virtualServers) {
      const limit = quorum?.value ?? 1;
      if (hysteresis === undefined || hysteresis.value < limit) continue;
      yield {
        span: hysteresis.span,
        message: `keepalived takes a hysteresis that is less than the quorum; ${hysteresis.value} of ${limit} becomes 0, and ${name} goes up and down with each real server at the limit`,
        related: [
          { span: quorum?.span ?? span, message: quorum === undefined ? "the quorum is 1" : "the quorum" },
        ],
        help: limit > 1 ? `write ${limit - 1} or less` : "remove it, or raise the quorum",
      };
    }
  },
};
