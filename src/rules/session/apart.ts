import type { SessionStore } from "../../model/topology.ts";
import { hops } from "../../semantics/sessions/now.ts";
import { scenesOf, sessionsOf } from "./words.ts";
import type { Rule } from "../rule.ts";
import { placeKey } from "../../text/source.ts";

/** One upstream whose Tomcats do not share their sessions: spec/rules/session/apart.md. */
export const apart: Rule = {
  code: "session/apart",
  severity: "error",
  summary: "one upstream whose Tomcats do not share their sessions",
  *check(topology) {
    const seen = new Set<string>();
    for (const one of scenesOf(topology)) {
      const { scene, context, path, tier } = one;
      if (context.store === undefined || seen.has(placeKey(path.chooser.span))) continue;
      const many = {
        ...scene,
        tomcats: [...scene.tomcats, ...path.strangers.flatMap((t) => t.hosts.map((h) => h.name))],
      };
      if (hops(many) === "never") continue;
      for (const other of path.strangers) {
        const twin = other.contexts.find((c) => c.path === context.path);
        if (twin === undefined || shares(context.store, twin.store)) continue;
        seen.add(placeKey(path.chooser.span));
        yield {
          span: path.chooser.span,
          message: `${path.chooser.name} sends a browser to ${tier.name} or ${other.name}, and ${sessionsOf(one)} are unknown on ${other.name}: each new hop begins a new session`,
          related: [
            { span: context.span, message: `its sessions are in ${context.store.name}` },
            {
              span: twin.span,
              message:
                twin.store === undefined
                  ? "its sessions are in each heap"
                  : `its sessions are in ${twin.store.name}`,
            },
          ],
          help: "put the Tomcats into one tomcat, or keep both in one memcached or redis with one `key_prefix`",
        };
        break;
      }
    }
  },
};

/** The Tomcats of a cluster are those of one tomcat, so two never share one. */
function shares(a: SessionStore, b: SessionStore | undefined): boolean {
  if (a.kind === "memcached" && b?.kind === "memcached")
    return a.tier === b.tier && a.sticky === b.sticky && a.keyPrefix === b.keyPrefix;
  return a.kind === "redisson" && b?.kind === "redisson" && a.tier === b.tier && a.keyPrefix === b.keyPrefix;
}
