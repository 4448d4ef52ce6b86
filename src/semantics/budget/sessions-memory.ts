/** Sessions in memcached against its memory and its connections. Page: spec/semantics/budget.md. */
import { atMost, count, difference, product, setting, type Inequality, type Known } from "./inequality.ts";
import { itemsHeld } from "./memcached-slabs.ts";

export type SessionDemand = {
  /** Alive at once. */
  readonly sessions: Known;
  /** Bytes of one as it is stored. */
  readonly size: number | undefined;
  /** memcached-session-manager with sticky sessions writes one copy; without, two, which lie twice as long. */
  readonly sticky: boolean;
};
export type Memcached = {
  /** -m, bytes. */
  readonly memory: number;
  /** -I, bytes. */
  readonly largestItem: number;
};

/** A session's id with the node's and a route; a second copy is `bak:` and the id. */
const KEY_BYTES = 64;

/** Copies of a session: the second one needs a second node. */
export function copies(sticky: boolean, nodes: number): number {
  return Math.min(sticky ? 1 : 2, nodes);
}

/** Sessions that one node holds when all are of one size. */
export function sessionsHeld({ memory, largestItem }: Memcached, size: number | undefined): Known {
  return size === undefined ? undefined : itemsHeld(memory, size, KEY_BYTES, largestItem);
}

/** All copies of all sessions, for as long as they lie there, against the nodes that are alive. */
export function sessionsFit(demand: SessionDemand, nodes: number, memcached: Memcached): Inequality {
  const each = count("sessions each", sessionsHeld(memcached, demand.size));
  const parts = [
    count("sessions", demand.sessions),
    count("copies", copies(demand.sticky, nodes)),
    ...(demand.sticky ? [] : [count("lifetimes", 2)]),
  ];
  return atMost(product(...parts), product(count("memcached nodes", nodes), each));
}

/**
 * Descriptors of memcached 1.6.18 with its 4 threads that are no connections, give or take one. It sets its own limit to `-c`, so these
 * are not there for clients.
 */
const OWN_DESCRIPTORS = 25;

/** A connection to every node from every context of every Tomcat that keeps its sessions there. */
export function storeConnectionsFit(tomcats: number, contexts: number, connections: Known): Inequality {
  return atMost(
    product(count("Tomcats", tomcats), count("contexts", contexts)),
    difference(setting("connections", connections), count("of memcached's own", OWN_DESCRIPTORS)),
  );
}
