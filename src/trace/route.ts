/** The whole way of a request: from the vip to the Tomcat that answers. The one thing `expect` and `lbc trace` ask. */
import type { Arrival } from "../analysis/arrivals.ts";
import { nginxConfOf, type NginxConf } from "../analysis/nginx/conf.ts";
import { sectionsOf } from "../analysis/nginx/statements.ts";
import { once } from "../analysis/once.ts";
import { passesOf, type Pass } from "../analysis/passes.ts";
import type { UpstreamServer } from "../analysis/upstreams.ts";
import type { RequestSubject } from "../model/expects.ts";
import type { Host, NginxTier, TomcatContext, TomcatTier, Topology } from "../model/topology.ts";
import { socketAt, type Socket } from "../semantics/nginx/servers.ts";
import type { Span } from "../text/source.ts";
import { arrive, type Arrivals } from "./arrive.ts";
import { requestAt, type Request } from "./request.ts";
import { walk, type Walk } from "./walk.ts";

/** What the hosts of a tier that do the same make of a request. */
export type Stage = {
  readonly tier: NginxTier;
  readonly hosts: readonly Host[];
  readonly request: Request;
  readonly walk: Walk;
  /** Where it is passed to, as written. */
  readonly pass?: Pass;
  /** The upstream's servers that take requests: not marked down, backups only where nothing else is left. */
  readonly servers: readonly UpstreamServer[];
  /** Of each Tomcat tier behind it, the context that answers. */
  readonly contexts: readonly Answering[];
};
export type Answering = { readonly tier: TomcatTier; readonly context: TomcatContext };
export type Route = {
  readonly arrivals: Arrivals;
  readonly stages: readonly Stage[];
  /** Arrivals at hosts with no nginx: a Tomcat, or a host of which nothing is declared. */
  readonly others: readonly Arrival[];
  /** Of the Tomcats among those, the contexts that answer. */
  readonly contexts: readonly Answering[];
};

export function route(
  topology: Topology,
  subject: RequestSubject,
  down: ReadonlySet<Host> = new Set(),
): Route {
  const arrivals = arrive(topology, subject);
  if (arrivals.kind === "nowhere") return { arrivals, stages: [], others: [], contexts: [] };
  const { groups, others } = groupsOf(topology, arrivals);
  const isUp = (host: Host) => !down.has(host);
  const left = others.filter(({ host }) => host === undefined || isUp(host));
  const direct = left.flatMap(({ program }) => (program?.kind === "tomcat" ? [program.tier] : []));
  return {
    arrivals,
    others: left,
    contexts: answering(direct, subject.url.value.target),
    stages: groups.flatMap((group) => {
      const hosts = group.hosts.filter(isUp);
      const [first] = hosts;
      return first === undefined ? [] : [stageOf(topology, { ...group, hosts }, first, subject, isUp)];
    }),
  };
}

/** Hosts to which a request is the same: of one nginx.conf, at one socket. */
type Group = {
  readonly tier: NginxTier;
  readonly conf: NginxConf;
  readonly arrival: Arrival;
  readonly hosts: readonly Host[];
};
type Groups = { readonly groups: readonly Group[]; readonly others: readonly Arrival[] };

const known = once<Topology, WeakMap<Arrivals, Groups>>(() => new WeakMap());

function groupsOf(topology: Topology, arrivals: Extract<Arrivals, { kind: "arrivals" }>): Groups {
  const before = known(topology).get(arrivals);
  if (before !== undefined) return before;
  const groups = new Map<NginxConf, Map<Socket | undefined, Group & { hosts: Host[] }>>();
  const others: Arrival[] = [];
  for (const arrival of arrivals.list) {
    const { host, address, port, program } = arrival;
    if (host === undefined || program?.kind !== "nginx") {
      others.push(arrival);
      continue;
    }
    const conf = nginxConfOf(topology, program.tier, host);
    const socket = socketAt(conf.http, address.family, address.text, port);
    let bySocket = groups.get(conf);
    if (bySocket === undefined)
      groups.set(conf, (bySocket = new Map<Socket | undefined, Group & { hosts: Host[] }>()));
    const group = bySocket.get(socket);
    if (group === undefined) bySocket.set(socket, { tier: program.tier, conf, arrival, hosts: [host] });
    else group.hosts.push(host);
  }
  const found = { groups: [...groups.values()].flatMap((g) => [...g.values()]), others };
  known(topology).set(arrivals, found);
  return found;
}

function stageOf(
  topology: Topology,
  { tier, conf, arrival, hosts }: Group,
  host: Host,
  subject: RequestSubject,
  isUp: (host: Host) => boolean,
): Stage {
  const request = requestAt(subject, arrival);
  const walked = walk(conf, sectionsOf(topology, tier, host).http, request);
  const stage: Stage = { tier, hosts, request, walk: walked, servers: [], contexts: [] };
  if (walked.end.kind !== "passed") return stage;
  const { pass, sends } = walked.end;
  // An argument keeps its place when a name in it becomes an address.
  const span = pass.args[0]?.span;
  const written = span === undefined ? undefined : passes(topology).get(span);
  if (written === undefined) return stage;
  const servers = taking(written.upstream?.servers ?? [], isUp);
  const tomcats = servers.flatMap((s) => s.tomcat?.tier ?? []);
  return { ...stage, pass: written, servers, contexts: answering(tomcats, sends) };
}

function answering(tiers: readonly TomcatTier[], uri: string | undefined): readonly Answering[] {
  return [...new Set(tiers)].flatMap((tier) => {
    const context = contextOf(tier.contexts, uri);
    return context === undefined ? [] : [{ tier, context }];
  });
}

const passes = once(
  (topology: Topology): ReadonlyMap<Span, Pass> =>
    new Map(passesOf(topology).map((pass) => [pass.url.span, pass])),
);

/** nginx asks a `backup` only when every other server is away. */
function taking(
  servers: readonly UpstreamServer[],
  isUp: (host: Host) => boolean,
): readonly UpstreamServer[] {
  const alive = servers.filter((s) => !s.down && (s.host === undefined || isUp(s.host)));
  const main = alive.filter((s) => !s.backup);
  return main.length > 0 ? main : alive;
}

/** Tomcat's choice: the longest path that the URI begins with, `/` last. */
function contextOf(contexts: readonly TomcatContext[], uri: string | undefined): TomcatContext | undefined {
  if (uri === undefined) return undefined;
  const path = uri.replace(/[?;].*$/s, "");
  return contexts
    .filter((c) => c.path === "/" || path === c.path || path.startsWith(`${c.path}/`))
    .toSorted((a, b) => b.path.length - a.path.length)[0];
}
