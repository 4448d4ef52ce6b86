import { leaksBy } from "../../analysis/arp.ts";
import type { Rule } from "../rule.ts";
import { does, setForAll } from "./words.ts";

/** The setting of `default` alone: spec/rules/arp/default-only.md. */
export const defaultOnly: Rule = {
  code: "arp/default-only",
  severity: "error",
  summary: "an ARP setting stands on `default` alone, which comes too late for an interface in use",
  *check(topology) {
    for (const leak of leaksBy(topology, "default")) {
      yield {
        span: leak.span,
        message: `\`default\` is copied to interfaces without an address: until \`${leak.host.name}\` boots again ${leak.face.name} keeps its own ${leak.setting}, and the host ${does(leak)}`,
        related: [{ span: leak.vip.span, message: "the vip" }],
        ...setForAll(leak, leak.how === "answers" ? 1 : 2),
      };
    }
  },
};
