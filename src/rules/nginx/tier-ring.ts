import { listenOf } from "../../analysis/nginx/listen.ts";
import { passesOf, type Pass } from "../../analysis/passes.ts";
import type { RequestSubject } from "../../model/topology.ts";
import type { NginxTier, Topology } from "../../model/topology.ts";
import { readUrl } from "../../text/url.ts";
import { placeKey } from "../../text/source.ts";
import { ROUND, route } from "../../trace/route.ts";
import type { Stage } from "../../trace/stage.ts";
import type { Rule } from "../rule.ts";

/** Tiers that pass requests round: spec/rules/nginx/tier-ring.md. */
export const tierRing: Rule = {
  code: "nginx/tier-ring",
  severity: "error",
  summary: "nginx tiers pass a request round among themselves",
  *check(topology) {
    const seen = new Set<string>();
    for (const pass of ringsAt(topology)) {
      const subject = subjectOf(pass);
      if (subject === undefined || seen.has(placeKey(pass.url.span))) continue;
      const { stages } = route(topology, subject);
      const ring = stages.map(ringIn).find((r) => r !== undefined);
      const [first, ...rest] = ring ?? [];
      // One tier alone: nginx/to-itself.
      if (ring === undefined || first?.pass === undefined || rest.every((s) => s.tier === first.tier))
        continue;
      for (const { pass: other } of ring) if (other !== undefined) seen.add(placeKey(other.url.span));
      yield {
        span: first.pass.url.span,
        message: `a request for \`${subject.url.value.text}\` goes from ${ring.map((s) => s.tier.name).join(" to ")} and round again, until the connections of the workers are used up and every client gets an error`,
        related: rest.flatMap((s) =>
          s.pass === undefined || s.pass === first.pass
            ? []
            : [{ span: s.pass.url.span, message: `${s.tier.name} passes it on here` }],
        ),
        help: "let one of the tiers pass it to what answers it",
      };
    }
  },
};

/** Passes of tiers to which their own requests may come back. */
function ringsAt(topology: Topology): readonly Pass[] {
  const next = new Map<NginxTier, Set<NginxTier>>();
  for (const { tier, upstream } of passesOf(topology)) {
    const to = next.get(tier) ?? new Set();
    for (const { nginx } of upstream?.servers ?? []) if (nginx !== undefined && nginx !== tier) to.add(nginx);
    next.set(tier, to);
  }
  const comesBack = (tier: NginxTier): boolean => {
    const found = new Set<NginxTier>(next.get(tier));
    for (const other of found) for (const more of next.get(other) ?? []) found.add(more);
    return found.has(tier);
  };
  const rings = new Set(topology.nginxes.filter(comesBack));
  return passesOf(topology).filter((p) => rings.has(p.tier));
}

/** A request for the name of a plain location; undefined where the pass stands in none. */
function subjectOf({ tier, server, block, url: { span } }: Pass): RequestSubject | undefined {
  const uri = block.name === "location" ? block.args.at(-1)?.value : undefined;
  if (uri?.startsWith("/") !== true || block.args[0]?.value.startsWith("~") === true) return undefined;
  const statements = server.block ?? [];
  const names = statements.filter((d) => d.name === "server_name").flatMap((d) => d.args.map((a) => a.value));
  const name = names.find((n) => /^[a-z0-9.-]+$/i.test(n)) ?? "www.example.com";
  const listen = statements.find((d) => d.name === "listen");
  const port = listen === undefined ? 80 : (listenOf(listen)[0]?.port ?? 80);
  const scheme = listen?.args.some((a) => a.value === "ssl") === true ? "https" : "http";
  const value = readUrl(`${scheme}://${name}${port === 80 || port === 443 ? "" : `:${port}`}${uri}`);
  if (value === undefined) return undefined;
  return {
    kind: "request",
    url: { value, span },
    method: "GET",
    headers: [],
    at: { value: tier.name, span },
  };
}

/** The stages from the one that comes again to the one that passes there. */
function ringIn(stage: Stage): readonly Stage[] | undefined {
  const find = (at: Stage, before: readonly Stage[]): readonly Stage[] | undefined => {
    if (at.walk.end === ROUND) {
      const from = before.findIndex((s) => s.pass === at.pass);
      return before.slice(Math.max(0, from));
    }
    for (const inner of at.next) {
      const found = find(inner, [...before, at]);
      if (found !== undefined) return found;
    }
    return undefined;
  };
  return find(stage, []);
}
