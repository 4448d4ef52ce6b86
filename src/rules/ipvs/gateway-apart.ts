import { waysBack } from "../../analysis/ipvs.ts";
import { vipsOf } from "../../analysis/roles.ts";
import type { Vip } from "../../model/topology.ts";
import type { Rule } from "../rule.ts";

/** Two vips that belong together: spec/rules/ipvs/gateway-apart.md. */
export const gatewayApart: Rule = {
  code: "ipvs/gateway-apart",
  severity: "warning",
  summary: "the vip that answers go through can move without the vip of the service",
  *check(topology) {
    const groupOf = (vip: Vip) => topology.syncGroups.find((g) => g.vips.some((v) => v.vip === vip));
    const seen = new Set<string>();
    for (const { server, taker, gateway } of waysBack(topology)) {
      if (taker.forward !== "nat" || gateway?.at?.kind !== "vip") continue;
      const inner = gateway.at.vip;
      for (const outer of vipsOf(server)) {
        const group = groupOf(outer);
        const key = `${outer.name} ${inner.name}`;
        if (outer === inner || seen.has(key) || outer.directors.length < 2 || inner.directors.length < 2)
          continue;
        if (group !== undefined && group === groupOf(inner)) continue;
        seen.add(key);
        const [first] = outer.directors;
        yield {
          span: inner.span,
          message: `when only one interface of \`${first?.host.name ?? ""}\` fails, ${inner.name} and ${outer.name} end on different directors: requests enter by one, answers leave by the other, and every connection hangs`,
          related: [{ span: outer.span, message: "the vip of the service" }],
          help: `write \`sync_group NAME { group ${outer.name} ${inner.name} }\``,
        };
      }
    }
  },
};
