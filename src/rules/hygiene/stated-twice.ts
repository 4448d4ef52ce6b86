import { canonicalKey } from "../../analysis/settings.ts";
import type { Directive, Topology } from "../../model/topology.ts";
import type { Span } from "../../text/source.ts";
import { remove } from "../edits.ts";
import type { Rule } from "../rule.ts";

/** One setting twice: spec/rules/hygiene/stated-twice.md. */
export const statedTwice: Rule = {
  code: "hygiene/stated-twice",
  severity: "warning",
  summary: "a setting is stated twice, and the second one counts",
  *check(topology) {
    for (const block of blocksOf(topology)) {
      const last = new Map<string, Stated>();
      for (const stated of block) {
        const before = last.get(stated.key);
        last.set(stated.key, stated);
        if (before === undefined) continue;
        yield {
          span: before.span,
          message:
            before.value === stated.value
              ? `\`${before.name}\` is stated again below: one of the two will be forgotten at the next change`
              : `\`${before.name}\` is ${before.value} here and ${stated.value} below: the later one counts, and nothing says so`,
          related: [{ span: stated.span, message: "this one counts" }],
          help: "remove one of them",
          fix: { title: "remove the first", edits: [remove(before.span)], safe: true },
        };
      }
    }
  },
};

type Stated = { readonly key: string; readonly name: string; readonly value: string; readonly span: Span };

/** Those that state more than one. */
function* blocksOf({ hosts, vips, syncGroups, virtualServers, globalDefs }: Topology): Iterable<Stated[]> {
  for (const { sysctls } of hosts) {
    if (sysctls.length > 1)
      yield sysctls.map(({ key, value, span }) => ({ key: canonicalKey(key), name: key, value, span }));
  }
  for (const things of [[{ native: globalDefs }], vips, syncGroups, virtualServers])
    for (const { native } of things) if (native.length > 1) yield native.flatMap(scalar);
}

/** A keyword with one value, or none; of those with more, or with a block, there may be several. */
function scalar({ name, args, block, span }: Directive): readonly Stated[] {
  if (block !== undefined || args.length > 1) return [];
  return [{ key: name, name, value: args[0]?.value ?? "on", span }];
}
