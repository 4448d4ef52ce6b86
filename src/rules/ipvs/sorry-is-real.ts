import type { Rule } from "../rule.ts";

/** A sorry server that is down by then: spec/rules/ipvs/sorry-is-real.md. */
export const sorryIsReal: Rule = {
  code: "ipvs/sorry-is-real",
  severity: "warning",
  summary: "the sorry server is one of the real servers",
  *check({ virtualServers }) {
    for (const { sorryServer, realServers, name } of virtualServers) {
      if (sorryServer === undefined) continue;
      const twin = realServers.find(
        (r) =>
          r.port === sorryServer.port &&
          r.addresses.some((a) => sorryServer.addresses.some((b) => a.text === b.text)),
      );
      if (twin === undefined) continue;
      yield {
        span: sorryServer.span,
        message: `the sorry server of ${name} is its own real server ${sorryServer.host?.name ?? sorryServer.addresses[0]?.text ?? ""}: it comes in when all real servers are dead, this one as well, and clients are refused`,
        related: [{ span: twin.span, message: "the real server" }],
        help: "name another host, or another port of it",
      };
    }
  },
};
