import { proxiesOf } from "../../analysis/proxy-arp.ts";
import { replace } from "../edits.ts";
import type { Rule } from "../rule.ts";

/** A standby that answers for the vip as a proxy: spec/rules/arp/proxy.md. */
export const proxy: Rule = {
  code: "arp/proxy",
  severity: "error",
  summary: "a host that does not hold the vip answers ARP for it as a proxy",
  *check(topology) {
    for (const { host, vip, address, face, setting } of proxiesOf(topology)) {
      const title = `set \`${setting.key}\` to 0`;
      yield {
        span: setting.span,
        message: `while another host holds ${vip.name}, \`${host.name}\` answers ARP for ${address.text} on ${face.name} as a proxy: packets of the service go through it, or into a ring`,
        related: [{ span: vip.span, message: "the vip" }],
        help: title,
        fix: { title, edits: [replace(setting.span, `sysctl ${setting.key} 0`)], safe: true },
      };
    }
  },
};
