import { leaksBy } from "../../analysis/arp.ts";
import type { Rule } from "../rule.ts";
import { does, setForAll } from "./words.ts";

/** The setting of `lo` alone: spec/rules/arp/lo-only.md. */
export const loOnly: Rule = {
  code: "arp/lo-only",
  severity: "error",
  summary: "an ARP setting stands on `lo` alone, where it does nothing",
  *check(topology) {
    for (const leak of leaksBy(topology, "lo")) {
      yield {
        span: leak.span,
        message: `no request comes in or goes out on lo, so its ${leak.setting} does nothing: on ${leak.face.name} it is ${leak.effective}, and \`${leak.host.name}\` ${does(leak)}`,
        related: [{ span: leak.vip.span, message: "the vip" }],
        ...setForAll(leak, leak.how === "answers" ? 1 : 2),
      };
    }
  },
};
