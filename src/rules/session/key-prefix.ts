import type { Rule } from "../rule.ts";

/** A prefix that memcached-session-manager does not know: spec/rules/session/key-prefix.md. */
export const keyPrefix: Rule = {
  code: "session/key-prefix",
  severity: "error",
  summary: "a prefix that memcached-session-manager does not know",
  *check(topology) {
    for (const store of topology.sessionStores) {
      if (store.kind !== "memcached" || store.keyPrefix === undefined) continue;
      const wrong = store.keyPrefix
        .split(",")
        .find((part) => !/^(?:static:\S+|host(?:\.hash)?|context(?:\.hash)?|webappVersion)$/.test(part));
      if (wrong === undefined) continue;
      yield {
        span: store.span,
        message: `memcached-session-manager does not know \`${wrong}\`: the context does not start, and every request is answered 404`,
        help: `write \`key_prefix "static:NAME"\`, or \`context\`, \`host\` or \`webappVersion\`, with commas between`,
      };
    }
  },
};
