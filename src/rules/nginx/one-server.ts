import { passesOf } from "../../analysis/passes.ts";
import { inWhole } from "../../text/source.ts";
import type { Rule } from "../rule.ts";

/** An upstream has one server: spec/rules/nginx/one-server.md. */
export const oneServer: Rule = {
  code: "nginx/one-server",
  severity: "warning",
  summary: "an upstream has one server",
  *check(topology) {
    for (const { upstream, declared, url, tier } of passesOf(topology)) {
      const [only, ...more] = upstream?.servers ?? [];
      if (upstream === undefined || only?.host === undefined || more.length > 0) continue;
      // A host that passes to itself is lost with itself.
      if (tier.hosts.includes(only.host)) continue;
      // Several passes to one upstream are one mistake.
      const [first] = upstream.passes;
      if (first !== undefined && inWhole(first.span).end < inWhole(url.span).start) continue;
      // nginx/single-server-fails says it of a server with max_fails.
      const words = declared?.block?.find((d) => d.name === "server")?.args ?? [];
      if (words.some((a) => /^(max_fails|fail_timeout)\b/.test(a.value))) continue;
      yield {
        span: url.span,
        message: `\`${only.host.name}\` alone answers here: when it fails every request gets 502, however many hosts nginx runs on`,
        help: "add a second server to its upstream",
      };
    }
  },
};
