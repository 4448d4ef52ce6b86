import { outermost } from "../../analysis/directives.ts";
import { parseDuration } from "../../vocabulary/values.ts";
import type { Rule } from "../rule.ts";

/** One failure takes a server out for very long: spec/rules/nginx/fail-timeout-long.md. */
export const failTimeoutLong: Rule = {
  code: "nginx/fail-timeout-long",
  severity: "warning",
  summary: "one failure takes a server out for very long",
  *check(topology) {
    for (const tier of topology.nginxes) {
      for (const upstream of outermost(tier).filter((d) => d.name === "upstream")) {
        const servers = (upstream.block ?? []).filter((d) => d.name === "server");
        if (servers.length < 2) continue;
        for (const word of servers.flatMap((d) =>
          d.args.map((a, i) => ({
            text: a.value === "fail_timeout" ? `${a.value}=${d.args[i + 1]?.value ?? ""}` : a.value,
            span: a.span,
          })),
        )) {
          const time = /^fail_timeout=(.+)$/.exec(word.text)?.[1];
          const seconds = time === undefined ? undefined : parseDuration(time);
          if (seconds === undefined || seconds <= 600) continue;
          yield {
            span: word.span,
            message: `a server that fails is not asked again for ${time ?? ""}: a restart of it costs its share for that long`,
            help: "write some seconds: the time a failed server needs",
          };
        }
      }
    }
  },
};
