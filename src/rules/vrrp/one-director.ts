import { sharedAddresses } from "../../analysis/vrrp-meetings.ts";
import type { Rule } from "../rule.ts";

/** A vip that cannot move: spec/rules/vrrp/one-director.md. */
export const oneDirector: Rule = {
  code: "vrrp/one-director",
  severity: "warning",
  summary: "a vip has one director, so nobody takes over",
  *check(topology) {
    const parts = new Set(
      sharedAddresses(topology).flatMap((s) => (s.isSplit ? [s.first.vip, s.second.vip] : [])),
    );
    for (const vip of topology.vips) {
      const [only, more] = vip.directors;
      // The other director may be in another vip.
      if (only === undefined || more !== undefined) continue;
      if (parts.has(vip) && vip.mode === "multicast") continue;
      const refused =
        vip.mode === "unicast"
          ? "; by unicast it has nobody to speak to, and `keepalived -t` refuses the file"
          : "";
      yield {
        span: only.span,
        message: `when \`${only.host.name}\` fails nobody holds ${vip.name}${refused}`,
        ...(vip.mode === "unicast" ? { severity: "error" as const } : {}),
        help: `add a second director, or write \`on ${only.host.name}\`, which needs no VRRP`,
      };
    }
  },
};
