import { priorityWhen } from "../../analysis/vrrp-weights.ts";
import type { Director } from "../../model/topology.ts";
import type { Rule } from "../rule.ts";

/** Weights that make two directors equal while all is well: spec/rules/vrrp/weights-tie.md. */
export const weightsTie: Rule = {
  code: "vrrp/weights-tie",
  severity: "error",
  summary: "with their weights added two directors of a vip are equal",
  *check({ vips }) {
    for (const vip of vips) {
      if (vip.tracks.length === 0) continue;
      const first = new Map<number, Director>();
      for (const director of vip.directors) {
        const { value, span } = director.priority;
        const points = priorityWhen(vip, director, []);
        const before = first.get(points);
        if (before === undefined) {
          first.set(points, director);
          continue;
        }
        if (before.priority.value === value) continue;
        const most = points === 254 ? ", the most there is" : "";
        yield {
          span,
          message: `while every tracker is well \`${director.host.name}\` (${value}) and \`${before.host.name}\` (${before.priority.value}) both stand at ${points}${most}: whichever is ready first takes ${vip.name} and keeps it`,
          related: [{ span: before.priority.span, message: `comes to ${points} too` }],
          help: "choose priorities that with the positive weights stay below 254, or negative weights",
        };
      }
    }
  },
};
