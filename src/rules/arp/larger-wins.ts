import { leaksBy } from "../../analysis/arp.ts";
import type { Rule } from "../rule.ts";
import { does, setTo } from "./words.ts";

/** Of `all` and the interface the larger number counts: spec/rules/arp/larger-wins.md. */
export const largerWins: Rule = {
  code: "arp/larger-wins",
  severity: "error",
  summary: "a larger ARP setting undoes the right one",
  *check(topology) {
    for (const leak of leaksBy(topology, "larger")) {
      const { other } = leak;
      yield {
        span: leak.span,
        message: `the larger number counts, not the stricter: ${leak.effective} undoes the ${other?.value ?? 0} of \`${other?.where ?? "all"}\`, and \`${leak.host.name}\` ${does(leak)} on ${leak.face.name}`,
        related: other === undefined ? [] : [{ span: other.span, message: "the one that does not count" }],
        ...setTo(leak, 1),
      };
    }
  },
};
