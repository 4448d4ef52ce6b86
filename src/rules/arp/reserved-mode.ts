import { leaksBy } from "../../analysis/arp.ts";
import type { Rule } from "../rule.ts";
import { does, setTo, takesOver } from "./words.ts";

/** A number that means nothing to the kernel: spec/rules/arp/reserved-mode.md. */
export const reservedMode: Rule = {
  code: "arp/reserved-mode",
  severity: "error",
  summary: "an ARP setting has a number without a meaning, which counts as 0",
  *check(topology) {
    for (const leak of leaksBy(topology, "reserved")) {
      const range = leak.how === "answers" ? "0, 1, 2, 3 and 8" : "0, 1 and 2";
      yield {
        span: leak.span,
        message: `the kernel knows ${leak.setting} ${range}; ${leak.effective} counts as 0, and \`${leak.host.name}\` ${does(leak)}: ${takesOver(leak)}`,
        related: [{ span: leak.vip.span, message: "the vip" }],
        ...setTo(leak, leak.how === "answers" ? 1 : 2),
      };
    }
  },
};
