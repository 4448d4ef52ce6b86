import { leaksBy } from "../../analysis/arp.ts";
import type { Rule } from "../rule.ts";
import { setTo, takesOver } from "./words.ts";

/** A real server asks for others' addresses with the vip as its own: spec/rules/arp/announces.md. */
export const announces: Rule = {
  code: "arp/announces",
  severity: "error",
  summary: "a real server's own ARP requests carry the vip",
  *check(topology) {
    for (const leak of leaksBy(topology, "value", "announces")) {
      yield {
        span: leak.span,
        message: `\`${leak.host.name}\` puts ${leak.address.text} into its own ARP requests on ${leak.face.name}, where arp_announce is ${leak.effective}: ${takesOver(leak)}`,
        related: [{ span: leak.vip.span, message: "the vip" }],
        ...setTo(leak, 2),
      };
    }
  },
};
