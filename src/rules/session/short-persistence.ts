import { now } from "../../semantics/sessions/now.ts";
import { keptInHeap, scenesOf, sessionsOf } from "./words.ts";
import type { Rule } from "../rule.ts";

/** LVS forgets a browser before Tomcat forgets its session: spec/rules/session/short-persistence.md. */
export const shortPersistence: Rule = {
  code: "session/short-persistence",
  severity: "warning",
  summary: "LVS forgets a browser before Tomcat forgets its session",
  *check(topology) {
    for (const one of scenesOf(topology)) {
      const { scene, path } = one;
      const seconds = path.persistence;
      if (seconds === undefined || seconds >= SESSION || !keptInHeap(one)) continue;
      const then = now({ ...scene, affinity: "none" });
      if (then.fate === "kept") continue;
      yield {
        span: path.chooser.span,
        message: `a browser that pauses for more than ${seconds} s is scheduled anew, while ${sessionsOf(one)} live 30 minutes unless the application says otherwise: ${then.reason}`,
        related: [{ span: one.context.store?.span ?? one.context.span, message: "where the sessions live" }],
        help: "write `persistence 30m`, or as long as the `session-timeout` of the application",
      };
    }
  },
};

/** Tomcat's conf/web.xml: 30 minutes. */
const SESSION = 1800;
