/** Before nginx: who answers for the address, which director has it, and to which real servers it can forward. */
import { answerersOf } from "../analysis/arp.ts";
import type { Arrival } from "../analysis/arrivals.ts";
import { holder, holderText, sees, serviceOf } from "../analysis/availability.ts";
import { heldVips } from "../analysis/roles.ts";
import type { Address, Host, RealServer, Topology, Vip, VirtualServer } from "../model/topology.ts";
import type { Outcome } from "../semantics/keepalived/outcomes.ts";
import { names, step, type Note, type Step } from "./step.ts";

export type Network = {
  readonly steps: readonly Step[];
  /** Whether it comes to a host that may answer. */
  readonly arrives: boolean;
};

/** `down`: hosts that are gone. `port` is what the client asks for. */
export function networkOf(
  topology: Topology,
  { vip, service, host, asked }: Arrival,
  port: number,
  down: ReadonlySet<Host>,
): Network {
  if (vip === undefined) {
    const name = host?.name ?? asked.text;
    const face = host?.interfaces.find((i) => i.addresses.some((a) => a.address.text === asked.text));
    const isGone = host !== undefined && down.has(host);
    const text = isGone
      ? `nobody answers for ${asked.text}: ${name} is down`
      : `${name} answers for ${asked.text}, its own address`;
    const facts = { hosts: isGone ? [] : [name], address: asked.text };
    const steps = [step("arp", text, facts, face?.span)];
    return isGone ? ended(steps, `${name} is down`) : { steps, arrives: true };
  }
  const outcome = holder(topology, vip, down);
  const steps = [arp(topology, vip, asked, outcome, down), director(vip, outcome, down)];
  if (outcome.kind === "nobody") return ended(steps, "nobody answers for the address");
  if (service === undefined) return { steps, arrives: true };
  const { kind } = serviceOf(service.server, down);
  const all = [...steps, balance(service.server, port, down)];
  if (kind === "none") return ended(all, "no real server is left");
  return kind === "sorry" ? ended(all, "the sorry server answers instead") : { steps: all, arrives: true };
}

function ended(steps: readonly Step[], why: string): Network {
  return { steps: [...steps, step("answer", `none: ${why}`, { verdict: "none" })], arrives: false };
}

function holdersIn(outcome: Outcome): readonly string[] {
  switch (outcome.kind) {
    case "certain":
      return [outcome.holder];
    case "split":
      return outcome.holders;
    case "race":
      return [...new Set(outcome.possible.flat())];
    case "flapping":
      return outcome.hosts;
    case "nobody":
    case "unknown":
      return [];
  }
}

function arp(
  topology: Topology,
  vip: Vip,
  address: Address,
  outcome: Outcome,
  down: ReadonlySet<Host>,
): Step {
  const holders = holdersIn(outcome);
  const others = answerersOf(topology, address).filter(
    ({ host }) => !down.has(host) && !holders.includes(host.name),
  );
  const silent = [...heldVips(topology)].flatMap(([host, held]) =>
    held.has(address.text) &&
    !down.has(host) &&
    !holders.includes(host.name) &&
    !others.some((o) => o.host === host)
      ? [host.name]
      : [],
  );
  const all = [...holders, ...others.map((o) => o.host.name)];
  const notes: Note[] = others.map(({ host, setting, effective, span }) => ({
    text: `${host.name} answers too: ${setting} is ${effective} there`,
    span,
  }));
  const asked = address.family === 4 ? "ARP" : "neighbour discovery";
  if (silent.length > 0)
    notes.push({
      text: `${names(silent)} ${silent.length === 1 ? "holds it and keeps" : "hold it and keep"} silent`,
    });
  return step(
    "arp",
    all.length === 0
      ? `nobody answers ${asked} for ${address.text}, the vip ${vip.name}`
      : `${names(all)} answer${all.length === 1 ? "s" : ""} ${asked} for ${address.text}, the vip ${vip.name}`,
    { hosts: all, name: vip.name, address: address.text },
    vip.addresses.find((a) => a.address.text === address.text)?.span ?? vip.span,
    notes,
  );
}

function director(vip: Vip, outcome: Outcome, down: ReadonlySet<Host>): Step {
  const hosts = holdersIn(outcome);
  if (vip.owner !== undefined)
    return step(
      "director",
      hosts.length === 0
        ? `${vip.owner.host.name} is down, the one owner`
        : `${vip.owner.host.name} holds it, the one owner`,
      { hosts, name: vip.name },
      vip.owner.span,
    );
  const has = outcome.kind === "certain" ? outcome.holder : undefined;
  const winner = vip.directors.find((d) => d.host.name === has);
  const notes = vip.directors
    .filter((d) => d !== winner)
    .map(({ host, priority, span }): Note => ({
      text: `${host.name} has ${priority.value}${down.has(host) ? ", and is down" : ""}`,
      span,
    }));
  return winner === undefined
    ? step("director", holderText(outcome).replaceAll("`", ""), { hosts, name: vip.name }, vip.span, notes)
    : step(
        "director",
        `${winner.host.name} holds it, with priority ${winner.priority.value}`,
        { hosts, name: vip.name },
        winner.span,
        notes,
      );
}

const METHODS = { dr: "DR", nat: "NAT", tun: "a tunnel" } as const;

function balance(server: VirtualServer, port: number, down: ReadonlySet<Host>): Step {
  const { forward, scheduler, persistence, realServers, sorryServer } = server;
  const isGone = ({ host }: RealServer) => host !== undefined && down.has(host);
  const shown = ({ host, addresses, port: to }: RealServer) =>
    `${host?.name ?? addresses[0]?.text ?? "?"}${to === port ? "" : `:${to}`}`;
  const left = realServers.filter((r) => r.weight.value > 0 && !isGone(r));
  const isSorry = serviceOf(server, down).kind === "sorry";
  const notes: Note[] = realServers.filter(isGone).map((r) => ({
    text: `${shown(r)} is gone, and ${sees(r) === true ? "its check takes it out" : sees(r) === false ? "nothing notices: connections are still sent there" : "its script must notice"}`,
    span: r.span,
  }));
  for (const r of realServers) {
    if (r.weight.value === 0)
      notes.push({ text: `${shown(r)} has weight 0 and gets no new connections`, span: r.span });
  }
  if (persistence !== undefined)
    notes.push({ text: `a client keeps its real server for ${persistence.value} s`, span: persistence.span });
  const to =
    isSorry && sorryServer !== undefined
      ? `the sorry server ${sorryServer.host?.name ?? sorryServer.addresses[0]?.text ?? ""}:${sorryServer.port}`
      : left.length === 0
        ? "no real server is left"
        : names(left.map(shown));
  return step(
    "balance",
    `${server.name}, ${scheduler.value} by ${METHODS[forward.value]}: ${to}`,
    {
      hosts: isSorry ? [] : left.flatMap((r) => r.host?.name ?? []),
      name: server.name,
      port,
      verdict: isSorry ? "sorry" : left.length === 0 ? "none" : "served",
    },
    server.span,
    notes,
  );
}
