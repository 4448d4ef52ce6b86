/** For how long the programs of a host keep an idle connection of a client. */
import type { Directive, Host, NginxTier, Topology } from "../model/topology.ts";
import { parseDuration } from "../vocabulary/values.ts";
import type { Span } from "../text/source.ts";
import { effective, placesOf } from "./directives.ts";

export type Keepalive = { readonly seconds: number; readonly what: string; readonly span: Span };

/** Only what is stated, and of WebSockets how long they may be silent; nginx's own is 75 s, Tomcat's 20. */
export function keepalivesOf({ nginxes, tomcats }: Topology): ReadonlyMap<Host, readonly Keepalive[]> {
  const out = new Map<Host, Keepalive[]>();
  const add = (hosts: readonly Host[], found: readonly Keepalive[]) => {
    for (const host of hosts) out.set(host, [...(out.get(host) ?? []), ...found]);
  };
  for (const tier of nginxes) add(tier.hosts, [...ofNginx(tier.directives), ...webSocketsOf(tier)]);
  for (const tier of tomcats) {
    add(
      tier.hosts,
      tier.connectors.flatMap(({ attributes }) =>
        attributes.flatMap(({ name, value, span }) =>
          name === "keepAliveTimeout" && /^\d+$/.test(value)
            ? [{ seconds: Number(value) / 1000, what: "keepAliveTimeout", span }]
            : [],
        ),
      ),
    );
  }
  return out;
}

function* ofNginx(directives: readonly Directive[]): Iterable<Keepalive> {
  for (const { name, args, block, span } of directives) {
    // An upstream's keepalive_timeout is about the other side.
    if (block !== undefined && name !== "upstream") yield* ofNginx(block);
    const [first] = args;
    if (name !== "keepalive_timeout" || first === undefined) continue;
    const seconds = /^\d+$/.test(first.value) ? Number(first.value) : parseDuration(first.value);
    if (seconds !== undefined) yield { seconds, what: name, span };
  }
}

function* webSocketsOf(tier: NginxTier): Iterable<Keepalive> {
  for (const { block, levels } of placesOf(tier)) {
    if (block.block?.some((d) => d.name === "proxy_pass") !== true) continue;
    const upgrade = effective(levels, "proxy_set_header").some((d) => d.args[1]?.value === "$http_upgrade");
    const [stated] = upgrade ? effective(levels, "proxy_read_timeout") : [];
    const seconds = parseDuration(stated?.args[0]?.value ?? "");
    if (stated !== undefined && seconds !== undefined)
      yield { seconds, what: "proxy_read_timeout of a WebSocket", span: stated.span };
  }
}
