/** What becomes of the sessions of each Tomcat context: now, and when hosts die. Model: src/semantics/sessions. */
import type { Host, SessionStore, TomcatContext, TomcatTier, Topology } from "../model/topology.ts";
import { after } from "../semantics/sessions/failure.ts";
import { now } from "../semantics/sessions/now.ts";
import { worse, type Outcome, type Scene, type Store } from "../semantics/sessions/scene.ts";
import { once } from "./once.ts";
import { readsCookieOf, sessionPaths, type SessionPath } from "./session-paths.ts";

export type { Outcome } from "../semantics/sessions/scene.ts";

/** One way to a context, as the model sees it. */
export type SessionScene = {
  readonly tier: TomcatTier;
  readonly context: TomcatContext;
  readonly path: SessionPath;
  readonly scene: Scene;
};

/** Every way to every context whose balancing can be read, in the order of the topology. */
export const sessionScenes = once((topology: Topology): readonly SessionScene[] => {
  if (topology.tomcats.length === 0) return [];
  const paths = sessionPaths(topology);
  return topology.tomcats.flatMap((tier) =>
    tier.contexts.flatMap((context) =>
      (paths.get(context) ?? []).flatMap((path) => {
        const scene = sceneOf(tier, context, path);
        return scene === undefined ? [] : [{ tier, context, path, scene }];
      }),
    ),
  );
});

const byContext = once((topology: Topology) => grouped(topology, (s) => s.context));
const byStore = once((topology: Topology) => grouped(topology, (s) => s.context.store));

function grouped<K>(
  topology: Topology,
  keyOf: (scene: SessionScene) => K,
): ReadonlyMap<K, readonly SessionScene[]> {
  const out = new Map<K, SessionScene[]>();
  for (const scene of sessionScenes(topology)) {
    const own = out.get(keyOf(scene));
    if (own === undefined) out.set(keyOf(scene), [scene]);
    else own.push(scene);
  }
  return out;
}

/**
 * What becomes of the sessions of a context while some hosts are down, the worst of all ways to it. Undefined where
 * the topology does not say how requests come, or the way cannot be judged. A context without a store keeps its
 * sessions in each Tomcat's heap.
 */
export function sessionOfRequest(
  topology: Topology,
  context: TomcatContext,
  downHosts: Iterable<Host> = [],
): Outcome | undefined {
  return worstOf(byContext(topology).get(context) ?? [], downHosts);
}

/** The same of all contexts that keep their sessions in a store. */
export function sessionVerdict(
  topology: Topology,
  store: SessionStore,
  downHosts: Iterable<Host> = [],
): Outcome | undefined {
  return worstOf(byStore(topology).get(store) ?? [], downHosts);
}

function worstOf(scenes: readonly SessionScene[], downHosts: Iterable<Host>): Outcome | undefined {
  const down = Array.from(downHosts, (h) => h.name);
  return scenes
    .map(({ scene }) => (down.length === 0 ? now(scene) : after(scene, ...down)))
    .reduce<Outcome | undefined>((a, b) => (a === undefined ? b : worse(a, b)), undefined);
}

function sceneOf(tier: TomcatTier, context: TomcatContext, path: SessionPath): Scene | undefined {
  if (path.affinity === undefined || path.tomcats.length === 0) return undefined;
  // What else a cookie may say is the application's matter.
  if (path.cookie !== undefined && !readsCookieOf(path.cookie, context)) return undefined;
  return {
    affinity: path.affinity,
    balancers: path.balancers.map((h) => h.name),
    tomcats: path.tomcats.map((h) => h.name),
    routes: tier.jvmRoutes !== undefined,
    store: storeOf(context.store),
  };
}

function storeOf(store: SessionStore | undefined): Store {
  switch (store?.kind) {
    case undefined:
    case "local":
      return { kind: "local" };
    case "memcached": {
      const { sticky, backup, tier } = store;
      return { kind: "memcached", sticky, sync: backup.sync, nodes: tier.hosts.map((h) => h.name) };
    }
    case "cluster":
      return { kind: "cluster", manager: store.manager, sync: store.sync };
    case "redisson": {
      const { hosts, appendonly } = store.tier;
      return {
        kind: "redisson",
        readMode: store.readMode,
        hosts: hosts.map((h) => h.name),
        persistent: appendonly,
      };
    }
  }
}
