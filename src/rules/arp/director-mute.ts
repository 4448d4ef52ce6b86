import { answersForVip, effectiveOf } from "../../analysis/arp.ts";
import { holdersOf } from "../../analysis/roles.ts";
import { hasOwnSettings, isAnySet, kernelStateOf } from "../../analysis/settings.ts";
import { replace } from "../edits.ts";
import type { Rule } from "../rule.ts";

/** A director whose own setting keeps it from answering for its vip: spec/rules/arp/director-mute.md. */
export const directorMute: Rule = {
  code: "arp/director-mute",
  severity: "error",
  summary: "a director's ARP setting keeps it from answering for its vip",
  *check(topology) {
    if (!isAnySet(topology)) return;
    for (const vip of topology.vips) {
      for (const { host, interface: face, span } of holdersOf(vip)) {
        if (!hasOwnSettings(host)) continue;
        const state = kernelStateOf(topology, host);
        const ignore = effectiveOf(state, face.name, "arp_ignore");
        // Only this one asks where the vip lies; 8 is another rule's.
        if (ignore !== 2) continue;
        const silent = vip.addresses.find((a) => !answersForVip(topology, host, face, a));
        if (silent === undefined) continue;
        const setting = [state.conf("all", "arp_ignore"), state.conf(face.name, "arp_ignore")].find(
          (s) => s?.value === ignore,
        );
        yield {
          span: setting?.span ?? span,
          message: `with arp_ignore ${ignore} \`${host.name}\` answers only askers in a network of ${face.name} that also holds the address; ${silent.address.text}/${silent.length} lies in none, so nobody reaches ${vip.name} while \`${host.name}\` holds it`,
          related: [{ span: silent.span, message: "the address" }],
          help: "set it to 1, or give the vip an address of the network",
          ...(setting?.stated === true
            ? {
                fix: {
                  title: `set \`${setting.key}\` to 1`,
                  edits: [replace(setting.span, `sysctl ${setting.key} 1`)],
                  safe: true,
                },
              }
            : {}),
        };
      }
    }
  },
};
