/**
 * What becomes of a picture's nodes and links when hosts are down. It asks the election itself who holds a vip, and runs
 * in the page as well as here. Held to analysis/availability.ts by test/graph/flow.test.ts.
 */
import { outcomeText } from "../semantics/keepalived/outcome-text.ts";
import { outcomeOf, settleAfter, type Outcome } from "../semantics/keepalived/outcomes.ts";
import type { Box, Graph, Link, ServiceFacts, VipFacts } from "./model.ts";

/**
 * `on`: requests get here. `idle`: they do not, and do not while all is well. `lost`: they do while all is well.
 * `down`: the host is. `doubt`: it is not known, or chance decides.
 */
export type State = "on" | "idle" | "lost" | "down" | "doubt";
/** `lost`: requests go there and are lost. */
export type LinkState = "on" | "idle" | "doubt" | "lost";

export type Flow = {
  /** Of boxes and cells. */
  readonly nodes: ReadonlyMap<string, State>;
  /** In the order of the graph's links. */
  readonly links: readonly LinkState[];
  readonly vips: ReadonlyMap<string, { readonly outcome: Outcome; readonly text: string }>;
  /** By box of a service, what is wrong with it; empty when all is well. */
  readonly services: ReadonlyMap<string, string>;
};

export function flow(graph: Graph, down: ReadonlySet<string>): Flow {
  const now = walk(graph, down);
  if (down.size === 0) return now;
  const well = walk(graph, new Set());
  const nodes = new Map(now.nodes);
  for (const [id, state] of nodes)
    if (state === "idle" && well.nodes.get(id) !== "idle") nodes.set(id, "lost");
  return { ...now, nodes };
}

/** Who holds a vip when these hosts are down and all else is well. */
export function holderIn(graph: Graph, vip: VipFacts, down: ReadonlySet<string>): Outcome {
  if (vip.owner !== undefined)
    return down.has(vip.owner) ? { kind: "nobody" } : { kind: "certain", holder: vip.owner };
  const cluster = vip.cluster === undefined ? undefined : graph.clusters[vip.cluster];
  if (cluster === undefined) return { kind: "nobody" };
  if (cluster.unknown !== undefined) return { kind: "unknown", why: cluster.unknown };
  const hosts = cluster.routers.filter((r) => down.has(r.host)).map((r) => [r.host, "down"] as const);
  const settled = settleAfter(cluster.routers, hosts.length === 0 ? [{}] : [{}, { hosts: new Map(hosts) }]);
  return outcomeOf(cluster.routers, settled, vip.name);
}

const MOST_FOLLOWERS = 3;

/** `lvs1 › lvs2`: who holds it, and who takes over when each fails in turn. */
function orderText(graph: Graph, vip: VipFacts, down: ReadonlySet<string>, first: Outcome): string {
  const gone = new Set(down);
  const out = [holderText(first)];
  let outcome = first;
  while (outcome.kind === "certain" && out.length <= MOST_FOLLOWERS && vip.owner === undefined) {
    gone.add(outcome.holder);
    outcome = holderIn(graph, vip, gone);
    if (outcome.kind === "nobody") break;
    out.push(holderText(outcome));
  }
  return out.join(" › ");
}

function holderText(outcome: Outcome): string {
  if (outcome.kind === "nobody") return "nobody holds it";
  return outcome.kind === "unknown" ? "not known" : outcomeText(outcome);
}

/** Hosts that hold it for certain, and those that may. */
function holdersOf(
  outcome: Outcome,
  all: readonly string[],
): { sure: readonly string[]; maybe: readonly string[] } {
  switch (outcome.kind) {
    case "certain":
      return { sure: [outcome.holder], maybe: [] };
    case "nobody":
      return { sure: [], maybe: [] };
    case "split":
      return { sure: [], maybe: outcome.holders };
    case "race":
      return { sure: [], maybe: outcome.possible.flat() };
    case "flapping":
      return { sure: [], maybe: outcome.hosts };
    case "unknown":
      return { sure: [], maybe: all };
  }
}

type Serving = {
  readonly kind: "served" | "none" | "sorry";
  readonly missed: ReadonlySet<string>;
  readonly unsure: ReadonlySet<string>;
};

/** As keepalived does it: see analysis/availability.ts. */
export function serving(facts: ServiceFacts, down: ReadonlySet<string>): Serving {
  const isDown = (host?: string) => host !== undefined && down.has(host);
  const lost = facts.realServers.filter((r) => isDown(r.host) && r.weight > 0);
  const left = facts.realServers.reduce((sum, r) => sum + (isDown(r.host) ? 0 : r.weight), 0);
  const missed = new Set(lost.filter((r) => r.sees === false).map((r) => r.cell));
  const unsure = new Set(lost.filter((r) => r.sees === null).map((r) => r.cell));
  const isSorry = facts.hasSorryServer && left < Math.max(1, facts.quorum - facts.hysteresis);
  return { kind: isSorry && missed.size === 0 ? "sorry" : left === 0 ? "none" : "served", missed, unsure };
}

function servingText({ kind, missed, unsure }: Serving): string {
  if (missed.size > 0) return "a loss is not noticed";
  if (kind === "sorry") return "sorry server answers";
  if (kind === "none") return "no real server left";
  return unsure.size > 0 ? "a script may notice" : "";
}

