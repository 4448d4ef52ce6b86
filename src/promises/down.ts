/** `expect down …`: promises about what is left when hosts are down. */
import { holder, holderText, isHeld, serviceOf, weights } from "../analysis/availability.ts";
import { vipsOf } from "../analysis/roles.ts";
import type { DownSubject, Promised } from "../model/topology.ts";
import type { Host, Topology, VirtualServer } from "../model/topology.ts";
import { choices, downText, MOST_CHOICES } from "./choices.ts";
import { broken, kept, unknown, worstOf, type Verdict } from "./verdict.ts";
import { visitDirector, type Visits } from "./visits.ts";

type FailurePromise = Extract<Promised, { kind: "vip" | "virtual_server" }>;

export function judgeDown(
  topology: Topology,
  subject: DownSubject,
  promise: FailurePromise,
  visited: Visits,
): Verdict {
  const tried = choices(topology, subject, promise);
  if (tried === undefined) return unknown(`there are more than ${MOST_CHOICES} choices of hosts to try`);
  const of = (down: ReadonlySet<Host>): Verdict => {
    const verdict =
      promise.kind === "vip"
        ? judgeVip(topology, down, promise, visited)
        : judgeService(topology, down, promise, visited);
    if (verdict.kind === "broken") return broken(`${downText(down)} ${verdict.trace}`);
    if (verdict.kind === "unknown") return unknown(`${downText(down)} ${verdict.why}`);
    return verdict;
  };
  return worstOf(tried, of);
}

function judgeVip(
  topology: Topology,
  down: ReadonlySet<Host>,
  { vip, host }: Extract<FailurePromise, { kind: "vip" }>,
  visited: Visits,
): Verdict {
  const outcome = holder(topology, vip, down);
  if (outcome.kind === "certain") visitDirector(visited, vip, outcome.holder);
  if (outcome.kind === "unknown") return unknown(holderText(outcome));
  const isSo =
    host === undefined
      ? isHeld(outcome) === true
      : outcome.kind === "certain" && outcome.holder === host.name;
  return isSo ? kept : broken(holderText(outcome));
}

function judgeService(
  topology: Topology,
  down: ReadonlySet<Host>,
  { server, capacity }: Extract<FailurePromise, { kind: "virtual_server" }>,
  visited: Visits,
): Verdict {
  for (const vip of vipsOf(server)) {
    const outcome = holder(topology, vip, down);
    if (outcome.kind === "certain") visitDirector(visited, vip, outcome.holder);
    const text = `nobody can reach it: of the vip \`${vip.name}\` ${holderText(outcome)}`;
    const held = isHeld(outcome);
    if (held === undefined) return unknown(holderText(outcome));
    if (!held) return broken(text);
  }
  const verdict = ofService(server, down);
  if (capacity === undefined || verdict.kind !== "kept") return verdict;
  const { declared, left } = weights(server, down);
  return left * 100 >= capacity * declared
    ? kept
    : broken(`the weight ${left} of ${declared} is left: ${Math.floor((left / declared) * 100)}%`);
}

function ofService(server: VirtualServer, down: ReadonlySet<Host>): Verdict {
  const service = serviceOf(server, down);
  switch (service.kind) {
    case "served":
      return kept;
    case "none":
      return broken("no real server is left");
    case "sorry":
      return broken(
        service.left === 0
          ? "no real server is left, so the sorry server answers"
          : `the weight ${service.left} that is left is below the quorum, so the sorry server alone answers`,
      );
    case "unnoticed":
      return broken(
        `nothing notices that \`${service.real.host?.name}\` is gone: connections still go there and are lost`,
      );
    case "unsure":
      return unknown(`whether the script notices that \`${service.real.host?.name}\` is gone is not known`);
  }
}
