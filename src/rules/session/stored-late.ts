import { after } from "../../semantics/sessions/failure.ts";
import { now } from "../../semantics/sessions/now.ts";
import { scenesOf, sessionsOf } from "./words.ts";
import type { Rule } from "../rule.ts";

/** A session that is stored after the answer, not before: spec/rules/session/stored-late.md. */
export const storedLate: Rule = {
  code: "session/stored-late",
  severity: "error",
  summary: "a session that is stored after the answer, not before",
  *check(topology) {
    const seen = new Set<object>();
    for (const one of scenesOf(topology)) {
      const { scene, context, path } = one;
      const { store } = context;
      const late =
        store?.kind === "cluster" ? !store.sync : store?.kind === "memcached" && !store.backup.sync;
      const [first = ""] = scene.tomcats;
      if (store === undefined || !late || scene.tomcats.length < 2 || seen.has(store)) continue;
      // Sticky sessions that hop are lost whatever is stored when.
      if (store.kind === "memcached" && store.sticky && now(scene).fate !== "kept") continue;
      const today = now(scene).fate !== "kept";
      const { reason } = today ? now(scene) : after(scene, first);
      seen.add(store);
      yield {
        span: store.span,
        severity: today ? "error" : "warning",
        message: `${today ? "" : `when ${first} dies, `}${sessionsOf(one)} go back to an older state: ${reason}`,
        related: [{ span: path.chooser.span, message: "what chooses the Tomcat" }],
        help: "write `backup sync`",
      };
    }
  },
};
