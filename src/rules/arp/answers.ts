import { leaksBy } from "../../analysis/arp.ts";
import type { Rule } from "../rule.ts";
import { setTo, takesOver } from "./words.ts";

/** A real server answers ARP for the vip: spec/rules/arp/answers.md. */
export const answers: Rule = {
  code: "arp/answers",
  severity: "error",
  summary: "a real server answers ARP for the vip",
  *check(topology) {
    for (const leak of leaksBy(topology, "value", "answers")) {
      yield {
        span: leak.span,
        message: `\`${leak.host.name}\` answers ARP for ${leak.address.text} on ${leak.face.name}, where arp_ignore is ${leak.effective}: ${takesOver(leak)}`,
        related: [{ span: leak.vip.span, message: "the vip" }],
        ...setTo(leak, 1),
      };
    }
  },
};
