import { remove } from "../edits.ts";
import type { Rule } from "../rule.ts";

/** A store without sessions: spec/rules/hygiene/unused-store.md. */
export const unusedStore: Rule = {
  code: "hygiene/unused-store",
  severity: "warning",
  summary: "no context keeps its sessions in a session store",
  *check({ sessionStores, tomcats }) {
    const used = new Set(tomcats.flatMap((t) => t.contexts.map((c) => c.store)));
    for (const store of sessionStores) {
      if (used.has(store)) continue;
      const lone = tomcats.flatMap((t) => t.contexts).find((c) => c.store === undefined);
      yield {
        span: store.span,
        message:
          lone === undefined
            ? `no context says \`sessions ${store.name}\`: it keeps nothing`
            : `no context says \`sessions ${store.name}\`: those of ${lone.path} stay in the memory of each Tomcat, and end with it`,
        related: lone === undefined ? [] : [{ span: lone.span, message: "keeps its sessions to itself" }],
        help: `write \`sessions ${store.name}\` in a context, or remove the store`,
        fix: { title: "remove the store", edits: [remove(store.span)], safe: false },
      };
    }
  },
};
