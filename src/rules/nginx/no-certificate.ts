import { fromBytes } from "../../analysis/nginx/bytes.ts";
import { effective, outermost, valueAt } from "../../analysis/directives.ts";
import { statementOf } from "../../analysis/nginx/conf.ts";
import { hasInclude, serversOf } from "../../analysis/nginx/judged.ts";
import { isTls } from "../../analysis/nginx/redirects.ts";
import { listensOf } from "../../semantics/nginx/servers.ts";
import type { Rule } from "../rule.ts";

/** A TLS server without a certificate: spec/rules/nginx/no-certificate.md. */
export const noCertificate: Rule = {
  code: "nginx/no-certificate",
  severity: "error",
  summary: "a server speaks TLS and has no certificate",
  *check(topology) {
    const tops = new Map(topology.nginxes.map((tier) => [tier, outermost(tier)]));
    for (const { conf, server, sockets } of serversOf(topology)) {
      if (conf.open || hasInclude(server)) continue;
      const levels = [tops.get(conf.tier) ?? [], statementOf(server)?.block ?? []];
      if (effective(levels, "ssl_certificate").length > 0 || valueAt(levels, "ssl_reject_handshake") === "on")
        continue;
      const socket = sockets.find(isTls);
      const listen = listensOf(server).find((l) => l.address === socket?.address && l.port === socket.port);
      const span = listen === undefined ? undefined : statementOf(listen)?.span;
      if (socket === undefined || span === undefined) continue;
      const name = fromBytes(server.names[0]?.text ?? "");
      yield {
        span,
        message:
          socket.default === server
            ? "nginx does not start: the default server of a TLS address has no certificate"
            : `clients of ${name === "" ? "this server" : `\`${name}\``} get the certificate of the default server, and browsers refuse a name that is not in it`,
        help: "write `ssl_certificate` and `ssl_certificate_key`",
      };
    }
  },
};
