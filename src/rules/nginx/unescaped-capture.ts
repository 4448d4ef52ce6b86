import { passesOf } from "../../analysis/passes.ts";
import type { Rule } from "../rule.ts";

/** proxy_pass sends a decoded part of the path as it is: spec/rules/nginx/unescaped-capture.md. */
export const unescapedCapture: Rule = {
  code: "nginx/unescaped-capture",
  severity: "error",
  summary: "proxy_pass sends a decoded part of the path as it is",
  *check(topology) {
    for (const { block, url } of passesOf(topology)) {
      const path = /^https?:\/\/[^/?]+?(?:\/|\$)/i.test(url.value) ? url.value : "";
      const named = [...(block.args.at(-1)?.value ?? "").matchAll(/\(\?P?<(\w+)>/g)].map((m) => m[1]);
      const found = [...path.replace(/^https?:\/\//i, "").matchAll(/\$(?:\{(\w+)\}|(\w+))/g)]
        .map((m) => m[1] ?? m[2] ?? "")
        .find((v) => /^([1-9]|uri|document_uri)$/.test(v) || named.includes(v));
      // Captures in the host part say where, not what.
      if (found === undefined || !new RegExp(`[/}\\w].*\\$\\{?${found}\\b`).test(path.slice(8))) continue;
      const query = /\$\{?(args|query_string|is_args|request_uri)/.test(path)
        ? ""
        : ", and the query of every request is lost";
      yield {
        span: url.span,
        message: `\`$${found}\` is the path after nginx has decoded it, and is sent so: a request with \`%20\` in it reaches the server behind with a bare blank, and gets 400${query}`,
        help: "leave the path out of proxy_pass; where it must change, `rewrite … break` before it",
      };
    }
  },
};
