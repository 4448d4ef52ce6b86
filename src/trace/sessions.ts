/** Which Tomcat context answers, and where the session lives. */
import { sessionOfRequest } from "../analysis/sessions.ts";
import type { Host, SessionStore, Topology } from "../model/topology.ts";
import type { Answering } from "./stage.ts";
import { names, step, type Step } from "./step.ts";

/** `hosts`: those that may be asked. */
export function tomcatSteps(
  topology: Topology,
  { tier, context }: Answering,
  hosts: readonly string[],
  down: ReadonlySet<Host>,
): readonly Step[] {
  const { store } = context;
  const outcome = sessionOfRequest(topology, context, down);
  const fate =
    outcome === undefined
      ? { text: "what becomes of it cannot be read", verdict: "unknown" }
      : { text: `${outcome.fate}: ${outcome.reason}`, verdict: outcome.fate };
  return [
    step(
      "tomcat",
      `${tier.name} on ${names(hosts)}: context ${context.path}`,
      { hosts, name: tier.name },
      context.span,
    ),
    step(
      "session",
      storeText(store),
      { verdict: fate.verdict, ...(store === undefined ? {} : { name: store.name }) },
      store?.span ?? context.span,
      [{ text: fate.text }],
    ),
  ];
}

function storeText(store: SessionStore | undefined): string {
  switch (store?.kind) {
    case undefined:
      return "in the heap of the Tomcat that began it";
    case "local":
      return `${store.name}: in the heap of the Tomcat that began it`;
    case "memcached": {
      const where = `memcached ${names(store.tier.hosts.map((h) => h.name))}`;
      return store.sticky
        ? `${store.name}: in the heap of its Tomcat, with a copy in ${where}`
        : `${store.name}: in ${where}, two copies`;
    }
    case "cluster":
      return `${store.name}: in the heap of ${store.manager === "delta" ? "every Tomcat" : "its Tomcat and one other"}`;
    case "redisson":
      return `${store.name}: in redis on ${names(store.tier.hosts.map((h) => h.name))}`;
  }
}
