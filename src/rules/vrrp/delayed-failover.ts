import { failures, priorityWhen, ranking } from "../../analysis/vrrp-weights.ts";
import { masterDown } from "../../semantics/keepalived/timers.ts";
import type { Rule } from "../rule.ts";

/** preempt_delay that delays a failover: spec/rules/vrrp/delayed-failover.md. */
export const delayedFailover: Rule = {
  code: "vrrp/delayed-failover",
  severity: "warning",
  summary: "preempt_delay also delays a failover that a weight brings about",
  *check({ vips }) {
    for (const vip of vips) {
      const { preemptDelay: delay = 0, nopreempt, version, advertInterval: interval } = vip;
      if (delay === 0 || nopreempt) continue;
      const [first, second] = ranking(vip);
      if (first === undefined || second === undefined) continue;
      const priority = priorityWhen(vip, second, []);
      const moving = failures(vip, first)?.find((failed) => priorityWhen(vip, first, failed) < priority);
      const track = moving?.[0];
      if (track === undefined) continue;
      const wait = masterDown({ version, interval, priority });
      const most = Math.ceil((delay + interval + wait) * 10) / 10;
      yield {
        span: vip.spans.preempt_delay ?? vip.span,
        message: `when \`${track.name}\` fails on \`${first.host.name}\` its weight makes \`${second.host.name}\` the better one, which waits the ${delay} s here all the same: ${vip.name} stays up to ${most} s on the director that failed`,
        related: [{ span: track.weightSpan ?? track.span, message: "brings the failover about by a weight" }],
        help: "leave the weight out: a failure then takes the director out, and the others do not wait",
      };
    }
  },
};
