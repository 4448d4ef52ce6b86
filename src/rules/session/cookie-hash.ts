import { after } from "../../semantics/sessions/failure.ts";
import { now } from "../../semantics/sessions/now.ts";
import { keptInHeap, listed, scenesOf, sessionsOf } from "./words.ts";
import type { Rule } from "../rule.ts";

/** A hash of the session cookie is no affinity: spec/rules/session/cookie-hash.md. */
export const cookieHash: Rule = {
  code: "session/cookie-hash",
  severity: "error",
  summary: "a hash of the session cookie is no affinity",
  *check(topology) {
    for (const one of scenesOf(topology)) {
      const { scene, path, context } = one;
      if (scene.affinity !== "cookie" || !keptInHeap(one) || scene.tomcats.length < 2) continue;
      const today = now(scene);
      const [first = ""] = scene.tomcats;
      const { fate, reason } = today.fate === "kept" ? after(scene, first) : today;
      if (fate === "kept") continue;
      yield {
        span: path.chooser.span,
        severity: today.fate === "kept" ? "warning" : "error",
        message: `the first request has no cookie, so the hash that follows its answer names another Tomcat of ${listed(scene.tomcats)} than the one with ${sessionsOf(one)}: ${today.fate === "kept" ? `when ${first} dies, ` : ""}${reason}`,
        related: [{ span: context.store?.span ?? context.span, message: "where the sessions live" }],
        help: "choose by `ip_hash` or by a map on the route in the cookie, or keep the sessions in a store that is not sticky",
      };
    }
  },
};
