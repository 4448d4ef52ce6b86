import { sharedAddresses } from "../../analysis/vrrp-meetings.ts";
import { speakerOf } from "../../analysis/vrrp.ts";
import { rejection, type Rejection, type Speaker } from "../../semantics/keepalived/adverts.ts";
import type { Rule } from "../rule.ts";

/** Parts of one vip that do not accept each other's adverts: spec/rules/vrrp/rejected-adverts.md. */
export const rejectedAdverts: Rule = {
  code: "vrrp/rejected-adverts",
  severity: "error",
  summary: "directors of one virtual router do not accept each other's adverts",
  *check(topology) {
    for (const { first, second, isSplit } of sharedAddresses(topology)) {
      if (!isSplit) continue;
      const [mine] = second.vip.directors;
      const [theirs] = first.vip.directors;
      if (mine === undefined || theirs === undefined) continue;
      const why = disagreement(speakerOf(second.vip, mine), speakerOf(first.vip, theirs));
      if (why === undefined) continue;
      const [a, b] = [mine.host.name, theirs.host.name];
      yield {
        span: second.vip.virtualRouterId?.span ?? second.vip.span,
        message: `\`${a}\` and \`${b}\` are of one virtual router, but ${reason(why)}: neither counts the other's adverts, both become master, and ${second.address.address.text} is on both`,
        related: [{ span: first.vip.virtualRouterId?.span ?? first.vip.span, message: `\`${b}\` is here` }],
        help: "write one vip with all of the directors: they then agree by themselves",
      };
    }
  },
};

function disagreement(a: Speaker, b: Speaker): Rejection | undefined {
  return rejection(a, b) ?? rejection(b, a);
}

function reason({ why, receiver, sender }: Rejection): string {
  switch (why) {
    case "transport":
      return `one speaks ${receiver} and the other ${sender}`;
    case "segment":
      return `they are on different segments, \`${receiver}\` and \`${sender}\``;
    case "not among the peers":
    case "source is no peer":
      return "they speak by unicast and do not name each other as peers";
    case "version":
      return `they speak versions ${receiver} and ${sender} of VRRP`;
    case "authentication type":
    case "password":
      return "they do not have the same password";
    case "advert interval":
      return `their intervals are ${receiver} s and ${sender} s`;
    case "number of addresses":
    case "addresses":
      return "their lists of addresses differ";
    case "multicast group":
    case "virtual router id":
      return `their ${why}s differ`;
  }
}
