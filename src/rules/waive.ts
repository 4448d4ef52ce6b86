/** What waivers excuse, and what is wrong with them. */
import type { Waiver } from "../model/waivers.ts";
import type { Problem } from "../problems/problem.ts";
import { didYouMean } from "../text/suggest.ts";
import { isInside } from "../text/source.ts";
import { remove } from "./edits.ts";

/**
 * The problems that no waiver excuses, and those of the waivers themselves: one that names no rule, is past its
 * last day, or has nothing left to excuse.
 *
 * @param found what the rules found; nothing else can be waived.
 * @param codes of all rules.
 * @param today as `2027-06-30`; without it no waiver ends.
 */
export function applyWaivers(
  found: readonly Problem[],
  waivers: readonly Waiver[],
  codes: readonly string[],
  today: string | undefined,
): readonly Problem[] {
  if (waivers.length === 0) return found;
  const used = new Set<Waiver>();
  const over = (waiver: Waiver) =>
    today !== undefined && waiver.until !== undefined && waiver.until.value < today;
  const kept = found.filter((problem) => {
    const excuse = waivers.filter((waiver) => excuses(waiver, problem));
    for (const waiver of excuse) used.add(waiver);
    return !excuse.some((waiver) => !over(waiver));
  });
  const own = waivers.flatMap((waiver): Problem[] => {
    const { rule, until } = waiver;
    if (!codes.includes(rule.value)) {
      const meant = didYouMean(rule.value, codes);
      return [
        {
          code: "waive/unknown-rule",
          severity: "error",
          message: `no rule is called \`${rule.value}\``,
          span: rule.span,
          help: meant === undefined ? "`lbc rules` lists them" : `did you mean \`${meant}\`?`,
        },
      ];
    }
    if (!used.has(waiver)) {
      return [
        {
          code: "waive/nothing",
          severity: "warning",
          message: `\`${rule.value}\` finds nothing here: the waiver would hide the next mistake`,
          span: waiver.span,
          help: "remove it",
          fix: { title: "remove the waiver", edits: [remove(waiver.span)], safe: true },
        },
      ];
    }
    if (until !== undefined && over(waiver)) {
      return [
        {
          code: "waive/over",
          severity: "warning",
          message: `the waiver ended on ${until.value}`,
          span: until.span,
          help: "mend what it excused, or give it a new last day",
        },
      ];
    }
    return [];
  });
  return [...kept, ...own];
}

function excuses({ rule, scope }: Waiver, { code, span, related }: Problem): boolean {
  if (code !== rule.value) return false;
  return scope === undefined || [span, ...(related ?? []).map((r) => r.span)].some((s) => isInside(s, scope));
}
