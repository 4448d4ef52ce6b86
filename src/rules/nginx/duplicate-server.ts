import type { Span } from "../../text/source.ts";
import { namesOf, upstreamServers } from "../../analysis/nginx/names.ts";
import { outermost } from "../../analysis/directives.ts";
import type { Rule } from "../rule.ts";

/** An upstream has one server twice: spec/rules/nginx/duplicate-server.md. */
export const duplicateServer: Rule = {
  code: "nginx/duplicate-server",
  severity: "warning",
  summary: "an upstream has one server twice",
  *check(topology) {
    const names = namesOf(topology);
    for (const tier of topology.nginxes) {
      for (const upstream of outermost(tier).filter((d) => d.name === "upstream")) {
        const servers = (upstream.block ?? []).filter((d) => d.name === "server");
        const seen = new Map<string, Span>();
        for (const server of servers) {
          for (const at of upstreamServers(server, names)) {
            const address = at.args[0]?.value ?? "";
            const key = /:\d+$/.test(address) ? address : `${address}:80`;
            const before = seen.get(key);
            if (before === undefined) {
              seen.set(key, server.span);
              continue;
            }
            yield {
              span: server.span,
              message: `\`${key}\` is in \`${upstream.args[0]?.value ?? ""}\` twice: it gets twice its share of requests, and a request that it fails is tried on it again`,
              related: [{ span: before, message: "the first" }],
              help: "remove one, and say `weight=2` if that is meant",
            };
          }
        }
      }
    }
  },
};
