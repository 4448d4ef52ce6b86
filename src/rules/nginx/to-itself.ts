import type { Directive } from "../../model/topology.ts";
import { headerOf, passesOf } from "../../analysis/passes.ts";
import { listenOf } from "../../analysis/nginx/listen.ts";
import { once } from "../../analysis/once.ts";
import { outermost } from "../../analysis/directives.ts";
import { parseEndpoint } from "../../vocabulary/values.ts";
import type { Rule } from "../rule.ts";

/** nginx passes requests to itself: spec/rules/nginx/to-itself.md. */
export const toItself: Rule = {
  code: "nginx/to-itself",
  severity: "error",
  summary: "nginx passes requests to itself",
  *check(topology) {
    for (const pass of passesOf(topology)) {
      const { tier, block, server, url, target, upstream, declared } = pass;
      if (target === undefined || target.uri !== undefined || target.scheme !== "http") continue;
      const ends = declared === undefined ? [target.host] : serversOf(declared);
      const ports = new Set([
        ...ends.flatMap(localPort),
        ...(upstream?.servers ?? []).flatMap((s) => (s.nginx === tier ? (s.port ?? []) : [])),
      ]);
      const port = portsOf(server).find((p) => ports.has(p));
      if (port === undefined) continue;
      // What is rewritten, or asked under another name, may go elsewhere.
      if (block.block?.some((d) => d.name === "rewrite" || d.name === "if") === true) continue;
      const here = outermost(tier).filter((d) => d.name === "server" && portsOf(d).includes(port));
      const sameName = /^\$(host|http_host)$/.test(headerOf(pass, "host") ?? "");
      if (!here.includes(server) || (here.length > 1 && !sameName)) continue;
      yield {
        span: url.span,
        message: `\`${target.host}\` is this very server on port ${port}: each request is passed round until all connections of a worker are taken, and every client gets an error`,
        related: [{ span: block.span, message: "the location it comes back to" }],
        help: "name the servers behind, or the port of another server",
      };
    }
  },
};

function serversOf(upstream: Directive): readonly string[] {
  return (upstream.block ?? []).flatMap((d) => (d.name === "server" ? (d.args[0]?.value ?? []) : []));
}

/** Of an address that is every machine's own. */
function localPort(text: string): readonly number[] {
  const { host = "", port = 80 } = parseEndpoint(text) ?? {};
  return /^(127\.0\.0\.1|localhost|::1)$/.test(host) ? [port] : [];
}

/** A listen on an address counts too: the pass may be to that. */
const portsOf = once((server: Directive): readonly number[] => {
  const listens = (server.block ?? []).filter((d) => d.name === "listen");
  return listens.length === 0 ? [80] : listens.flatMap(listenOf).map((l) => l.port);
});
