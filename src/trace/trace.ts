/** The whole way of one request, step by step. Page: spec/trace.md. */
import type { RequestSubject } from "../model/topology.ts";
import type { Host, Topology } from "../model/topology.ts";
import { httpSteps } from "./http.ts";
import { networkOf } from "./network.ts";
import { clientOf } from "./request.ts";
import { route } from "./route.ts";
import type { Stage } from "./stage.ts";
import { tomcatSteps } from "./sessions.ts";
import { step, type Step } from "./step.ts";

export type Traced =
  | { readonly kind: "steps"; readonly client: string; readonly steps: readonly Step[] }
  | { readonly kind: "nowhere"; readonly why: string; readonly help: string };

export function trace(topology: Topology, subject: RequestSubject, down: ReadonlySet<Host>): Traced {
  const way = route(topology, subject, down);
  const { arrivals, stages, others, contexts } = way;
  if (arrivals.kind === "nowhere") return arrivals;
  const [first] = arrivals.list;
  const network = networkOf(topology, first, subject.url.value.port, down);
  const client = clientOf(subject, first.asked.family).text;
  if (!network.arrives) return { kind: "steps", client, steps: network.steps };
  const steps: Step[] = [...network.steps];
  for (const stage of stages) steps.push(...stageSteps(topology, stage, down));
  for (const answering of contexts) {
    const hosts = others.flatMap(({ host, program }) =>
      host !== undefined && program?.tier === answering.tier ? [host.name] : [],
    );
    steps.push(...tomcatSteps(topology, answering, hosts, down));
  }
  const unknown = others.filter((a) => a.program === undefined);
  if (unknown.length > 0) {
    const hosts = unknown.map((a) => a.host?.name ?? a.address.text);
    steps.push(
      step("unknown", `what answers on ${hosts.join(", ")} is not declared`, { hosts, verdict: "unknown" }),
    );
  }
  return { kind: "steps", client, steps };
}

/** Of one tier, and of those behind it. */
function stageSteps(topology: Topology, stage: Stage, down: ReadonlySet<Host>): readonly Step[] {
  const steps: Step[] = [...httpSteps(stage, down)];
  for (const answering of stage.contexts) {
    const hosts = stage.servers.flatMap((s) =>
      s.tomcat?.tier === answering.tier && s.host !== undefined ? [s.host.name] : [],
    );
    steps.push(...tomcatSteps(topology, answering, hosts, down));
  }
  for (const next of stage.next) steps.push(...stageSteps(topology, next, down));
  return steps;
}
