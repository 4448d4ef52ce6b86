import { neighboursIn } from "../../analysis/places.ts";
import { replace } from "../edits.ts";
import type { Rule } from "../rule.ts";

/** A block of the segment on `lo`: spec/rules/arp/wide-loopback.md. */
export const wideLoopback: Rule = {
  code: "arp/wide-loopback",
  severity: "error",
  summary: "an address on `lo` claims a whole block of the segment",
  *check(topology) {
    for (const host of topology.hosts) {
      for (const { address, length, span } of host.loopback) {
        if (address.family === 6) continue;
        const [first, ...more] = neighboursIn(topology, host, { address, length });
        if (first === undefined) continue;
        yield {
          span,
          message: `on lo a /${length} makes each of its addresses \`${host.name}\`'s own: what it sends to ${first.text}${more.length === 0 ? "" : ` and ${more.length} more`} stays inside, and clients there get no answer`,
          help: `write \`lo ${address.text}/32\``,
          fix: {
            title: `make it ${address.text}/32`,
            edits: [replace(span, `${address.text}/32`)],
            safe: true,
          },
        };
      }
    }
  },
};
