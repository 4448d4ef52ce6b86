import { after } from "../../semantics/sessions/failure.ts";
import { scenesOf, sessionsOf } from "./words.ts";
import type { Rule } from "../rule.ts";

/** The only copy of a sticky session is on its Tomcat's own host: spec/rules/session/copy-dies-too.md. */
export const copyDiesToo: Rule = {
  code: "session/copy-dies-too",
  severity: "warning",
  summary: "the only copy of a sticky session is on its Tomcat's own host",
  *check(topology) {
    const seen = new Set<object>();
    for (const one of scenesOf(topology)) {
      const { scene, context } = one;
      const { store } = context;
      if (store?.kind !== "memcached" || !store.sticky || seen.has(store)) continue;
      const [only, second] = store.tier.hosts;
      if (only === undefined || second !== undefined || scene.tomcats.length < 2) continue;
      if (!scene.tomcats.includes(only.name) || after(scene, only.name).fate !== "lost") continue;
      seen.add(store);
      yield {
        span: store.tier.span,
        message: `when ${only.name} dies, ${sessionsOf(one)} are lost that were on it: the copies of ${store.name} were on it too`,
        related: [{ span: store.span, message: "the session store" }],
        help: `put ${store.tier.name} on a second host: a Tomcat uses the memcached of its own host last`,
      };
    }
  },
};
