/** The weights of a service as keepalived adds them up. */
import type { VirtualServer } from "../model/topology.ts";

/** Without a statement the quorum is 1. A hysteresis that is not below it counts as 0. */
export function quorumOf({ quorum, hysteresis, realServers }: VirtualServer): {
  readonly quorum: number;
  readonly hysteresis: number;
  readonly total: number;
} {
  const needed = quorum?.value ?? 1;
  const around = hysteresis?.value ?? 0;
  return {
    quorum: needed,
    hysteresis: around < needed ? around : 0,
    total: realServers.reduce((sum, r) => sum + r.weight.value, 0),
  };
}
