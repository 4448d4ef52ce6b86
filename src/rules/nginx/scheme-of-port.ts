import type { Directive } from "../../model/topology.ts";
import { outermost } from "../../analysis/directives.ts";
import type { Rule } from "../rule.ts";

/** A server speaks plain HTTP on 443, or TLS on 80: spec/rules/nginx/scheme-of-port.md. */
export const schemeOfPort: Rule = {
  code: "nginx/scheme-of-port",
  severity: "error",
  summary: "a server speaks plain HTTP on 443, or TLS on 80",
  *check(topology) {
    for (const tier of topology.nginxes) {
      const listens = outermost(tier)
        .filter((d) => d.name === "server")
        .flatMap((s) => s.block?.filter((d) => d.name === "listen") ?? []);
      const tlsOf = (d: Directive) => d.args.some((a) => a.value === "ssl" || a.value === "quic");
      const tls = new Set(listens.filter(tlsOf).map((d) => d.args[0]?.value));
      for (const listen of listens) {
        const at = listen.args[0];
        const port = /(?:^|:)(443|80)$/.exec(at?.value ?? "")?.[1];
        if (at === undefined || port === undefined || listen.args.some((a) => a.value === "proxy_protocol"))
          continue;
        const [plain443, tls80] = [port === "443" && !tls.has(at.value), port === "80" && tlsOf(listen)];
        if (!plain443 && !tls80) continue;
        yield {
          span: at.span,
          message: plain443
            ? "browsers begin with TLS on port 443, and nginx answers 400 in plain text here: no page opens"
            : "browsers ask in plain HTTP on port 80, and nginx wants TLS here: every request gets 400",
          help: plain443
            ? `write \`listen ${at.value} ssl\` and a certificate`
            : "take `ssl` away, or listen on 443",
        };
      }
    }
  },
};
