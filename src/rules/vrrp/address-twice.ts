import { sharedAddresses, type SharedAddress } from "../../analysis/vrrp-meetings.ts";
import { ranking } from "../../analysis/vrrp-weights.ts";
import type { Vip } from "../../model/topology.ts";
import type { Rule } from "../rule.ts";

/** One address in two vips: spec/rules/vrrp/address-twice.md. */
export const addressTwice: Rule = {
  code: "vrrp/address-twice",
  severity: "error",
  summary: "two vips that are elected apart have one address",
  *check(topology) {
    for (const shared of sharedAddresses(topology)) {
      const { first, second, isSplit } = shared;
      if (isSplit || isRefused(shared)) continue;
      const [here, there] = [holder(first.vip), holder(second.vip)];
      const text = second.address.address.text;
      const effect =
        here === there
          ? `both hold ${text} on \`${here}\` now: when one of them moves, ${text} is on two hosts, or it is gone from the one that keeps the other`
          : `${text} is on \`${here}\` and on \`${there}\` at once, and clients reach either`;
      yield {
        span: second.address.span,
        message: `${second.vip.name} and ${first.vip.name} know nothing of each other: ${effect}`,
        related: [{ span: first.address.span, message: `the same address in ${first.vip.name}` }],
        help: "write one vip with all of the directors, or give each its own address",
      };
    }
  },
};

function holder(vip: Vip): string {
  return vip.owner?.host.name ?? ranking(vip)[0]?.host.name ?? "";
}

/** One id on one interface, which is refused before it comes to this: vrrp/shared-router-id. */
function isRefused({ first, second }: SharedAddress): boolean {
  const id = second.vip.virtualRouterId?.value;
  return id !== undefined && id === first.vip.virtualRouterId?.value;
}
