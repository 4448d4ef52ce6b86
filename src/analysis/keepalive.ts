/** For how long the programs of a host keep an idle connection of a client. */
import type { Directive, Host, Topology } from "../model/topology.ts";
import { parseDuration } from "../vocabulary/values.ts";
import type { Span } from "../text/source.ts";

export type Keepalive = { readonly seconds: number; readonly what: string; readonly span: Span };

/** Only what is stated; nginx's own is 75 s, Tomcat's 20. */
export function keepalivesOf({ nginxes, tomcats }: Topology): ReadonlyMap<Host, readonly Keepalive[]> {
  const out = new Map<Host, Keepalive[]>();
  const add = (hosts: readonly Host[], found: readonly Keepalive[]) => {
    for (const host of hosts) out.set(host, [...(out.get(host) ?? []), ...found]);
  };
  for (const tier of nginxes) add(tier.hosts, [...ofNginx(tier.directives)]);
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
