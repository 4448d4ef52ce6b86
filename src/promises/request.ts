/** `expect http://…`: promises about what becomes of a request. */
import { fromBytes } from "../analysis/nginx/bytes.ts";
import type { Promised } from "../model/topology.ts";
import type { Topology } from "../model/topology.ts";
import type { ServerConf } from "../semantics/nginx/config.ts";
import type { Route } from "../trace/route.ts";
import type { Stage } from "../trace/stage.ts";
import { locationText, pathText, relatedOf, serverText } from "../trace/show.ts";
import { judgeSession } from "./sessions.ts";
import { statusVerdict } from "./status.ts";
import { broken, kept, unknown, worstOf, type Verdict } from "./verdict.ts";
import { targetText, whyOf } from "./why.ts";

export type RequestPromise = Exclude<Promised, { kind: "vip" | "virtual_server" | "sessions" }>;

/** Whatever host the request reaches must keep the promise. */
export function judgeRequest(topology: Topology, route: Route, promise: RequestPromise): Verdict {
  const { stages, others } = route;
  const [other] = others;
  const elsewhere = other === undefined ? kept : ofOther(topology, other, route, promise);
  if (elsewhere.kind === "broken") return elsewhere;
  const verdict = worstOf(stages, (stage) => ofTiers(topology, stage, promise));
  return verdict.kind === "kept" ? elsewhere : verdict;
}

/** Of one tier and those behind it, as far as they are known to answer. */
function ofTiers(topology: Topology, stage: Stage, promise: RequestPromise): Verdict {
  const behind = (more: readonly Stage[] = stage.next) =>
    worstOf(more, (next) => ofTiers(topology, next, promise));
  const found = ofOne(topology, stage, promise);
  const own = found.kind === "kept" ? found : { ...found, related: relatedOf(stage) };
  switch (promise.kind) {
    // Every tier must let the client pass.
    case "access":
      if (promise.allowed) return own.kind === "kept" ? behind() : own;
      break;
    case "status":
    case "redirect":
    case "session":
      return own;
    default:
  }
  if (own.kind !== "broken" || !stage.isFollowed) return own;
  const inner = behind();
  if (inner.kind !== "broken") return inner;
  return { ...own, trace: `${own.trace}; behind it ${inner.trace}` };
}

/** What answers what is passed on; undefined where that is not known. */
function relayed(stage: Stage): readonly Stage[] | undefined {
  const { end } = stage.walk;
  return stage.isFollowed && end.kind === "passed" && end.onwards.alters === undefined
    ? stage.next
    : undefined;
}

function ofOne(topology: Topology, stage: Stage, promise: RequestPromise): Verdict {
  const inner = relayed(stage);
  switch (promise.kind) {
    case "session":
      return stage.isFollowed
        ? worstOf(stage.next, (next) => ofTiers(topology, next, promise))
        : judgeSession(topology, stage.contexts, stage);
    case "status":
      return inner === undefined
        ? statusVerdict(stage, promise.ranges)
        : worstOf(inner, (next) => closed(next) ?? ofTiers(topology, next, promise));
    case "redirect":
      return worstOf(redirectsOf(stage, promise), (to) => {
        if (typeof to !== "string") return to;
        return to === promise.value ? kept : broken(`the client is sent to ${to}`);
      });
    default:
      return ofStage(stage, promise);
  }
}

/** nginx answers for a tier that says nothing. */
function closed({ walk: { end } }: Stage): Verdict | undefined {
  const isSilent = end.kind === "refused" || (end.kind === "status" && end.status === 444);
  return isSilent ? unknown("the tier behind closes the connection without an answer") : undefined;
}

/** Where clients are sent, or why that is not so, as the tier lets its Location header through. */
function redirectsOf(
  stage: Stage,
  promise: Extract<RequestPromise, { value: string }>,
): readonly (string | Verdict)[] {
  const { end } = stage.walk;
  const inner = relayed(stage);
  if (inner === undefined)
    return [end.kind === "status" && end.redirect !== undefined ? end.redirect : ofStage(stage, promise)];
  const { moves, site = "" } = end.kind === "passed" ? end.onwards : {};
  const moved = (to: string): string | Verdict => {
    if (moves === undefined) return unknown("`proxy_redirect` changes where the client is sent");
    const move = moves.find(([from]) => to.startsWith(from));
    if (move === undefined) return to;
    const text = `${move[1]}${to.slice(move[0].length)}`;
    return text.startsWith("/") ? site + text : text;
  };
  return inner.flatMap((next) => {
    const silent = closed(next);
    if (silent !== undefined) return [silent];
    return redirectsOf(next, promise).map((to) => (typeof to === "string" ? moved(to) : to));
  });
}

