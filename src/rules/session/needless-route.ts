import { hops } from "../../semantics/sessions/now.ts";
import { scenesOf, sessionsOf } from "./words.ts";
import type { Rule } from "../rule.ts";

/** A route in sessions that any Tomcat may serve: spec/rules/session/needless-route.md. */
export const needlessRoute: Rule = {
  code: "session/needless-route",
  severity: "warning",
  summary: "a route in sessions that any Tomcat may serve",
  *check(topology) {
    const seen = new Set<object>();
    for (const one of scenesOf(topology)) {
      const { scene, context, path, tier } = one;
      const { store } = context;
      if (!scene.routes || hops(scene) === "never" || seen.has(tier)) continue;
      if (store?.kind !== "cluster" && !(store?.kind === "memcached" && !store.sticky)) continue;
      seen.add(tier);
      yield {
        span: context.span,
        message: `${path.chooser.name} sends a browser to any Tomcat, and ${sessionsOf(one)} name one: ${
          store.kind === "cluster"
            ? "each that takes a session over gives it a new id, so two requests at once end with two ids"
            : "memcached-session-manager warns of it, and the route says nothing"
        }`,
        related: [{ span: store.span, message: "the session store" }],
        help: `write \`jvm_route none\` in ${tier.name}`,
      };
    }
  },
};
