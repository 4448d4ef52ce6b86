import { headerOf, innerTiers, passesOf } from "../../analysis/passes.ts";
import type { Rule } from "../rule.ts";

/** Tomcat believes a header that the client may write: spec/rules/nginx/client-forged.md. */
export const clientForged: Rule = {
  code: "nginx/client-forged",
  severity: "error",
  summary: "Tomcat believes a header that the client may write",
  *check(topology) {
    const inner = innerTiers(topology);
    for (const pass of passesOf(topology)) {
      if (inner.has(pass.tier)) continue;
      const valve = pass.upstream?.servers.find((s) => s.tomcat?.tier.remoteIp !== undefined)?.tomcat?.tier
        .remoteIp;
      if (valve === undefined || headerOf(pass, valve.remoteIpHeader) !== undefined) continue;
      yield {
        span: pass.url.span,
        message: `Tomcat takes the client's address from \`${valve.remoteIpHeader}\`, which nginx does not set here: it passes on what the client sent, and a client that sends an address of its choice is believed; of all others Tomcat sees nginx's own`,
        related: [{ span: valve.span, message: "who believes it" }],
        help: `write \`proxy_set_header ${valve.remoteIpHeader} $remote_addr\` at this level`,
      };
    }
  },
};
