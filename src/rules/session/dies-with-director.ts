import { after } from "../../semantics/sessions/failure.ts";
import { now } from "../../semantics/sessions/now.ts";
import { scenesOf, sessionsOf } from "./words.ts";
import type { Rule } from "../rule.ts";

/** An affinity that only one director remembers: spec/rules/session/dies-with-director.md. */
export const diesWithDirector: Rule = {
  code: "session/dies-with-director",
  severity: "warning",
  summary: "an affinity that only one director remembers",
  *check(topology) {
    const synced = topology.globalDefs.some((d) => d.name === "lvs_sync_daemon");
    for (const one of scenesOf(topology)) {
      const { scene, path, context } = one;
      const [first = ""] = scene.balancers;
      if (synced || scene.affinity !== "persistence" || scene.balancers.length < 2) continue;
      const then = after(scene, first);
      if (context.store === undefined || then.fate === now(scene).fate) continue;
      yield {
        span: path.chooser.span,
        message: `when ${first} dies, ${sessionsOf(one)} ${then.fate === "lost" ? "are lost" : "may go back to an older state"}: ${then.reason}`,
        related: [{ span: context.store.span, message: "the session store" }],
        help: "schedule by `sh` instead, or let the directors share templates: `global_defs { lvs_sync_daemon … }`",
      };
    }
  },
};
