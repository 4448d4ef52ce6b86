import { vipsByAddress } from "../../analysis/arp.ts";
import { heldVips, holdersOf } from "../../analysis/roles.ts";
import type { Rule } from "../rule.ts";

/** A vip on lo of a host that serves nothing under it: spec/rules/arp/stale-vip.md. */
export const staleVip: Rule = {
  code: "arp/stale-vip",
  severity: "warning",
  summary: "a host holds a vip on `lo` of which it serves nothing",
  *check(topology) {
    const owned = vipsByAddress(topology);
    for (const host of topology.hosts) {
      for (const { address, span } of host.loopback) {
        const vip = owned.get(address.text);
        if (vip === undefined || heldVips(topology).get(host)?.has(address.text) === true) continue;
        if (holdersOf(vip).some((h) => h.host === host)) continue;
        yield {
          span,
          message: `\`${host.name}\` holds ${address.text} and is no real server of ${vip.name}: what it sends to ${vip.name} never leaves it, so the service looks dead from there`,
          related: [{ span: vip.span, message: "the vip" }],
          help: "remove the address from the host, or make it a real server",
        };
      }
    }
  },
};
