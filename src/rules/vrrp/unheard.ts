import { speakerOf } from "../../analysis/vrrp.ts";
import { advertised, rejection } from "../../semantics/keepalived/adverts.ts";
import type { Rule } from "../rule.ts";

/** Directors of one vip that do not hear each other: spec/rules/vrrp/unheard.md. */
export const unheard: Rule = {
  code: "vrrp/unheard",
  severity: "error",
  summary: "two directors of a vip do not hear each other",
  *check({ vips }) {
    for (const vip of vips) {
      const [first, ...others] = vip.directors;
      if (first === undefined || others.every((d) => d.source.network === first.source.network)) continue;
      const heard = speakerOf(vip, first);
      for (const director of others) {
        const speaker = speakerOf(vip, director);
        const why = rejection(speaker, heard) ?? rejection(heard, speaker);
        if (why === undefined) continue;
        const [a, b] = [first.host.name, director.host.name];
        const reason =
          why.why === "segment"
            ? `\`${b}\` speaks on \`${speaker.segment}\` and \`${a}\` on \`${heard.segment}\`, and multicast does not leave a segment`
            : `of its ${vip.addresses.length} addresses an advert of \`${a}\` holds ${advertised(heard).length} and one of \`${b}\` ${advertised(speaker).length}, and adverts with different lists do not count`;
        yield {
          span: director.span,
          message: `${reason}: neither hears the other, both become master, and ${vip.name} is on both`,
          related: [{ span: first.span, message: `\`${a}\`` }],
          help:
            why.why === "segment"
              ? "name an interface on the same segment, or write `vrrp unicast`"
              : "state the addresses beyond the first as `excluded`",
        };
      }
    }
  },
};
