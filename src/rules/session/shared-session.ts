import { attributeOf, sessionCookie, upwards } from "../../analysis/session-paths.ts";
import type { SessionStore, TomcatContext } from "../../model/topology.ts";
import type { Rule } from "../rule.ts";

/** Two applications that take each other's sessions for their own: spec/rules/session/shared-session.md. */
export const sharedSession: Rule = {
  code: "session/shared-session",
  severity: "error",
  summary: "two applications that take each other's sessions for their own",
  *check(topology) {
    for (const tier of topology.tomcats) {
      const byCookie = new Map<string, TomcatContext>();
      const place = (context: TomcatContext, path: string) =>
        `${keysOf(context.store)} ${sessionCookie(context)} ${path}`;
      for (const context of tier.contexts) {
        const key = place(
          context,
          attributeOf(context, "sessionCookiePath")?.replace(/(?<=.)\/$/, "") ?? context.path,
        );
        if (keysOf(context.store) !== undefined && !byCookie.has(key)) byCookie.set(key, context);
      }
      for (const context of tier.contexts) {
        if (keysOf(context.store) === undefined || context.store === undefined) continue;
        const other = upwards(context.path)
          .map((path) => byCookie.get(place(context, path)))
          .find((c) => c !== undefined && c !== context);
        if (other === undefined) continue;
        const memcached = context.store.kind === "memcached";
        yield {
          span: context.span,
          message: `a browser sends the session cookie of \`${other.path}\` to \`${context.path}\` too, and both look for the same key in ${context.store.name}: the two applications read and overwrite one session`,
          related: [
            { span: other.span, message: "the other application" },
            { span: context.store.span, message: "the session store" },
          ],
          help: memcached
            ? 'write `key_prefix "context"` in the store'
            : "give each a store of its own on that redis, with a `key_prefix` of its own",
        };
      }
    }
  },
};

/** What the keys of a store have in common; undefined where applications have keys, or Tomcats, of their own. */
function keysOf(store: SessionStore | undefined): string | undefined {
  if (store?.kind === "redisson") return `${store.tier.name} ${store.keyPrefix ?? ""}`;
  if (store?.kind !== "memcached" || /\bcontext\b/.test(store.keyPrefix ?? "")) return undefined;
  return `${store.tier.name} ${store.keyPrefix ?? ""}`;
}
