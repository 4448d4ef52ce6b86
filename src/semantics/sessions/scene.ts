/** What the fate of a session depends on: who chooses its Tomcat, and where it is kept. Page: spec/semantics/sessions.md. */

/**
 * How the last hop before the Tomcats chooses one for a browser's next request.
 * - `none`: round robin, least_conn, random, or LVS without persistence: any of them.
 * - `address`: the browser's address, computed anew by each balancer (ip_hash, hash of the address, LVS `sh` and `mh`).
 * - `persistence`: LVS templates: the address, remembered by the one director that saw it first.
 * - `cookie`: a hash of the session's cookie, which is absent at the first request and changes with the id.
 * - `route`: the jvmRoute at the end of the session's id names the Tomcat; another takes over when it is dead.
 * - `sticky`: a cookie of the balancer's own names the Tomcat (nginx `sticky cookie`).
 */
export type Affinity = "none" | "address" | "persistence" | "cookie" | "route" | "sticky";

export type Store =
  | { readonly kind: "local" }
  | {
      /** memcached-session-manager. */
      readonly kind: "memcached";
      readonly sticky: boolean;
      /** Whether a request waits until its session is stored. */
      readonly sync: boolean;
      /** The host of each node, in the order of `memcachedNodes`. */
      readonly nodes: readonly string[];
    }
  /** Tomcat's own: every Tomcat has a copy (`delta`), or one other has (`backup`). */
  | { readonly kind: "cluster"; readonly manager: "delta" | "backup"; readonly sync: boolean }
  | {
      readonly kind: "redisson";
      /** `MEMORY` reads the copy in the Tomcat's heap. */
      readonly readMode: "REDIS" | "MEMORY";
      /** The master first, then its replicas. */
      readonly hosts: readonly string[];
      /** Whether a redis that is started again has what it had: `appendonly yes`. */
      readonly persistent: boolean;
    };

export type Scene = {
  readonly affinity: Affinity;
  /** Hosts of the balancers that choose the Tomcat. Each sees every browser's own address. */
  readonly balancers: readonly string[];
  /** Hosts of the Tomcats, at least one. */
  readonly tomcats: readonly string[];
  /** Whether the ids of sessions end in the Tomcat's jvmRoute. */
  readonly routes: boolean;
  readonly store: Store;
};

/**
 * What becomes of sessions in use, at worst: all kept; requests refused until the host is back, and the sessions
 * kept; a request finds an older copy; a session is gone.
 */
export type Fate = "kept" | "refused" | "stale" | "lost";

export type Outcome = {
  readonly fate: Fate;
  /** In words, for a problem's text: no capital, no full stop. */
  readonly reason: string;
  /** Seconds after a failure in which a request may lose its session although the fate is better. */
  readonly blind?: number;
};

const SEVERITY: readonly Fate[] = ["kept", "refused", "stale", "lost"];

/** The worse of two outcomes, the first where they are equals; blind as long as the longer. */
export function worse(a: Outcome, b: Outcome): Outcome {
  const { fate, reason } = SEVERITY.indexOf(b.fate) > SEVERITY.indexOf(a.fate) ? b : a;
  const blind = Math.max(a.blind ?? 0, b.blind ?? 0);
  return { fate, reason, ...(blind > 0 ? { blind } : {}) };
}
