import { outermost, placesOf, valueAt } from "../../analysis/directives.ts";
import type { Rule } from "../rule.ts";

/** Anybody may say which address he has: spec/rules/nginx/real-ip-from-all.md. */
export const realIpFromAll: Rule = {
  code: "nginx/real-ip-from-all",
  severity: "error",
  summary: "anybody may say which address he has",
  *check(topology) {
    for (const tier of topology.nginxes) {
      const places = [{ levels: [outermost(tier)] }, ...placesOf(tier)];
      for (const { levels } of places) {
        for (const from of levels.at(-1)?.filter((d) => d.name === "set_real_ip_from") ?? []) {
          if (!/^(0\.0\.0\.0|::)\/0$/.test(from.args[0]?.value ?? "")) continue;
          const header = valueAt(levels, "real_ip_header") ?? "X-Real-IP";
          // The PROXY protocol is not the client's to write.
          if (header === "proxy_protocol") continue;
          yield {
            span: from.span,
            message: `everybody is believed: a client that sends \`${header}: 127.0.0.1\` is 127.0.0.1, for \`allow\` and \`deny\`, limits and logs`,
            help: "name the proxies that stand before this nginx",
          };
        }
      }
    }
  },
};
