import type { Rule } from "../rule.ts";

/** No second: spec/rules/ipvs/one-server.md. */
export const oneServer: Rule = {
  code: "ipvs/one-server",
  severity: "warning",
  summary: "a service has one real server",
  *check({ virtualServers }) {
    for (const server of virtualServers) {
      const live = server.realServers.filter((r) => r.weight.value > 0);
      const [only] = live;
      if (only === undefined || live.length > 1) continue;
      yield {
        span: only.span,
        message: `\`${only.host?.name ?? only.addresses[0]?.text ?? ""}\` alone serves ${server.name}: when it fails there is ${server.sorryServer === undefined ? "nothing" : "only the sorry server"} left, however many directors there are`,
        related: [{ span: server.span, message: "the service" }],
        help: "add a second real server",
      };
    }
  },
};
