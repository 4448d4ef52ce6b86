import { outermost } from "../../analysis/directives.ts";
import type { Rule } from "../rule.ts";

/** max_fails or fail_timeout on an upstream's only server: spec/rules/nginx/single-server-fails.md. */
export const singleServerFails: Rule = {
  code: "nginx/single-server-fails",
  severity: "warning",
  summary: "max_fails or fail_timeout on an upstream's only server",
  *check(topology) {
    for (const tier of topology.nginxes) {
      for (const upstream of outermost(tier).filter((d) => d.name === "upstream")) {
        const servers = (upstream.block ?? []).filter((d) => d.name === "server");
        const [only] = servers;
        if (
          only === undefined ||
          servers.length > 1 ||
          topology.tomcats.some((t) => t.name === only.args[0]?.value && t.hosts.length > 1)
        )
          continue;
        const word = only.args.find((a) => /^(max_fails|fail_timeout)\b/.test(a.value));
        if (word === undefined || /^max_fails=?0/.test(word.value)) continue;
        // A name of DNS may have several addresses.
        const name = only.args[0]?.value ?? "";
        if (/^[a-z][^:]*\./i.test(name)) continue;
        yield {
          span: word.span,
          message: `\`${name}\` is the only server of \`${upstream.args[0]?.value ?? ""}\`, and nginx never takes the only one out: the statement does nothing, and when it fails every request waits for it in vain`,
          help: "add a second server",
        };
      }
    }
  },
};
