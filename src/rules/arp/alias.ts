import { leaksBy } from "../../analysis/arp.ts";
import type { Rule } from "../rule.ts";
import { takesOver } from "./words.ts";

/** The vip on an interface of its segment: spec/rules/arp/alias.md. */
export const alias: Rule = {
  code: "arp/alias",
  severity: "error",
  summary: "a host that may not hold the vip has it on an interface of the segment",
  *check(topology) {
    for (const leak of leaksBy(topology, "alias")) {
      const { host, face, address } = leak;
      yield {
        span: leak.span,
        message: `\`${host.name}\` has ${address.text} on ${face.name} and answers ARP for it whatever arp_ignore says: ${takesOver({ ...leak, how: "answers" })}`,
        related: [{ span: leak.vip.span, message: "the vip" }],
        help: "take it off the interface; lbc puts the vip of a real server on lo",
      };
    }
  },
};
