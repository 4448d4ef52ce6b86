import type { Span } from "../../text/source.ts";
import { isLinkLocal } from "../../semantics/net/address.ts";
import { remove } from "../edits.ts";
import type { Rule } from "../rule.ts";

/** What strict_mode drops: spec/rules/vrrp/strict-ignores.md. */
export const strictIgnores: Rule = {
  code: "vrrp/strict-ignores",
  severity: "error",
  summary: "strict stands beside words that it makes keepalived drop",
  *check({ vips }) {
    for (const vip of vips) {
      if (!vip.strict) continue;
      const [first] = vip.addresses;
      if (first?.address.family === 6 && !isLinkLocal(first.address))
        yield {
          span: first.span,
          message:
            "strict asks that the first address of an IPv6 vip is link-local, and `keepalived -t` refuses the file",
          help: `write an address of fe80::/64 before it`,
        };
      const { strict, preempt_delay: delay, accept } = vip.spans;
      const dropped: readonly (readonly [string, Span | undefined, string])[] = [
        ["auth_pass", vip.auth?.password.span, "every director takes adverts from anybody"],
        ["preempt_delay", (vip.preemptDelay ?? 0) > 0 ? delay : undefined, "the vip is taken back at once"],
        ["accept", vip.version === 2 ? accept : undefined, "what is sent to the vip is dropped"],
      ];
      for (const [word, span, effect] of dropped) {
        if (span === undefined) continue;
        yield {
          span,
          message: `strict makes keepalived drop \`${word}\`, and \`keepalived -t\` refuses the file: ${effect}`,
          related: strict === undefined ? [] : [{ span: strict, message: "strict" }],
          help: `keep one of the two`,
          ...(strict === undefined
            ? {}
            : { fix: { title: "remove `strict`", edits: [remove(strict)], safe: false } }),
        };
      }
    }
  },
};
