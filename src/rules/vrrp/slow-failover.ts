import { priorityWhen, ranking } from "../../analysis/vrrp-weights.ts";
import { masterDown } from "../../semantics/keepalived/timers.ts";
import type { Rule } from "../rule.ts";

/** An interval that makes a failover slow: spec/rules/vrrp/slow-failover.md. */
export const slowFailover: Rule = {
  code: "vrrp/slow-failover",
  severity: "warning",
  summary: "nobody holds the vip for long when its director dies",
  options: {
    seconds: {
      default: 10,
      min: 1,
      max: 800,
      help: "the longest time without the vip that is right, in seconds",
    },
  },
  *check({ vips }, options) {
    const limit = options["seconds"] ?? 10;
    for (const vip of vips) {
      const stated = vip.spans.advert_int;
      if (stated === undefined) continue;
      const [first, second] = ranking(vip);
      if (first === undefined || second === undefined) continue;
      const { version, advertInterval: interval } = vip;
      const wait = masterDown({ version, interval, priority: priorityWhen(vip, second, []) });
      if (wait <= limit) continue;
      yield {
        span: stated,
        message: `when \`${first.host.name}\` loses its power \`${second.host.name}\` waits three adverts of ${interval} s and a little more: nobody holds ${vip.name} for up to ${wait.toFixed(1)} s`,
        help: "use `advert_int 1s`, or less with `version 3`",
      };
    }
  },
};
