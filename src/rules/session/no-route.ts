import { hops, now } from "../../semantics/sessions/now.ts";
import { listed, scenesOf } from "./words.ts";
import type { Rule } from "../rule.ts";

/** A map on the route in a cookie that holds none: spec/rules/session/no-route.md. */
export const noRoute: Rule = {
  code: "session/no-route",
  severity: "error",
  summary: "a map on the route in a cookie that holds none",
  *check(topology) {
    for (const { scene, path, tier, context } of scenesOf(topology)) {
      if (scene.affinity !== "route" || scene.routes || hops(scene) === "never") continue;
      const { fate, reason } = now(scene);
      yield {
        span: path.chooser.span,
        severity: fate === "kept" ? "info" : "error",
        message: `${path.chooser.name} looks for a route in the cookie, but the Tomcats of ${tier.name} put none there, so a browser is sent to any of ${listed(scene.tomcats)}: ${reason}`,
        related: [{ span: context.span, message: "the context" }],
        help: `write \`jvm_route auto\` in ${tier.name}`,
      };
    }
  },
};
