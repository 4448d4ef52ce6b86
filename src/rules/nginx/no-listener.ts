import { listenersOf } from "../../analysis/listeners.ts";
import { namesOf, upstreamServers } from "../../analysis/nginx/names.ts";
import { hostsByAddress } from "../../analysis/places.ts";
import { outermost } from "../../analysis/directives.ts";
import { parseEndpoint } from "../../vocabulary/values.ts";
import type { Rule } from "../rule.ts";

/** An upstream's server has nothing on that port: spec/rules/nginx/no-listener.md. */
export const noListener: Rule = {
  code: "nginx/no-listener",
  severity: "error",
  summary: "an upstream's server has nothing on that port",
  *check(topology) {
    const names = namesOf(topology);
    const listeners = listenersOf(topology);
    for (const tier of topology.nginxes) {
      for (const upstream of outermost(tier).filter((d) => d.name === "upstream")) {
        for (const server of upstream.block?.filter((d) => d.name === "server") ?? []) {
          for (const at of upstreamServers(server, names)) {
            const endpoint = parseEndpoint(at.args[0]?.value ?? "");
            const host = hostsByAddress(topology).get(endpoint?.host ?? "");
            const port = endpoint?.port ?? 80;
            const open =
              host === undefined ? undefined : listeners.get(host)?.filter((l) => l.protocol === "tcp");
            if (host === undefined || open === undefined || open.some((l) => l.port === port)) continue;
            const [one] = open;
            yield {
              span: server.args[0]?.span ?? server.span,
              message: `\`${host.name}\` runs nothing on port ${port}: what nginx passes there is refused, and when no other server is left clients get 502`,
              ...(one === undefined
                ? {}
                : { related: [{ span: one.span, message: `it listens on ${one.port}` }] }),
              help: one === undefined ? "listen there" : `write \`${host.name}:${one.port}\``,
            };
          }
        }
      }
    }
  },
};
