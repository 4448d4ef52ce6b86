import { priorityWhen } from "../../analysis/vrrp-weights.ts";
import type { Director, Vip } from "../../model/topology.ts";
import { replace } from "../edits.ts";
import type { Rule } from "../rule.ts";

/** Priorities that differ in their order within a sync group: spec/rules/vrrp/sync-group-crossed.md. */
export const syncGroupCrossed: Rule = {
  code: "vrrp/sync-group-crossed",
  severity: "error",
  summary: "the vips of a sync group want different directors",
  *check({ syncGroups }) {
    for (const { vips } of syncGroups) {
      const [first, ...others] = vips.map((m) => m.vip);
      if (first === undefined) continue;
      for (const vip of others) {
        const crossed = crossing(first, vip);
        if (crossed === undefined) continue;
        const { upper, lower, mine, theirs } = crossed;
        const [a, b] = [upper.host.name, lower.host.name];
        yield {
          span: mine.priority.span,
          message: `${first.name} wants \`${a}\` (${upper.priority.value} over ${lower.priority.value}) and ${vip.name} wants \`${b}\` (${theirs.priority.value} over ${mine.priority.value}), but they move together: once both are master each gives up at the other's word, and takes it again a few seconds later`,
          related: [
            { span: theirs.priority.span, message: `higher for ${vip.name}` },
            { span: upper.priority.span, message: `higher for ${first.name}` },
          ],
          help: "give the directors the same order in every vip of the group",
          fix: {
            title: "swap the two priorities",
            edits: [
              replace(mine.priority.span, String(theirs.priority.value)),
              replace(theirs.priority.span, String(mine.priority.value)),
            ],
            safe: false,
          },
        };
      }
    }
  },
};

/** Two directors that the one vip has in this order and the other in the opposite. */
function crossing(first: Vip, vip: Vip) {
  const own = new Map(vip.directors.map((d) => [d.host, d]));
  const points = (of: Vip, d: Director) => priorityWhen(of, d, []);
  const ordered = first.directors
    .flatMap((d) => {
      const mine = own.get(d.host);
      return mine === undefined ? [] : [{ theirs: d, mine }];
    })
    .sort((a, b) => points(first, b.theirs) - points(first, a.theirs));
  for (const [i, next] of ordered.entries()) {
    const before = ordered[i - 1];
    if (before === undefined || points(first, before.theirs) === points(first, next.theirs)) continue;
    if (points(vip, before.mine) < points(vip, next.mine))
      return { upper: before.theirs, lower: next.theirs, mine: before.mine, theirs: next.mine };
  }
  return undefined;
}