/** A request that comes to no nginx of the topology. */
function ofOther(
  topology: Topology,
  { host, program, address }: Route["others"][number],
  { contexts }: Pick<Route, "contexts">,
  promise: RequestPromise,
): Verdict {
  const name = host?.name ?? address.text;
  if (program === undefined)
    return unknown(`it comes to \`${name}\`, and what answers there is not declared`);
  if (promise.kind === "session") return judgeSession(topology, contexts);
  return promise.kind === "status" || promise.kind === "redirect"
    ? unknown(`the Tomcat on \`${name}\` answers as it likes`)
    : broken(`a Tomcat on \`${name}\` takes the request, and no nginx`);
}

function ofStage(stage: Stage, promise: Exclude<RequestPromise, { kind: "session" | "status" }>): Verdict {
  const { walk } = stage;
  const { end, access } = walk;
  if (end.kind === "refused") return broken(end.why);
  switch (promise.kind) {
    case "server":
      if (walk.server === undefined)
        return end.kind === "unknown" ? unknown(end.why) : broken(`no server is asked: ${whyOf(stage)}`);
      return hasName(walk.server, promise.value) ? kept : broken(`${serverText(walk.server)} answers`);
    case "location":
      return ofLocation(stage, promise.path);
    case "access": {
      const client = walk.client.text;
      if (end.kind === "unknown") return unknown(end.why);
      if (access === undefined || access.verdict === "pass")
        return promise.allowed
          ? kept
          : broken(
              access === undefined
                ? `no access rule is asked: ${whyOf(stage)}`
                : access.rule === undefined
                  ? `no rule names ${client}, so it passes`
                  : `a rule lets ${client} pass`,
            );
      if (access.verdict === "asks") return broken(`${client} is asked for a password`);
      return promise.allowed ? broken(`a rule denies ${client}`) : kept;
    }
    case "upstream":
      if (end.kind === "unknown") return unknown(end.why);
      if (end.kind !== "passed") return broken(`nothing is passed on: ${whyOf(stage)}`);
      return same(stage, promise.value) ? kept : broken(`${targetText(stage)} gets the request`);
    case "sends":
      if (end.kind === "unknown") return unknown(end.why);
      if (end.kind !== "passed") return broken(`nothing is passed on: ${whyOf(stage)}`);
      if (end.sends === undefined) return unknown("what is sent depends on a variable");
      return fromBytes(end.sends) === promise.value
        ? kept
        : broken(`${targetText(stage)} is asked for \`${fromBytes(end.sends)}\``);
    case "redirect":
      if (end.kind === "unknown") return unknown(end.why);
      if (end.kind !== "status" || end.status < 300 || end.status > 399)
        return broken(`the client is not sent elsewhere: ${whyOf(stage)}`);
      if (end.redirect === undefined) return unknown("where the client is sent depends on a variable");
      return end.redirect === promise.value ? kept : broken(`the client is sent to ${end.redirect}`);
  }
}

function hasName({ names }: ServerConf, wanted: string): boolean {
  return names.some(({ text, pattern }) =>
    pattern === undefined
      ? fromBytes(text).toLowerCase() === wanted.toLowerCase()
      : `~${fromBytes(text)}` === wanted,
  );
}

function ofLocation(stage: Stage, wanted: readonly string[]): Verdict {
  const { walk } = stage;
  const { end, path, hops, otherwise } = walk;
  const text = wanted.join(" ");
  const is = (found: Stage["walk"]["path"]) => found.map(locationText).join(" ") === text;
  if (end.kind === "unknown") return unknown(end.why);
  const file = "it depends on whether a file is there";
  const other = otherwise.find((p) => p.at(-1) !== path.at(-1));
  if (is(path)) return other === undefined || hops.some((h) => h.path === other) ? kept : unknown(file);
  if (other !== undefined && otherwise.some(is)) return unknown(file);
  return broken(
    path.length === 0 && hops.length === 0
      ? `no location is asked: ${whyOf(stage)}`
      : `${pathText(path)} answers`,
  );
}

/** Whether the pass names this upstream, or this host and port. */
function same({ pass }: Stage, wanted: string): boolean {
  const name = pass?.target?.host ?? "";
  return name.toLowerCase() === wanted.toLowerCase();
}
