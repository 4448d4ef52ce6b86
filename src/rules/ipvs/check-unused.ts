import { isChecked } from "../../analysis/ipvs.ts";
import { placeKey, type Span } from "../../text/source.ts";
import type { Rule } from "../rule.ts";

/** A check without keepalived: spec/rules/ipvs/check-unused.md. */
export const checkUnused: Rule = {
  code: "ipvs/check-unused",
  severity: "warning",
  summary: "a check is stated and no daemon runs it",
  *check({ virtualServers }) {
    for (const server of virtualServers) {
      if (isChecked(server)) continue;
      const spans = new Map<string, Span>();
      for (const { checks } of server.realServers)
        for (const { span } of checks) spans.set(placeKey(span), span);
      for (const span of spans.values()) {
        yield {
          span,
          message: `the vip of ${server.name} has one owner and no keepalived: its table comes from ipvsadm, and nobody runs this check; a dead real server stays in`,
          related: [{ span: server.endpoints[0]?.vip.span ?? server.span, message: "the vip" }],
          help: "give the vip directors instead of `on HOST`, or remove the check",
        };
      }
    }
  },
};
