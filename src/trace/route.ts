/** The whole way of a request: from the vip to the Tomcat that answers. The one thing `expect` and `lbc trace` ask. */
import type { Arrival } from "../analysis/arrivals.ts";
import { nginxConfOf, type NginxConf } from "../analysis/nginx/conf.ts";
import { sectionsOf } from "../analysis/nginx/statements.ts";
import { once } from "../analysis/once.ts";
import { passesOf, type Pass } from "../analysis/passes.ts";
import type { UpstreamServer } from "../analysis/upstreams.ts";
import type { RequestSubject } from "../model/topology.ts";
import type { Host, NginxTier, TomcatContext, TomcatTier, Topology } from "../model/topology.ts";
import { socketAt, type Socket } from "../semantics/nginx/servers.ts";
import type { Span } from "../text/source.ts";
import { arrive, type Arrivals } from "./arrive.ts";
import { arrivalsOf, isAgain, passedOn, tellsClients, type Passage } from "./behind.ts";
import { requestAt, type Request } from "./request.ts";
import type { Answering, Stage } from "./stage.ts";
import { leadsTo } from "./varied.ts";
import { walk, type Walk } from "./walk.ts";

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
      const [first, ...more] = group.hosts.filter(isUp);
      return first === undefined
        ? []
        : [
            stageOf(
              { topology, isUp, before: [] },
              { ...group, hosts: [first, ...more] },
              requestAt(subject, group.arrival),
            ),
          ];
    }),
  };
}

/** Hosts to which a request is the same: of one nginx.conf, at one socket. */
type Group = {
  readonly tier: NginxTier;
  readonly conf: NginxConf;
  readonly arrival: Arrival;
  readonly hosts: readonly [Host, ...Host[]];
};
type Groups = { readonly groups: readonly Group[]; readonly others: readonly Arrival[] };

const known = once<Topology, WeakMap<Arrivals, Groups>>(() => new WeakMap());

function groupsOf(topology: Topology, arrivals: Extract<Arrivals, { kind: "arrivals" }>): Groups {
  let found = known(topology).get(arrivals);
  if (found === undefined) known(topology).set(arrivals, (found = grouped(topology, arrivals.list)));
  return found;
}

function grouped(topology: Topology, arrivals: readonly Arrival[]): Groups {
  const groups = new Map<NginxConf, Map<Socket | undefined, Group & { hosts: [Host, ...Host[]] }>>();
  const others: Arrival[] = [];
  for (const arrival of arrivals) {
    const { host, address, port, program } = arrival;
    if (host === undefined || program?.kind !== "nginx") {
      others.push(arrival);
      continue;
    }
    const conf = nginxConfOf(topology, program.tier, host);
    const socket = socketAt(conf.http, address.family, address.text, port);
    let bySocket = groups.get(conf);
    if (bySocket === undefined)
      groups.set(conf, (bySocket = new Map<Socket | undefined, Group & { hosts: [Host, ...Host[]] }>()));
    const group = bySocket.get(socket);
    if (group === undefined) bySocket.set(socket, { tier: program.tier, conf, arrival, hosts: [host] });
    else group.hosts.push(host);
  }
  return { groups: [...groups.values()].flatMap((g) => [...g.values()]), others };
}

type Going = {
  readonly topology: Topology;
  readonly isUp: (host: Host) => boolean;
  /** The tiers that it came through. */
  readonly before: readonly Passage[];
};

const EMPTY = { servers: [], contexts: [], next: [], isFollowed: false };

function stageOf(going: Going, { tier, conf, hosts }: Group, request: Request): Stage {
  const { topology, isUp } = going;
  const walked = walk(conf, sectionsOf(topology, tier, hosts[0]).http, request);
  const stage: Stage = { ...EMPTY, tier, hosts, request, walk: walked };
  if (walked.end.kind !== "passed") return stage;
  const { pass, sends } = walked.end;
  // An argument keeps its place when a name in it becomes an address.
  const span = pass.args[0]?.span;
  const stated = span === undefined ? undefined : passes(topology).get(span);
  const written = stated && leadsTo(topology, stated, walked.end);
  if (written === undefined) return stage;
  if ("kind" in written) return { ...stage, walk: { ...walked, end: written } };
  const servers = taking(written.upstream?.servers ?? [], isUp);
  const tomcats = servers.flatMap((s) => s.tomcat?.tier ?? []);
  const found = { ...stage, pass: written, servers, contexts: answering(tomcats, sends) };
  const passage = { tier, request, block: pass.args[0]?.span };
  const before = [...going.before, passage];
  if (isAgain(going.before, passage) || before.length > MOST_TIERS)
    return { ...found, walk: { ...walked, end: ROUND } };
  return { ...found, ...behind({ ...going, before }, found, walked.end) };
}

/** A way through more tiers is a ring. */
const MOST_TIERS = 16;
export const ROUND = {
  kind: "unknown",
  why: "the tiers pass it round among themselves, until their connections are used up",
} as const;

function behind(
  going: Going,
  stage: Stage,
  end: Extract<Walk["end"], { kind: "passed" }>,
): Pick<Stage, "next" | "isFollowed"> {
  const { topology, isUp } = going;
  const arrivals = stage.servers.map((s) => arrivalsOf(topology, s));
  const all = arrivals.flatMap((a) => a ?? []).filter(({ host }) => host === undefined || isUp(host));
  const { groups, others } = grouped(topology, all);
  // What nobody says of an nginx that it listens there is another program.
  const listening = groups.filter(
    ({ conf, arrival: { address, port } }) =>
      socketAt(conf.http, address.family, address.text, port) !== undefined,
  );
  const next = listening.flatMap((group) => {
    const sources = tellsClients(group.conf.http) ? stage.hosts : stage.hosts.slice(0, 1);
    return sources.map((source): Stage => {
      const request = passedOn(stage, end, source, group.arrival);
      if (typeof request !== "string") return stageOf(going, group, request);
      const { client } = stage.request;
      const why: Walk["end"] = { kind: "unknown", why: request };
      const walked: Walk = { hops: [], path: [], otherwise: [], client, end: why };
      return { ...EMPTY, tier: group.tier, hosts: group.hosts, request: stage.request, walk: walked };
    });
  });
  const isFollowed =
    next.length > 0 &&
    others.length === 0 &&
    listening.length === groups.length &&
    arrivals.every((a) => a !== undefined);
  return { next: distinct(next), isFollowed };
}

/** One for all that do the same, whoever asks. */
function distinct(stages: readonly Stage[]): readonly Stage[] {
  const kept: Stage[] = [];
  for (const stage of stages) if (!kept.some((k) => isSame(k, stage))) kept.push(stage);
  return kept;
}

function isSame(a: Stage, b: Stage): boolean {
  return (
    a.tier === b.tier &&
    a.hosts === b.hosts &&
    a.walk.server === b.walk.server &&
    a.walk.path.at(-1) === b.walk.path.at(-1) &&
    a.walk.access?.rule === b.walk.access?.rule &&
    endText(a) === endText(b) &&
    a.next.length === b.next.length &&
    a.next.every((n, i) => isSame(n, b.next[i] ?? n))
  );
}

function endText({ walk: { end } }: Stage): string {
  switch (end.kind) {
    case "status":
      return `${end.status} ${end.why} ${end.redirect ?? ""}`;
    case "passed":
      return `passed ${end.sends ?? ""}`;
    case "content":
      return end.what;
    case "refused":
    case "unknown":
      return end.why;
  }
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
