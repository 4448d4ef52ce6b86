/** Every proxy_pass of a topology's nginx tiers, with where it stands and what it leads to. */
import type { Argument, Directive, NginxTier, Topology } from "../model/topology.ts";
import { readProxyPass, type ProxyTarget } from "../semantics/nginx/proxy.ts";
import { effective, outermost, placesOf, type Level } from "./directives.ts";
import { once } from "./once.ts";
import { upstreamsOf, type Upstream } from "./upstreams.ts";

export type Pass = {
  readonly tier: NginxTier;
  readonly server: Directive;
  /** The location, or the `if` or `limit_except` in it. */
  readonly block: Directive;
  readonly levels: readonly Level[];
  readonly url: Argument;
  /** Absent when the URL has variables. */
  readonly target?: ProxyTarget;
  readonly upstream?: Upstream;
  /** The `upstream` statement, where the URL names one. */
  readonly declared?: Directive;
};

export const passesOf = once((topology: Topology): readonly Pass[] =>
  topology.nginxes.flatMap((tier) => ofTier(topology, tier)),
);

function ofTier(topology: Topology, tier: NginxTier): readonly Pass[] {
  const servers = new Map<Level | undefined, Directive>();
  const declarations = new Map<string, Directive>();
  for (const d of outermost(tier)) {
    if (d.name === "server") servers.set(d.block, d);
    if (d.name === "upstream") declarations.set(d.args[0]?.value.toLowerCase() ?? "", d);
  }
  const upstreams = new Map(upstreamsOf(topology, tier).map((u) => [u.name.toLowerCase(), u]));
  return placesOf(tier).flatMap(({ block, levels }) => {
    const server = servers.get(levels[1]);
    const url = block.block?.find((d) => d.name === "proxy_pass")?.args[0];
    if (server === undefined || url === undefined) return [];
    const target = readProxyPass(url.value);
    const name = target?.host.toLowerCase() ?? "";
    const upstream = upstreams.get(name);
    const declared = declarations.get(name);
    return [
      {
        tier,
        server,
        block,
        levels,
        url,
        ...(target === undefined ? {} : { target }),
        ...(upstream === undefined ? {} : { upstream }),
        ...(declared === undefined ? {} : { declared }),
      },
    ];
  });
}

/** The value of a header that the pass sends; undefined where no statement sets it. */
export function headerOf({ levels }: Pass, name: string): string | undefined {
  return effective(levels, "proxy_set_header").findLast(
    (d) => d.args[0]?.value.toLowerCase() === name.toLowerCase(),
  )?.args[1]?.value;
}

/** Tiers that others pass to: what they see of a client is what the tier before them sends. */
export const innerTiers = once(
  (topology: Topology): ReadonlySet<NginxTier> =>
    new Set(
      passesOf(topology).flatMap(({ tier, upstream }) =>
        (upstream?.servers ?? []).flatMap((s) =>
          s.nginx !== undefined && s.nginx !== tier ? [s.nginx] : [],
        ),
      ),
    ),
);
