import { detectionTime, isChecked } from "../../analysis/ipvs.ts";
import type { Check } from "../../model/topology.ts";
import type { Rule } from "../rule.ts";
import { placeKey } from "../../text/source.ts";

/** The time a check needs: spec/rules/ipvs/slow-detection.md. */
export const slowDetection: Rule = {
  code: "ipvs/slow-detection",
  severity: "warning",
  summary: "a dead real server stays in for long",
  options: {
    limit: { default: 60, min: 1, max: 86_400, help: "seconds that a dead real server may stay in" },
  },
  *check({ virtualServers }, { limit }) {
    for (const server of virtualServers) {
      if (!isChecked(server)) continue;
      const seen = new Set<string>();
      let before: readonly Check[] | undefined;
      for (const { checks } of server.realServers) {
        // Most real servers share the checks of the service.
        if (checks === before) continue;
        before = checks;
        for (const check of checks) {
          const time = detectionTime(check);
          if (time <= (limit ?? 60) || seen.has(placeKey(check.span))) continue;
          seen.add(placeKey(check.span));
          const live = server.realServers.filter((r) => r.weight.value > 0).length;
          yield {
            span: check.span,
            message: `a real server of ${server.name} that no longer answers stays in for up to ${time} s (every + (retry + 1) × timeout + retry × delay_before_retry), and ${live < 2 ? "all" : `one in ${live}`} of the new connections waits for it`,
            help: "check more often, with a shorter timeout or fewer retries",
          };
        }
      }
    }
  },
};
