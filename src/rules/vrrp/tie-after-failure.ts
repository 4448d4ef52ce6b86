import { failures, hasWeights, powerless, priorityWhen } from "../../analysis/vrrp-weights.ts";
import type { Director, Track, Vip } from "../../model/topology.ts";
import type { Rule } from "../rule.ts";

/** Weights whose sum makes two directors equal: spec/rules/vrrp/tie-after-failure.md. */
export const tieAfterFailure: Rule = {
  code: "vrrp/tie-after-failure",
  severity: "warning",
  summary: "after a failure a director that failed and a better one have the same priority",
  *check({ vips }) {
    for (const vip of vips) {
      if (vip.nopreempt || !hasWeights(vip) || powerless(vip).length > 0) continue;
      const tie = tieOf(vip);
      if (tie === undefined) continue;
      const [track] = tie.failed[0].length > tie.failed[1].length ? tie.failed[0] : tie.failed[1];
      if (track === undefined) continue;
      const [a, b] = tie.directors;
      const said = [a, b].flatMap((d, i) =>
        (tie.failed[i] ?? []).map((t) => `\`${t.name}\` on \`${d.host.name}\``),
      );
      const away =
        tie.above.length === 0
          ? ""
          : `, and ${tie.above.map((d) => `\`${d.host.name}\``).join(" and ")} is away`;
      yield {
        span: track.weightSpan ?? track.span,
        message: `when ${said.join(" and ")} fail${said.length === 1 ? "s" : ""}${away}, \`${a.host.name}\` and \`${b.host.name}\` both stand at ${tie.points}: equality moves nothing, so ${vip.name} may stay where more has failed`,
        related: [a, b].map((d) => ({ span: d.priority.span, message: `comes to ${tie.points}` })),
        help: "choose weights whose sums are no difference between two priorities: odd priorities with even weights cannot meet",
      };
    }
  },
};

type Tie = {
  readonly directors: readonly [Director, Director];
  readonly failed: readonly [readonly Track[], readonly Track[]];
  readonly points: number;
  /** Those that would hold the vip in spite of it. */
  readonly above: readonly Director[];
};

/** The tie that needs the fewest failures. One host of every pair has failed in more than the other. */
function tieOf(vip: Vip): Tie | undefined {
  const lists = vip.directors.slice(0, 12).map((director) => {
    const byPoints = new Map<number, readonly Track[]>();
    for (const failed of failures(vip, director) ?? []) {
      const points = priorityWhen(vip, director, failed);
      if (!byPoints.has(points)) byPoints.set(points, failed);
    }
    return { director, byPoints };
  });
  const ties = lists.flatMap((a, i) =>
    lists.slice(i + 1).flatMap((b) =>
      [...a.byPoints].flatMap(([points, mine]): Tie[] => {
        const theirs = b.byPoints.get(points);
        if (theirs === undefined || mine.length === theirs.length) return [];
        const above = vip.directors.filter(
          (d) => d !== a.director && d !== b.director && priorityWhen(vip, d, []) >= points,
        );
        return [{ directors: [a.director, b.director], failed: [mine, theirs], points, above }];
      }),
    ),
  );
  const size = (t: Tie) => t.failed[0].length + t.failed[1].length + t.above.length;
  return ties.sort((a, b) => size(a) - size(b))[0];
}
