import { weightedTracks } from "../../analysis/vrrp-weights.ts";
import type { Rule } from "../rule.ts";

/** A weight that nopreempt makes useless: spec/rules/vrrp/weight-nopreempt.md. */
export const weightNopreempt: Rule = {
  code: "vrrp/weight-nopreempt",
  severity: "warning",
  summary: "with nopreempt a weight moves the vip nowhere",
  *check({ vips }) {
    for (const vip of vips) {
      const [first, second] = vip.directors;
      if (!vip.nopreempt || first === undefined || second === undefined) continue;
      const weighted = new Set(vip.directors.flatMap((d) => weightedTracks(vip, d)));
      for (const track of weighted) {
        const stated = vip.spans.nopreempt;
        yield {
          span: track.weightSpan ?? track.span,
          message: `when \`${track.name}\` fails on the director that holds ${vip.name} its priority falls by ${Math.abs(track.weight)}, but nopreempt keeps every other one from taking over: ${vip.name} stays on the director that failed`,
          related:
            stated === undefined ? [] : [{ span: stated, message: "takes no vip from a running director" }],
          help: "leave the weight out: a failure then takes the director out, and another takes over in spite of nopreempt",
          ...(track.weightSpan === undefined
            ? {}
            : {
                fix: {
                  title: "set the weight to 0",
                  edits: [{ span: track.weightSpan, text: "0" }],
                  safe: false,
                },
              }),
        };
      }
    }
  },
};