/** From the clients on, along the links that lead on. */
function walk(graph: Graph, down: ReadonlySet<string>): Flow {
  const cellsOf = new Map(graph.boxes.map((b) => [b.id, b.cells.map((c) => c.id)]));
  const hostOf = new Map(
    graph.boxes.flatMap((b) =>
      [b, ...b.cells].flatMap((n) => (n.host === undefined ? [] : [[n.id, n.host] as const])),
    ),
  );
  const isUp = (id: string) => !down.has(hostOf.get(id) ?? "");
  const boxOf = new Map(graph.boxes.flatMap((b) => b.cells.map((c) => [c.id, b] as const)));
  const out = new Map<string, number[]>();
  for (const [i, { from }] of graph.links.entries()) {
    const own = out.get(from);
    if (own === undefined) out.set(from, [i]);
    else own.push(i);
  }
  const vips = new Map<
    string,
    { outcome: Outcome; text: string; sure: ReadonlySet<string>; maybe: ReadonlySet<string> }
  >();
  for (const vip of graph.vips) {
    const outcome = holderIn(graph, vip, down);
    const routers = vip.cluster === undefined ? [] : (graph.clusters[vip.cluster]?.routers ?? []);
    const all = routers.map((r) => r.host).filter((h) => !down.has(h));
    const { sure, maybe } = holdersOf(outcome, all);
    const text = orderText(graph, vip, down, outcome);
    vips.set(vip.box, { outcome, text, sure: new Set(sure), maybe: new Set(maybe) });
  }
  const services = new Map(graph.services.map((s) => [s.box, serving(s, down)]));
  const servicesVips = (service: string) =>
    graph.vips.filter((v) => v.services.includes(service)).map((v) => v.box);
  /** Upstreams of which a server that is no backup is left. */
  const hasMain = new Set(
    graph.links.filter((l) => l.how === "passes" && targets(l.to).some(isUp)).map((l) => l.from),
  );
  function targets(id: string): readonly string[] {
    const cells = cellsOf.get(id);
    return cells === undefined || cells.length === 0 ? [id] : cells;
  }

  const leads = ({ from, to, how, text }: Link, target: string): LinkState => {
    const host = hostOf.get(target) ?? "";
    switch (how) {
      case "always":
        return "on";
      case "maybe":
        return "doubt";
      case "marked down":
        return "idle";
      case "passes":
        return "on";
      case "backup":
        return hasMain.has(from) ? "idle" : "on";
      case "holds":
        return vips.get(from)?.sure.has(host) === true
          ? "on"
          : vips.get(from)?.maybe.has(host) === true
            ? "doubt"
            : "idle";
      case "forwards": {
        const director = hostOf.get(from) ?? "";
        const held = (services.has(to) ? servicesVips(to) : [...vips.keys()]).map((v) => vips.get(v));
        if (held.some((v) => v?.sure.has(director) === true)) return "on";
        return held.some((v) => v?.maybe.has(director) === true) ? "doubt" : "idle";
      }
      case "sorry":
        return services.get(from)?.kind === "sorry" ? "on" : "idle";
      case "balances": {
        const now = services.get(from);
        if (now?.missed.has(target) === true) return "lost";
        if (now?.unsure.has(target) === true) return "doubt";
        return now?.kind === "sorry" || text === "weight 0" ? "idle" : "on";
      }
    }
  };

  const nodes = new Map<string, State>();
  for (const box of graph.boxes)
    for (const { id } of [box, ...box.cells]) nodes.set(id, isUp(id) ? "idle" : "down");
  const links = graph.links.map((): LinkState => "idle");
  const queue: string[] = [];
  const arrive = (id: string, how: "on" | "doubt") => {
    const before = nodes.get(id);
    if (before === "down" || before === "on" || before === how) return;
    nodes.set(id, how);
    queue.push(id);
    const box = boxOf.get(id);
    if (box !== undefined) arrive(box.id, how);
  };
  arrive("clients", "on");
  // That of a gateway is asked by no client.
  const reached = new Set(graph.links.map((l) => l.to));
  for (const { box } of graph.vips) if (!reached.has(box)) arrive(box, "on");
  for (let id = queue.pop(); id !== undefined; id = queue.pop()) {
    const own = nodes.get(id) === "on" ? "on" : "doubt";
    for (const index of out.get(id) ?? []) {
      const link = graph.links[index];
      if (link === undefined) continue;
      for (const target of targets(link.to)) {
        const led = leads(link, target);
        const state = led === "on" ? own : led;
        if (state === "lost") links[index] = "lost";
        if ((state !== "on" && state !== "doubt") || (!isUp(target) && led !== "doubt")) continue;
        links[index] = stronger(links[index], state);
        arrive(target, state);
      }
    }
  }
  for (const box of graph.boxes) if (isGone(box, nodes)) nodes.set(box.id, "down");
  return {
    nodes,
    links,
    vips: new Map([...vips].map(([id, { outcome, text }]) => [id, { outcome, text }])),
    services: new Map([...services].map(([id, s]) => [id, servingText(s)])),
  };
}

const RANK: readonly LinkState[] = ["idle", "doubt", "on", "lost"];
export function stronger(a: LinkState | undefined, b: LinkState): LinkState {
  return RANK.indexOf(a ?? "idle") > RANK.indexOf(b) ? (a ?? "idle") : b;
}

/** Every host in it is down. */
function isGone({ cells }: Box, nodes: ReadonlyMap<string, State>): boolean {
  return cells.length > 0 && cells.every((c) => c.host !== undefined && nodes.get(c.id) === "down");
}
