import { now } from "../../semantics/sessions/now.ts";
import { listed, scenesOf } from "./words.ts";
import type { Rule } from "../rule.ts";

/** A context behind several Tomcats that does not say where its sessions live: spec/rules/session/unsaid.md. */
export const unsaid: Rule = {
  code: "session/unsaid",
  severity: "info",
  summary: "a context behind several Tomcats that does not say where its sessions live",
  *check(topology) {
    const seen = new Set<object>();
    for (const { scene, context, path } of scenesOf(topology)) {
      if (context.store !== undefined || seen.has(context) || now(scene).fate === "kept") continue;
      seen.add(context);
      yield {
        span: context.span,
        message: `nothing says where \`${context.path}\` keeps its sessions, so each of ${listed(scene.tomcats)} has its own, and ${path.chooser.name} sends a browser to any of them: ${now(scene).reason}`,
        related: [{ span: path.chooser.span, message: "what chooses the Tomcat" }],
        help: "write `sessions STORE`, or waive this where the application has no sessions",
      };
    }
  },
};
