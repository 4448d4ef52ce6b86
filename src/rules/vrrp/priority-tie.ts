import type { Director, Vip } from "../../model/topology.ts";
import { OWNER } from "../../semantics/keepalived/priority.ts";
import type { Span } from "../../text/source.ts";
import { replace } from "../edits.ts";
import type { Finding, Rule } from "../rule.ts";

/** Two directors of a vip with one priority: spec/rules/vrrp/priority-tie.md. */
export const priorityTie: Rule = {
  code: "vrrp/priority-tie",
  severity: "error",
  summary: "two directors of a vip have the same priority",
  *check({ vips }) {
    for (const vip of vips) if (isTied(vip)) yield* tiesOf(vip);
  },
};

function isTied({ directors }: Vip): boolean {
  for (let i = 1; i < directors.length; i++)
    for (let j = 0; j < i; j++)
      if (directors[i]?.priority.value === directors[j]?.priority.value) return true;
  return false;
}

function* tiesOf(vip: Vip): Iterable<Finding> {
  const first = new Map<number, Director>();
  const taken = new Set(vip.directors.map((d) => d.priority.value));
  for (const director of vip.directors) {
    const { value, span } = director.priority;
    const before = first.get(value);
    if (before === undefined) {
      first.set(value, director);
      continue;
    }
    yield {
      span,
      message:
        value === OWNER
          ? `\`${director.host.name}\` and \`${before.host.name}\` both claim to own ${vip.name} with 255: both take it at once when they start, and the first to hear the other gives it up`
          : `\`${director.host.name}\` and \`${before.host.name}\` both have the priority ${value}: whichever is ready first takes ${vip.name} and keeps it, so chance decides who serves`,
      related: [{ span: before.priority.span, message: "the same priority" }],
      help: "give each director a priority of its own",
      ...lower(span, value, taken),
    };
  }
}

/** The next free priority below: the one who is named first keeps its place, but who that should be is the operator's choice. */
function lower(span: Span, value: number, taken: Set<number>): Pick<Finding, "fix"> {
  let free = value - 10 > 0 ? value - 10 : value - 1;
  while (free > 0 && taken.has(free)) free--;
  if (free < 1) return {};
  taken.add(free);
  return { fix: { title: `set the priority to ${free}`, edits: [replace(span, String(free))], safe: false } };
}
