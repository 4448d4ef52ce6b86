/** Words that the session rules share. */
import { placeKey } from "../../text/source.ts";
import type { SessionScene } from "../../analysis/sessions.ts";
import type { Topology } from "../../model/topology.ts";
import { sessionScenes } from "../../analysis/sessions.ts";

/** `app1, app2 and app3`; of more than four the number. */
export function listed(names: readonly string[]): string {
  const all = [...new Set(names)];
  if (all.length > 4) return `${all.length} hosts`;
  return all.length < 2 ? all.join("") : `${all.slice(0, -1).join(", ")} and ${all.at(-1)}`;
}

/** What a problem calls the sessions of a context. */
export function sessionsOf({ tier, context }: SessionScene): string {
  return `the sessions of \`${context.path}\` on ${tier.name}`;
}

/** The ways to contexts, of those with one chooser, path and store only the first. */
export function* scenesOf(topology: Topology): Generator<SessionScene> {
  const seen = new Map<object, Set<unknown>>();
  for (const scene of sessionScenes(topology)) {
    const { span } = scene.path.chooser;
    const key = `${placeKey(span)} ${scene.context.path}`;
    let own = seen.get(scene.tier);
    if (own === undefined) seen.set(scene.tier, (own = new Set()));
    if (own.has(key)) continue;
    own.add(key);
    yield scene;
  }
}

/** Whether only the Tomcat that has a session in its heap may be asked for it. */
export function keptInHeap({ context: { store } }: SessionScene): boolean {
  return store?.kind === "local" || (store?.kind === "memcached" && store.sticky);
}
