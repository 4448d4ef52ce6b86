import { remove } from "../edits.ts";
import type { Rule } from "../rule.ts";

/** preempt_delay beside nopreempt: spec/rules/vrrp/delay-ignored.md. */
export const delayIgnored: Rule = {
  code: "vrrp/delay-ignored",
  severity: "error",
  summary: "preempt_delay stands beside nopreempt, which leaves nothing to delay",
  *check({ vips }) {
    for (const vip of vips) {
      const { nopreempt, preempt_delay: delay } = vip.spans;
      // 0 is what stands there without it.
      if (nopreempt === undefined || delay === undefined || (vip.preemptDelay ?? 0) === 0) continue;
      yield {
        span: delay,
        message: `with nopreempt no director of ${vip.name} takes it back, so there is nothing to delay: keepalived drops the delay, and \`keepalived -t\` refuses the file`,
        related: [{ span: nopreempt, message: "keeps it where it is" }],
        help: "keep one of them",
        fix: { title: "remove `preempt_delay`, as keepalived does", edits: [remove(delay)], safe: true },
      };
    }
  },
};
