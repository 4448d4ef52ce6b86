/** What of a topology still serves when hosts are down. */
import type { Host, RealServer, Topology, Vip, VirtualServer } from "../model/topology.ts";
import type { Outcome } from "../semantics/keepalived/outcomes.ts";
import { quorumOf } from "./quorum.ts";
import { holderOf } from "./vrrp.ts";

/** Who holds a vip when these hosts are down: by election, or its one owner while that is up. */
export function holder(topology: Topology, vip: Vip, down: ReadonlySet<Host>): Outcome {
  if (vip.owner !== undefined) {
    const { host } = vip.owner;
    return down.has(host) ? { kind: "nobody" } : { kind: "certain", holder: host.name };
  }
  return holderOf(topology, vip, down) ?? { kind: "nobody" };
}

/** Whether exactly one host answers for the vip in the end, whichever it is. */
export function isHeld(outcome: Outcome): boolean | undefined {
  switch (outcome.kind) {
    case "certain":
      return true;
    case "race":
      return outcome.possible.every((holders) => holders.length === 1);
    case "split":
    case "nobody":
    case "flapping":
      return false;
    case "unknown":
      return undefined;
  }
}

/** Who holds it, in words. */
export function holderText(outcome: Outcome): string {
  const names = (hosts: readonly string[], between: string) => hosts.map((h) => `\`${h}\``).join(between);
  switch (outcome.kind) {
    case "certain":
      return `\`${outcome.holder}\` holds it`;
    case "split":
      return `${names(outcome.holders, " and ")} hold it at once`;
    case "nobody":
      return "nobody holds it";
    case "race":
      return `chance decides who holds it: ${outcome.possible.map((hosts) => (hosts.length === 0 ? "nobody" : names(hosts, " with "))).join(", or ")}`;
    case "flapping":
      return `${names(outcome.hosts, " and ")} take it from each other again and again`;
    case "unknown":
      return `it is not known who holds it: ${outcome.why}`;
  }
}

/** The weight that is left of a virtual server's real servers. One without a declared host is always up. */
export function weights(
  { realServers }: VirtualServer,
  down: ReadonlySet<Host>,
): { readonly declared: number; readonly left: number; readonly lost: readonly RealServer[] } {
  let declared = 0;
  let left = 0;
  const lost: RealServer[] = [];
  for (const real of realServers) {
    const { weight, host } = real;
    declared += weight.value;
    if (host !== undefined && down.has(host)) lost.push(real);
    else left += weight.value;
  }
  return { declared, left, lost };
}

/** Whether a check of the real server fails when its host is gone; undefined where that is a script's matter. */
export function sees({ checks }: RealServer): boolean | undefined {
  // A UDP check that wants no reply takes silence for health.
  if (checks.some((c) => c.kind !== "misc" && (c.kind !== "udp" || c.reply !== undefined))) return true;
  return checks.some((c) => c.kind === "misc") ? undefined : false;
}

/** Who answers for a virtual server. */
export type Service =
  | { readonly kind: "served" }
  | { readonly kind: "none" }
  /** The weight that is left is below the quorum, or nothing is left: the sorry server alone. */
  | { readonly kind: "sorry"; readonly left: number }
  /** Nothing notices that this one is gone: it keeps its share of the connections, which are lost. */
  | { readonly kind: "unnoticed"; readonly real: RealServer }
  /** Whether its script notices is not known. */
  | { readonly kind: "unsure"; readonly real: RealServer };

export function serviceOf(server: VirtualServer, down: ReadonlySet<Host>): Service {
  const { left, lost } = weights(server, down);
  const { quorum, hysteresis } = quorumOf(server);
  const missed = lost.filter((real) => real.weight.value > 0);
  const unnoticed = missed.find((real) => sees(real) === false);
  if (unnoticed !== undefined) return { kind: "unnoticed", real: unnoticed };
  // Without a sorry server a lost quorum takes nothing out.
  if (server.sorryServer !== undefined && left < Math.max(1, quorum - hysteresis))
    return { kind: "sorry", left };
  if (left === 0) return { kind: "none" };
  const unsure = missed.find((real) => sees(real) === undefined);
  return unsure === undefined ? { kind: "served" } : { kind: "unsure", real: unsure };
}
