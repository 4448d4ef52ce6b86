import { effectiveOf } from "../../analysis/arp.ts";
import { hasOwnSettings, isAnySet, kernelStateOf } from "../../analysis/settings.ts";
import { directorsOf, takersOf } from "../../analysis/roles.ts";
import type { Host } from "../../model/topology.ts";
import { replace } from "../edits.ts";
import type { Rule } from "../rule.ts";

/** arp_ignore 8: spec/rules/arp/mute.md. */
export const mute: Rule = {
  code: "arp/mute",
  severity: "error",
  summary: "a host answers no ARP request at all",
  *check(topology) {
    if (!isAnySet(topology)) return;
    // lbc itself never sets 8.
    const parts = new Set<Host>();
    for (const server of topology.virtualServers) {
      for (const { host } of takersOf(server))
        if (host !== undefined && hasOwnSettings(host)) parts.add(host);
      for (const host of directorsOf(server)) if (hasOwnSettings(host)) parts.add(host);
    }
    for (const host of parts) {
      const state = kernelStateOf(topology, host);
      for (const face of host.interfaces) {
        if (effectiveOf(state, face.name, "arp_ignore") !== 8) continue;
        const all = state.conf("all", "arp_ignore");
        const setting = all?.value === 8 ? all : state.conf(face.name, "arp_ignore");
        const own = face.addresses.find((a) => a.address.family === 4);
        if (setting === undefined || own === undefined) continue;
        const title = `set \`${setting.key}\` to 1`;
        yield {
          span: setting.span,
          message: `with arp_ignore 8 \`${host.name}\` does not answer for its own ${own.address.text} either: once neighbours have forgotten its MAC nobody reaches it on ${face.name}`,
          help: title,
          fix: { title, edits: [replace(setting.span, `sysctl ${setting.key} 1`)], safe: true },
        };
        break;
      }
    }
  },
};
