import { leaksBy } from "../../analysis/arp.ts";
import type { Rule } from "../rule.ts";
import { does, setForAll } from "./words.ts";

/** One of two interfaces on the segment is set: spec/rules/arp/one-interface.md. */
export const oneInterface: Rule = {
  code: "arp/one-interface",
  severity: "error",
  summary: "one of two interfaces on the vip's segment has the ARP setting, the other has not",
  *check(topology) {
    for (const leak of leaksBy(topology, "other interface")) {
      yield {
        span: leak.span,
        message: `${leak.other?.where ?? "one interface"} alone has the right ${leak.setting}: on ${leak.face.name}, which is on the same segment, \`${leak.host.name}\` ${does(leak)}`,
        related: [
          { span: leak.face.span, message: "the interface that lacks it" },
          { span: leak.vip.span, message: "the vip" },
        ],
        ...setForAll(leak, leak.how === "answers" ? 1 : 2),
      };
    }
  },
};
