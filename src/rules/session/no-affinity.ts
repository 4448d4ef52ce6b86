import { now } from "../../semantics/sessions/now.ts";
import { keptInHeap, listed, scenesOf, sessionsOf } from "./words.ts";
import type { Rule } from "../rule.ts";

/** Sessions that live in one Tomcat, behind a balancer that sends a browser to any: spec/rules/session/no-affinity.md. */
export const noAffinity: Rule = {
  code: "session/no-affinity",
  severity: "error",
  summary: "sessions that live in one Tomcat, behind a balancer that sends a browser to any",
  *check(topology) {
    for (const one of scenesOf(topology)) {
      const { scene, path, context } = one;
      if (scene.affinity !== "none" || !keptInHeap(one) || context.store === undefined) continue;
      const { fate, reason } = now(scene);
      if (fate === "kept") continue;
      yield {
        span: path.chooser.span,
        message: `${path.chooser.name} sends a browser to any of ${listed(scene.tomcats)}, but ${sessionsOf(one)} live in one of them: ${reason}`,
        related: [{ span: context.store.span, message: "the session store" }],
        help:
          path.nginx === undefined
            ? "give the virtual server `persistence 30m`, or keep the sessions in a store that is not sticky"
            : "choose by `ip_hash`, or by a map on the route in the cookie, or keep the sessions in a store that is not sticky",
      };
    }
  },
};
