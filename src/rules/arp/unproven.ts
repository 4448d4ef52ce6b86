import { leaksBy } from "../../analysis/arp.ts";
import type { Rule } from "../rule.ts";
import { does } from "./words.ts";

/** Other hands own the ARP settings, and say nothing: spec/rules/arp/unproven.md. */
export const unproven: Rule = {
  code: "arp/unproven",
  severity: "warning",
  summary: "nothing proves that a real server keeps the vip to itself",
  *check(topology) {
    for (const leak of leaksBy(topology, "unknown")) {
      const right = leak.how === "answers" ? 1 : 2;
      yield {
        span: leak.span,
        message: `lbc leaves ARP to other hands on \`${leak.host.name}\`, and nothing says that they set ${leak.setting}: with the kernel's 0 the host ${does(leak)}, and the vip is added at boot without a look`,
        related: [{ span: leak.vip.span, message: "the vip" }],
        help: `state what they set: \`sysctl net.ipv4.conf.all.${leak.setting} ${right}\``,
      };
    }
  },
};
