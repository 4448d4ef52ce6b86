/** What lbc knows of a place besides its words, for hovers, hints and lenses. */
import { budgetsOf, type Budget } from "../analysis/budget.ts";
import { locationsOf, verdictOf } from "../analysis/nginx/judged.ts";
import { statementOf } from "../analysis/nginx/conf.ts";
import { quorumOf } from "../analysis/quorum.ts";
import { everyCase, holderOf, vrrpClusters } from "../analysis/vrrp.ts";
import type { Director, Topology, Vip, VirtualServer } from "../model/topology.ts";
import { outcomeText } from "../semantics/keepalived/outcome-text.ts";
import type { Outcome } from "../semantics/keepalived/outcomes.ts";
import { unitsOf } from "../semantics/keepalived/sync.ts";
import type { LocationVerdict } from "../semantics/nginx/verdicts/locations.ts";
import { judgeExpectations } from "../promises/judge.ts";
import { show } from "../semantics/budget/show.ts";
import { isInside, placeKey, type Span } from "../text/source.ts";

/** Cases that are shown of one vip. */
const MOST_CASES = 12;

/** Who holds a vip, with everything up and then with what fails, the fewest failures first. */
export function holders(topology: Topology, vip: Vip): readonly string[] {
  if (vip.owner !== undefined) return [`held by ${vip.owner.host.name}, which alone has it`];
  const cluster = vrrpClusters(topology).get(vip);
  if (cluster === undefined) return [];
  const every = everyCase(cluster);
  if (every.kind === "unknown") return [`who holds it is unknown: ${every.why}`];
  const own = every.cases.slice(0, MOST_CASES).map(({ down, failed, outcomes }) => {
    const outcome = outcomes.get(vip.name);
    const failures = [
      ...down.map((h) => `${h} down`),
      ...failed.map((f) => `${f.tracker} fails on ${f.host}`),
    ];
    const when = failures.length === 0 ? "all up" : failures.join(", ");
    return `${when}: ${outcome === undefined ? "nobody" : outcomeText(outcome)}`;
  });
  const left = every.cases.length - own.length;
  return left > 0 ? [...own, `and ${left} cases more`] : own;
}

/** Who holds it while all is well; undefined without directors. */
export function holderWhenWell(topology: Topology, vip: Vip): Outcome | undefined {
  return holderOf(topology, vip, new Set());
}

/** The priority a director stands with while all is well; undefined where it does not stand. */
export function priorityWhenWell(topology: Topology, vip: Vip, { host }: Director): number | undefined {
  const router = vrrpClusters(topology)
    .get(vip)
    ?.routers.find((r) => r.host === host.name);
  const members = router === undefined ? [] : unitsOf(router, () => "up").flatMap((u) => u.members);
  return members.find((m) => m.vip === vip.name)?.priority;
}

/** The verdict of the location whose statement begins there. */
export function verdictText(topology: Topology, isHere: (span: Span) => boolean): string | undefined {
  const placed = locationsOf(topology).find(({ location }) => {
    const span = statementOf(location)?.span;
    return span !== undefined && isHere(span);
  });
  const verdict = placed === undefined ? undefined : verdictOf(placed);
  return verdict === undefined ? undefined : wordsOf(verdict);
}

export function wordsOf(verdict: LocationVerdict): string {
  switch (verdict.kind) {
    case "reachable":
      return `reached, for example by ${verdict.witness}`;
    case "contrived":
      return `reached by contrived requests only, such as ${JSON.stringify(verdict.witness)}`;
    case "dead":
      return "no request ends here: others take all of its URIs";
    case "inside a regex":
      return "no request ends here: nginx does not look into a regex location for prefixes";
    case "unknown":
      return `not decided: ${verdict.construct}`;
  }
}

/** The budgets that the statement which begins there decides. */
export function budgetsAt(topology: Topology, isHere: (span: Span) => boolean): readonly Budget[] {
  return budgetsOf(topology).filter((b) => isHere(b.span));
}

export function budgetText({ verdict, hosts, lost }: Budget): string {
  const how = { holds: "holds", broken: "**broken**", unknown: "unknown" }[verdict.kind];
  const where =
    hosts.length === 0
      ? ""
      : ` on ${hosts
          .map((h) => h.name)
          .slice(0, 4)
          .join(", ")}${hosts.length > 4 ? ", …" : ""}`;
  const when = lost === undefined ? "" : `, ${lost.name} lost`;
  return `${how}${where}${when}: ${show(verdict)}`;
}

/** `12 real servers, survives any 1`: how many may fail, whichever they are, before the service is gone. */
export function survival(server: VirtualServer): string {
  const { quorum, total } = quorumOf(server);
  const weights = server.realServers.map((r) => r.weight.value).sort((a, b) => b - a);
  const count = weights.length;
  let left = total;
  let any = 0;
  for (const weight of weights) {
    left -= weight;
    // Below its quorum keepalived puts the sorry server in their place; without one it goes on with what is left.
    if (left <= 0 || (server.sorryServer !== undefined && left < quorum)) break;
    any++;
  }
  const servers = `${count} real server${count === 1 ? "" : "s"}`;
  if (server.realServers.every((r) => r.checks.length === 0)) return `${servers}, none is checked`;
  return `${servers}, ${any === 0 ? "survives no failure" : `survives any ${any}`}`;
}

/** For each `expect`: `passes`, or how many of its promises are false and of how many nobody can tell. */
export function promisesKept(topology: Topology): readonly { readonly span: Span; readonly title: string }[] {
  if (topology.expectations.length === 0) return [];
  const { problems } = judgeExpectations(topology);
  // One with a range stands for several.
  const places = new Map(topology.expectations.map(({ span }) => [placeKey(span), span]));
  return [...places.values()].map((span) => {
    const own = problems.filter((p) => isInside(p.span, span));
    const unknown = own.filter((p) => p.code === "expect/unknown").length;
    const words = [
      own.length > unknown ? `${own.length - unknown} false` : "",
      unknown > 0 ? `${unknown} not decided` : "",
    ].filter((w) => w !== "");
    return { span, title: words.length === 0 ? "passes" : words.join(", ") };
  });
}

/** Directors that are asked one after another who comes next. */
const MOST_FOLLOWERS = 3;

/** Who takes a vip over, in turn, as each holder fails; empty unless one holds it for certain. */
export function whoFollows(topology: Topology, vip: Vip, first: Outcome): readonly string[] {
  const out: string[] = [];
  const down = new Set<Topology["hosts"][number]>();
  let outcome: Outcome | undefined = first;
  while (outcome?.kind === "certain" && out.length < MOST_FOLLOWERS) {
    const { holder } = outcome;
    const host = vip.directors.find((d) => d.host.name === holder)?.host;
    if (host === undefined || down.has(host)) break;
    down.add(host);
    outcome = holderOf(topology, vip, down);
    if (outcome !== undefined) out.push(outcomeText(outcome));
  }
  return out;
}
