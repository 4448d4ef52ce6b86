import { outermost, placesOf } from "../../analysis/directives.ts";
import { replace } from "../edits.ts";
import type { Rule } from "../rule.ts";

/** A header for the client's address has a name nobody reads: spec/rules/nginx/forwarded-misspelt.md. */
export const forwardedMisspelt: Rule = {
  code: "nginx/forwarded-misspelt",
  severity: "error",
  summary: "a header for the client's address has a name nobody reads",
  *check(topology) {
    for (const tier of topology.nginxes) {
      const levels = [outermost(tier), ...placesOf(tier).map((p) => p.block.block ?? [])];
      for (const statement of levels.flat()) {
        if (statement.name !== "proxy_set_header" && statement.name !== "real_ip_header") continue;
        const name = statement.args[0];
        const rest =
          /^x-(?:forward|forwarder|forwared|fowarded|forwaded|forwarded)-?_?(for|proto|host|port)$/i
            .exec(name?.value ?? "")?.[1]
            ?.toLowerCase();
        const right =
          rest === undefined ? undefined : `X-Forwarded-${rest.charAt(0).toUpperCase()}${rest.slice(1)}`;
        if (name === undefined || right === undefined || name.value.toLowerCase() === right.toLowerCase())
          continue;
        yield {
          span: name.span,
          message: `\`${name.value}\` is not \`${right}\`: ${statement.name === "real_ip_header" ? "no proxy sends it, and the client's address stays the proxy's" : "nobody reads it, and what a client wrote into the right one goes through"}`,
          help: `write \`${right}\``,
          fix: { title: `write \`${right}\``, safe: true, edits: [replace(name.span, right)] },
        };
      }
    }
  },
};
