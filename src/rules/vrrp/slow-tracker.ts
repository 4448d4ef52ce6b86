import { noticedByScript } from "../../semantics/keepalived/timeline.ts";
import type { Rule } from "../rule.ts";

/** A tracker that notices late: spec/rules/vrrp/slow-tracker.md. */
export const slowTracker: Rule = {
  code: "vrrp/slow-tracker",
  severity: "warning",
  summary: "a tracker notices a failure late",
  options: {
    seconds: {
      default: 30,
      min: 1,
      max: 100_000,
      help: "the longest time until a failure counts, in seconds",
    },
  },
  *check({ vips }, options) {
    const limit = options["seconds"] ?? 30;
    for (const vip of vips) {
      for (const track of vip.tracks) {
        if (track.kind !== "script") continue;
        const { interval, timeout, fall } = track;
        const { to } = noticedByScript({
          interval,
          ...(timeout === undefined ? {} : { timeout }),
          ...(fall === undefined ? {} : { fall }),
        });
        if (to <= limit) continue;
        const times = fall === undefined || fall === 1 ? "" : `, ${fall} times in a row,`;
        yield {
          span: track.span,
          message: `\`${track.name}\` runs every ${interval} s${times} and may hang for ${timeout ?? interval} s: ${vip.name} stays up to ${to} s on a director that has failed`,
          help: "let it run more often, with a shorter `timeout`",
        };
      }
    }
  },
};
