import type { Rule } from "../rule.ts";

/** What keepalived's sample configuration has. */
const SAMPLE = { id: 51, password: "1111" };

/** The router id and the password of the sample: spec/rules/vrrp/sample-values.md. */
export const sampleValues: Rule = {
  code: "vrrp/sample-values",
  severity: "info",
  summary: "the virtual router id and the password are those of keepalived's sample",
  *check({ vips }) {
    for (const { name, virtualRouterId: id, auth } of vips) {
      if (id?.value !== SAMPLE.id || auth?.password.value !== SAMPLE.password) continue;
      yield {
        span: auth.password.span,
        message: `${name} has the router id ${SAMPLE.id} and the password ${SAMPLE.password} of keepalived's sample, as has every other pair on the segment that was made from it: the password tells none of them apart`,
        related: [{ span: id.span, message: "the sample's router id" }],
        help: "choose an id that is free on the segment, and a password of your own or none",
      };
    }
  },
};
