import { speakerOf } from "../../analysis/vrrp.ts";
import { advertCapacity } from "../../semantics/keepalived/adverts.ts";
import type { Rule } from "../rule.ts";

/** More addresses than an advert holds: spec/rules/vrrp/too-many-addresses.md. */
export const tooManyAddresses: Rule = {
  code: "vrrp/too-many-addresses",
  severity: "error",
  summary: "a vip has more addresses than an advert holds",
  *check({ vips }) {
    for (const vip of vips) {
      if (vip.addresses.length < 2) continue;
      const [first, ...others] = vip.directors.map((d) => advertCapacity(speakerOf(vip, d)));
      const beyond = first === undefined ? undefined : vip.addresses[first];
      if (first === undefined || beyond === undefined || others.some((o) => o !== first)) continue;
      yield {
        span: beyond.span,
        message: `an advert of ${vip.name} holds ${first} of its ${vip.addresses.length} addresses: keepalived takes the rest out of it, and \`keepalived -t\` refuses the file`,
        help: "state the rest as `excluded`: they move along and are not advertised",
      };
    }
  },
};
