import { hostsWith, isAnyFound } from "../../analysis/found.ts";
import type { Host, Topology, Version, Versioned } from "../../model/topology.ts";
import type { Problem } from "../../problems/problem.ts";
import { placeKey, type Located } from "../../text/source.ts";
import { compareVersions } from "../../vocabulary/version.ts";
import { checkNginx } from "../../vocabulary/nginx-check.ts";
import type { Rule } from "../rule.ts";

/** A host that runs another version than the topology is checked for: spec/rules/facts/version.md. */
export const version: Rule = {
  code: "facts/version",
  severity: "warning",
  summary: "a host runs another version of a program than the target",
  *check(topology) {
    if (!isAnyFound(topology)) return;
    const target = topology.target.declared ?? topology.target;
    for (const program of PROGRAMS) {
      const wanted = target[program];
      for (const { version: real, places } of runningOf(topology, program)) {
        const difference = compareVersions(real, wanted);
        // A newer kernel has all that an older one had.
        if (difference === 0 || (difference > 0 && program === "kernel")) continue;
        const [first] = places;
        if (first === undefined) continue;
        const shown = program === "kernel" ? "Linux" : program;
        const others = places.length === 1 ? " runs" : ` and ${places.length - 1} more run`;
        const refused = program === "nginx" ? refusedBy(topology, first.host, real, wanted) : undefined;
        const than = `\`${first.host.name}\`${others} ${shown} ${real.join(".")}, and the topology is read for ${wanted.join(".")}`;
        yield {
          span: target.places[program] ?? first.host.span,
          severity: refused === undefined ? (difference < 0 ? "warning" : "info") : "error",
          message:
            refused === undefined
              ? difference < 0
                ? `${than}: lbc takes for granted what came in between`
                : `${than}: what is new there lbc refuses, and what is gone it lets pass`
              : `${than}: with what lbc writes it does not start: ${refused.message.split(";")[0]}`,
          related: [
            ...(refused === undefined ? [] : [{ span: refused.span, message: "this" }]),
            ...places.slice(0, MOST).map(({ found }) => ({ span: found.span, message: "found here" })),
          ],
          help:
            program === "kernel" || difference < 0
              ? `upgrade it, or write \`target { ${program} ${real.join(".")} }\``
              : `write \`target { ${program} ${real.join(".")} }\``,
        };
      }
    }
  },
};

const PROGRAMS: readonly Versioned[] = ["nginx", "keepalived", "memcached", "redis", "kernel"];
/** Places shown of one version. */
const MOST = 6;

type Running = {
  readonly version: Version;
  readonly places: { readonly host: Host; readonly found: Located<Version> }[];
};

/** The versions that were found of a program, each with its hosts. */
function runningOf(topology: Topology, program: Versioned): readonly Running[] {
  const running = new Map<string, Running>();
  for (const host of hostsWith(topology, program)) {
    const found = host.found?.versions[program];
    if (found === undefined) continue;
    const key = found.value.join(".");
    const before = running.get(key);
    if (before === undefined) running.set(key, { version: found.value, places: [{ host, found }] });
    else before.places.push({ host, found });
  }
  return [...running.values()];
}

/** The first statement of a host's nginx that this version refuses and the target does not. */
function refusedBy(
  { nginxes, target }: Topology,
  host: Host,
  real: Version,
  wanted: Version,
): Problem | undefined {
  const refusals = (version: Version) => {
    const found: Problem[] = [];
    const report = (problem: Problem) => {
      if (problem.severity === "error") found.push(problem);
    };
    for (const tier of nginxes.filter((t) => t.hosts.includes(host)))
      checkNginx(tier.directives, { version, modules: target.nginxModules, report });
    return found;
  };
  const known = new Set(refusals(wanted).map((p) => placeKey(p.span)));
  return refusals(real).find((p) => !known.has(placeKey(p.span)));
}
