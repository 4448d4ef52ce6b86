/** What the two rules about an nginx that reads dates have in common. */
import { datedIn, needsClock, type Dated } from "../../analysis/clocks.ts";
import type { Host, Topology } from "../../model/topology.ts";
import type { Finding } from "../rule.ts";

/** A finding for each nginx tier that compares such dates on hosts whose clock nothing keeps. */
export function* unkept(topology: Topology, what: Dated["what"], effect: string): Iterable<Finding> {
  for (const tier of topology.nginxes) {
    const hosts = tier.hosts.filter((h) => !needsClock(topology, h) && h.found?.synchronised?.value !== true);
    const dated = datedIn(tier).find((d) => d.what === what);
    if (dated === undefined || hosts.length === 0) continue;
    const isStated = hosts.some((h) => h.clock !== undefined);
    yield {
      span: dated.directive.span,
      message: `${namesOf(hosts)} ${isStated ? "keeps no clock" : "says nothing of its clock"}: ${effect}`,
      // Another hand may keep it where nothing is said.
      severity: isStated ? "warning" : "info",
      related: hosts
        .slice(0, 3)
        .map((h) => ({ span: h.clock?.span ?? h.span, message: "without a clock that is kept" })),
      help: "write `clock ntp` in the host",
    };
  }
}

function namesOf(hosts: readonly Host[]): string {
  const [first, ...others] = hosts.map((h) => `\`${h.name}\``);
  return others.length === 0 ? (first ?? "") : `each of ${[first, ...others].join(", ")}`;
}
