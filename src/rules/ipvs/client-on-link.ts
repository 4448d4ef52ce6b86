import { networksOf } from "../../analysis/places.ts";
import { directorsOf, takersOf, vipAddresses } from "../../analysis/roles.ts";
import type { Rule } from "../rule.ts";

/** A client beside the real server: spec/rules/ipvs/client-on-link.md. */
export const clientOnLink: Rule = {
  code: "ipvs/client-on-link",
  severity: "warning",
  summary: "NAT real servers answer clients of their own network past the director",
  *check({ virtualServers }) {
    for (const server of virtualServers) {
      if (server.forward.value !== "nat" && server.sorryServer?.forward !== "nat") continue;
      const vip = vipAddresses(server).find((a) => a.network !== undefined);
      if (vip?.network === undefined) continue;
      const { network } = vip;
      const directors = directorsOf(server);
      const taker = takersOf(server).find(
        (t) =>
          t.forward === "nat" &&
          t.host !== undefined &&
          !directors.includes(t.host) &&
          networksOf(t.host).has(network),
      );
      if (taker === undefined) continue;
      yield {
        span: taker.span,
        message: `\`${taker.host?.name ?? ""}\` is in the network of ${vip.address.text}: it answers clients of \`${network.name}\` directly, from its own address, and they reset the connection; only clients of other networks are served`,
        related: [{ span: server.forward.span, message: "by NAT" }],
        help: "put the real servers into a network of their own, or use `forward dr`",
      };
    }
  },
};
