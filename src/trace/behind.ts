/** What the nginx of the next tier are asked by a pass. */
import { arrivalsAtVip, programOn, type Arrival } from "../analysis/arrivals.ts";
import { addressToward } from "../analysis/segments.ts";
import { once } from "../analysis/once.ts";
import type { UpstreamServer } from "../analysis/upstreams.ts";
import type { Address, Host, NginxTier, Topology } from "../model/topology.ts";
import type { HttpConf, Level, LocationConf } from "../semantics/nginx/config.ts";
import type { WalkEnd } from "./end.ts";
import type { Request } from "./request.ts";
import type { Stage } from "./stage.ts";

type Passed = Extract<WalkEnd, { kind: "passed" }>;

/** Where the servers of a pass are asked; undefined for one of which no nginx is known to listen there. */
export function arrivalsOf(topology: Topology, server: UpstreamServer): readonly Arrival[] | undefined {
  const { host, nginx, tomcat, vip, address, port = 80 } = server;
  if (nginx === undefined || tomcat !== undefined || address === undefined) return undefined;
  if (vip !== undefined) return arrivalsAtVip(topology, vip, address, port);
  if (host === undefined) return undefined;
  const program = programOn(topology, host, port);
  return [{ host, asked: address, address, port, ...(program === undefined ? {} : { program }) }];
}

/** The request that a host of a stage sends on; a text says why it is not known. */
export function passedOn(
  stage: Stage,
  end: Passed,
  source: Host,
  { address, port }: Arrival,
): Request | string {
  const { scheme, host, method, headers, bind } = end.onwards;
  if (end.sends === undefined) return "what is asked there depends on a variable";
  if (host === undefined) return "the Host header that is sent on is not known";
  if (method === undefined) return "the method that is sent on depends on a variable";
  const client = bind ?? clientFor(source, address);
  if (client === "unknown" || client === undefined)
    return `from which address \`${source.name}\` asks is not known`;
  return { ...stage.request, address, port, scheme, host, target: end.sends, method, client, headers };
}

function clientFor(source: Host, to: Address): Address | undefined {
  const own = source.interfaces.flatMap((i) => i.addresses).map((a) => a.address);
  if (own.some((a) => a.text === to.text)) return to;
  const sameFamily = own.filter((a) => a.family === to.family);
  return addressToward(source, to) ?? (sameFamily.length === 1 ? sameFamily[0] : undefined);
}

/** Whether it can matter from which of several hosts an nginx is asked. */
export const tellsClients = once((http: HttpConf): boolean =>
  [http, ...http.servers].some(
    (level) => states(level) || ("locations" in level && level.locations.some(below)),
  ),
);

function below(location: LocationConf): boolean {
  return states(location) || location.limitExcept !== undefined || location.locations.some(below);
}

function states({ access }: Level): boolean {
  return access.length > 0;
}

/** A tier that a way came through, to see that it comes back. */
export type Passage = { readonly tier: NginxTier; readonly request: Request; readonly block: unknown };

export function isAgain(before: readonly Passage[], { tier, request, block }: Passage): boolean {
  return before.some(
    (p) =>
      p.tier === tier &&
      p.block === block &&
      p.request.target === request.target &&
      p.request.host === request.host &&
      p.request.method === request.method,
  );
}
