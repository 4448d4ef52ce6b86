import { effectiveOf, segmentsOf } from "../../analysis/arp.ts";
import { holdersOf } from "../../analysis/roles.ts";
import { kernelStateOf } from "../../analysis/settings.ts";
import type { Rule } from "../rule.ts";

/** A director with two interfaces on the vip's segment: spec/rules/arp/two-interfaces.md. */
export const twoInterfaces: Rule = {
  code: "arp/two-interfaces",
  severity: "warning",
  summary: "a director answers for the vip with the MACs of two interfaces",
  *check(topology) {
    for (const vip of topology.vips) {
      for (const { host, interface: face } of holdersOf(vip)) {
        if (host.interfaces.length < 2) continue;
        const segments = segmentsOf(vip);
        const state = kernelStateOf(topology, host);
        const other = host.interfaces.find(
          (i) =>
            i !== face &&
            i.addresses.some(
              (a) => segments.has(a.network) && face.addresses.some((b) => b.network === a.network),
            ) &&
            [0, 3, 4, 5, 6, 7].includes(effectiveOf(state, i.name, "arp_ignore")),
        );
        const first = vip.addresses.find((a) => a.address.family === 4);
        if (other === undefined || first === undefined) continue;
        yield {
          span: other.span,
          message: `${face.name} and ${other.name} of \`${host.name}\` are on one segment, and it answers for ${first.address.text} on both: clients get one MAC or the other, and after a failover keepalived's announcements correct only ${face.name}'s`,
          related: [{ span: face.span, message: "the other interface" }],
          help: `write \`sysctl net.ipv4.conf.all.arp_ignore 1\` for \`${host.name}\``,
        };
      }
    }
  },
};
