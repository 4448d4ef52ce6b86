/**
 * The fate of sessions when hosts die at once, with all that runs on them, and stay away. Held to real programs for one
 * host by test/real/sessions.test.ts and test/real/sessions-matrix.test.ts.
 */
import { hops, now } from "./now.ts";
import { worse, type Outcome, type Scene } from "./scene.ts";

/** msm.nodeAvailabilityCacheTTL: so long a Tomcat believes that a dead memcached lives, in seconds. */
const BELIEF = 1;

/** Every host whose death the scene knows of, each once. */
export function hostsOf({ balancers, tomcats, store }: Scene): readonly string[] {
  const stores = store.kind === "memcached" ? store.nodes : store.kind === "redisson" ? store.hosts : [];
  return [...new Set([...balancers, ...tomcats, ...stores])];
}

type Dead = (host: string) => boolean;

/**
 * What becomes of sessions when hosts die at once: for none, and for hosts that the scene does not know, what `now`
 * says.
 */
export function after(scene: Scene, ...hosts: readonly string[]): Outcome {
  const down = new Set(hosts);
  const dead: Dead = (host) => down.has(host);
  const outcomes = [
    ...(scene.tomcats.some(dead) ? [tomcatDied(scene, dead)] : []),
    ...storeDied(scene, dead),
    ...(scene.balancers.some(dead) ? [balancerDied(scene, dead)] : []),
    now(scene),
  ];
  return outcomes.reduce((a, b) => worse(a, b));
}

function balancerDied(scene: Scene, dead: Dead): Outcome {
  if (scene.balancers.every(dead)) return { fate: "refused", reason: "no balancer is left" };
  if (scene.affinity !== "persistence") {
    return { fate: "kept", reason: "the other balancers choose the same Tomcat, from the request alone" };
  }
  const then = now({ ...scene, affinity: "none" });
  const reason = `the director that takes over knows no templates, so every browser is scheduled anew: ${then.reason}`;
  return { ...then, reason };
}

function tomcatDied(scene: Scene, dead: Dead): Outcome {
  const { store, tomcats } = scene;
  if (tomcats.every(dead)) return { fate: "lost", reason: "no Tomcat is left" };
  switch (store.kind) {
    case "local":
      return { fate: "lost", reason: "the sessions were in the heap of the Tomcat that died" };
    case "memcached": {
      if (store.nodes.every(dead)) {
        return {
          fate: "lost",
          reason:
            new Set(store.nodes).size === 1
              ? "its memcached, the only one, died with the Tomcat"
              : "every memcached died with the Tomcat",
        };
      }
      if (store.sticky && copyDiedToo(tomcats, store.nodes, dead)) {
        return { fate: "lost", reason: "the only copy of some sessions was in a memcached that died too" };
      }
      if (!store.sync) {
        return {
          fate: "stale",
          reason: "what the last requests changed was not stored yet when they were answered",
        };
      }
      if (store.sticky && hops(scene) !== "never") {
        return {
          fate: "stale",
          reason:
            "the Tomcat that takes over may have an older copy in its heap, from before the browser went away",
        };
      }
      return { fate: "kept", reason: "the Tomcat that takes over loads the session from memcached" };
    }
    case "cluster":
      if (store.manager === "backup" && tomcats.filter(dead).length > 1) {
        return { fate: "lost", reason: "both Tomcats that had some sessions died" };
      }
      return store.sync
        ? { fate: "kept", reason: "another Tomcat has a copy from before the last answer" }
        : {
            fate: "stale",
            reason: "what the last requests changed may not have been sent when the Tomcat died",
          };
    case "redisson":
      return { fate: "kept", reason: "the Tomcat that takes over reads redis" };
  }
}

/** A sticky session's copy is on any node but that of its Tomcat's own host, which is used last. */
function copyDiedToo(tomcats: readonly string[], nodes: readonly string[], dead: Dead): boolean {
  return tomcats.some((tomcat) => dead(tomcat) && nodes.some((node) => node !== tomcat && dead(node)));
}

/** What the death of a part of the store does; nothing where none of it died. */
function storeDied({ store }: Scene, dead: Dead): readonly Outcome[] {
  switch (store.kind) {
    case "local":
    case "cluster":
      return [];
    case "memcached":
      return store.nodes.some(dead) ? [memcachedDied(store, dead)] : [];
    case "redisson":
      return store.hosts.some(dead) ? [redisDied(store, dead)] : [];
  }
}

function redisDied(
  { hosts: [master, ...replicas], persistent }: Extract<Scene["store"], { kind: "redisson" }>,
  dead: Dead,
): Outcome {
  if (master === undefined || !dead(master))
    return { fate: "kept", reason: "a replica died; the master is read and written" };
  if (persistent) {
    return { fate: "refused", reason: "redis is away: requests that have a session fail until it is back" };
  }
  return {
    fate: "lost",
    reason:
      replicas.length === 0
        ? "redis comes back without what it had not saved"
        : "the master comes back without what it had not saved, and its replicas forget it too",
  };
}

function memcachedDied(
  { sticky, nodes }: Extract<Scene["store"], { kind: "memcached" }>,
  dead: Dead,
): Outcome {
  if (sticky)
    return { fate: "kept", reason: "the session is in the heap of its Tomcat, and gets another memcached" };
  if (nodes.every(dead)) {
    return { fate: "lost", reason: "no memcached is left, and the session was nowhere else" };
  }
  // The second copy of a session is on the node after its own.
  const both = nodes.find((node, i) => dead(node) && dead(nodes[(i + 1) % nodes.length] ?? ""));
  if (both !== undefined) {
    const one = nodes.filter((n) => dead(n)).every((n) => n === both);
    return {
      fate: "lost",
      reason: one
        ? "both copies of some sessions were on nodes of the same host"
        : "both copies of some sessions were on hosts that died",
    };
  }
  return {
    fate: "kept",
    reason:
      "the second copy is on the next node; a Tomcat that has not noticed yet finds nothing and begins a new session",
    blind: BELIEF,
  };
}
