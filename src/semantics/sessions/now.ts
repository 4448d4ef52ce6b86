/** The fate of sessions while everything works. Held to real programs by test/real/sessions-matrix.test.ts. */
import type { Outcome, Scene } from "./scene.ts";

/** Whether a browser's next request may reach another Tomcat: never, at any request, or when its id changes. */
type Hops = "never" | "always" | "new-id";

export function hops({ affinity, tomcats, routes }: Scene): Hops {
  if (tomcats.length < 2) return "never";
  switch (affinity) {
    case "none":
      return "always";
    case "cookie":
      return "new-id";
    case "route":
      // Without a route in the id there is nothing to go by.
      return routes ? "never" : "always";
    case "address":
    case "persistence":
    case "sticky":
      return "never";
  }
}

const kept = (reason: string): Outcome => ({ fate: "kept", reason });
const stale = (reason: string): Outcome => ({ fate: "stale", reason });

/** What becomes of sessions while nothing fails. */
export function now(scene: Scene): Outcome {
  const hop = hops(scene);
  if (hop === "never") return kept("every request of a browser reaches the Tomcat that has its session");
  const { store } = scene;
  switch (store.kind) {
    case "local":
      return {
        fate: "lost",
        reason:
          "the next request may reach another Tomcat, which does not know the session and begins a new one",
      };
    case "memcached":
      if (!store.sticky) {
        return store.sync
          ? kept("every request loads the session from memcached and stores it before the answer")
          : stale("the session is stored after the answer, so the next request may load the one before it");
      }
      if (hop === "new-id" && !scene.routes) {
        return kept("the cookie, and with it the Tomcat, stays the same from the second request on");
      }
      return stale(
        hop === "new-id"
          ? "a Tomcat that takes a session over puts its own route into the id, whose hash names yet another Tomcat, and each goes on with the copy in its own heap"
          : "the next request may reach another Tomcat, which goes on with the copy in its own heap",
      );
    case "cluster":
      return store.sync
        ? kept("a session is sent to the others before the answer")
        : stale("a session is sent to the others after the answer, and the next request may be there first");
    case "redisson":
      return store.readMode === "REDIS"
        ? kept("every request reads and writes redis")
        : stale("a Tomcat reads the copy in its heap, which learns of a change after the answer");
  }
}
