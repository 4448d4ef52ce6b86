import { gatewayOf } from "../../analysis/ipvs.ts";
import { networksOf } from "../../analysis/places.ts";
import { takersOf, vipAddresses } from "../../analysis/roles.ts";
import { hasOwnSettings, isAnySet, kernelStateOf } from "../../analysis/settings.ts";
import { contains } from "../../semantics/net/address.ts";
import type { Rule } from "../rule.ts";

/** rp_filter 1: spec/rules/ipvs/rp-filter.md. */
export const rpFilter: Rule = {
  code: "ipvs/rp-filter",
  severity: "error",
  summary: "strict reverse path filtering drops what a real server is sent",
  *check(topology) {
    if (!isAnySet(topology)) return;
    for (const server of topology.virtualServers) {
      for (const { host, forward: how, addresses } of takersOf(server)) {
        // lbc itself sets no more than 0.
        if (host === undefined || how === "nat" || !hasOwnSettings(host)) continue;
        const state = kernelStateOf(topology, host);
        if (!state.mentions("rp_filter") || !vipAddresses(server).some((a) => a.address.family === 4))
          continue;
        const arrives =
          how === "tun"
            ? "tunl0"
            : host.interfaces.find((i) =>
                i.addresses.some((a) => addresses.some((b) => b.text === a.address.text)),
              )?.name;
        if (arrives === undefined) continue;
        const gateway = gatewayOf(topology, host, 4);
        const out = host.interfaces.find((i) =>
          i.addresses.some((a) => gateway !== undefined && contains(a, gateway.address)),
        );
        // Answers to clients elsewhere leave by the gateway's interface; without one nothing is known.
        if (how === "dr" && (out === undefined || out.name === arrives || networksOf(host).size < 2))
          continue;
        const settings = [state.conf("all", "rp_filter"), state.conf(arrives, "rp_filter")];
        const strict = settings.find((s) => s?.value === 1);
        if (strict === undefined || settings.some((s) => s?.value === 2)) continue;
        yield {
          span: strict.span,
          message: `requests for ${server.name} come to \`${host.name}\` on ${arrives} and answers leave by ${how === "tun" ? "another interface" : (out?.name ?? "another")}: with rp_filter 1 the kernel drops every such request`,
          related: [{ span: server.forward.span, message: how === "tun" ? "by a tunnel" : "by DR" }],
          help: `set \`${strict.key}\` to ${how === "tun" ? "0" : "2"}`,
        };
      }
    }
  },
};
