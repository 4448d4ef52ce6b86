import { now } from "../../semantics/sessions/now.ts";
import { listed, scenesOf, sessionsOf } from "./words.ts";
import type { Rule } from "../rule.ts";

/** Redisson reads the copy in a Tomcat that another Tomcat has changed: spec/rules/session/own-copy.md. */
export const ownCopy: Rule = {
  code: "session/own-copy",
  severity: "warning",
  summary: "Redisson reads the copy in a Tomcat that another Tomcat has changed",
  *check(topology) {
    const seen = new Set<object>();
    for (const one of scenesOf(topology)) {
      const { scene, context, path } = one;
      const { store } = context;
      if (store?.kind !== "redisson" || seen.has(store) || now(scene).fate === "kept") continue;
      seen.add(store);
      yield {
        span: store.span,
        message: `${path.chooser.name} sends a browser to any of ${listed(scene.tomcats)}, and ${sessionsOf(one)} may be old ones: ${now(scene).reason}`,
        related: [{ span: path.chooser.span, message: "what chooses the Tomcat" }],
        help: "leave `read_mode` out",
      };
    }
  },
};
