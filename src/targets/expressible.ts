/**
 * Texts that an output cannot hold: keepalived.conf has no escape for a double quote, XML none for most control
 * characters. They are refused at their place, before anything is emitted; the emitters rely on it.
 */
import type { Check, Directive, Topology, VirtualServer, Vip } from "../model/topology.ts";
import type { Report } from "../problems/problem.ts";
import type { Span } from "../text/source.ts";
import { expressible } from "./keepalived/quote.ts";
import { xmlExpressible } from "../text/xml.ts";

export function judgeTexts(topology: Topology, report: Report): void {
  const keepalived = (text: string | undefined, span: Span): void => {
    if (text === undefined || expressible(text)) return;
    report({
      code: "output/keepalived-text",
      severity: "error",
      message:
        "keepalived.conf cannot hold this text: it has no escape for a double quote or a control character, replaces `$_…`, and takes no empty or very long word",
      span,
      help: "put the command into a script of its own and name that",
    });
  };
  const xml = (text: string | undefined, span: Span): void => {
    if (text === undefined || xmlExpressible(text)) return;
    report({
      code: "output/xml-text",
      severity: "error",
      message: "XML cannot hold the control characters of this text",
      span,
      help: "remove them",
    });
  };
  const native = (directives: readonly Directive[], inner = false): void => {
    for (const { name, args, block, span } of directives) {
      // Outside inner blocks only known keywords pass.
      if (inner && !/^[a-zA-Z0-9_.:/-]+$/.test(name)) keepalived('"', span);
      for (const arg of args) keepalived(arg.value, arg.span);
      if (block !== undefined) native(block, true);
    }
  };
  native(topology.globalDefs);
  for (const group of topology.syncGroups) native(group.native);
  for (const vip of topology.vips) judgeVip(vip, keepalived, native);
  for (const server of topology.virtualServers) judgeServer(server, keepalived, native);
  const smtp = topology.notify?.smtp;
  if (smtp !== undefined && !/^[A-Za-z0-9._:-]{1,253}$/.test(smtp.address)) keepalived('"', smtp.span);
  for (const host of topology.hosts) {
    for (const server of host.ntpServers) {
      if (/^[A-Za-z0-9._:-]{1,253}$/.test(server.value)) continue;
      report({
        code: "output/host-name",
        severity: "error",
        message: "this is no host name",
        span: server.span,
        help: "write a name or an address",
      });
    }
  }
  for (const tier of topology.tomcats) {
    const remote = tier.remoteIp;
    for (const text of [remote?.internalProxies, remote?.remoteIpHeader, remote?.protocolHeader])
      xml(text, remote?.span ?? tier.span);
    for (const a of [...tier.connectors, ...tier.contexts].flatMap((c) => c.attributes)) xml(a.value, a.span);
    for (const context of tier.contexts) xml(context.docBase, context.span);
  }
  for (const store of topology.sessionStores) {
    if (store.kind !== "memcached" && store.kind !== "redisson") continue;
    xml(store.keyPrefix, store.span);
    if (store.kind === "memcached")
      for (const text of [store.ignoreUri, store.lockingMode, store.attributeFilter]) xml(text, store.span);
  }
}

type Judge = (text: string | undefined, span: Span) => void;

function judgeVip(vip: Vip, text: Judge, native: (directives: readonly Directive[]) => void): void {
  if (vip.auth !== undefined) text(vip.auth.password.value, vip.auth.password.span);
  for (const { script, span } of vip.notify) text(script, span);
  for (const track of vip.tracks) {
    if (track.kind === "script") text(track.script, track.span);
    else if (track.kind === "process") text(track.process, track.span);
  }
  native(vip.native);
}

function judgeServer(
  server: VirtualServer,
  text: Judge,
  native: (directives: readonly Directive[]) => void,
): void {
  text(server.virtualhost, server.span);
  text(server.quorumUp, server.span);
  text(server.quorumDown, server.span);
  let before: readonly Check[] | undefined;
  for (const real of server.realServers) {
    text(real.notifyUp, real.span);
    text(real.notifyDown, real.span);
    // Most share the checks of the service. A problem that is said twice counts once.
    if (real.checks !== before) judgeChecks(real.checks, text);
    before = real.checks;
  }
  native(server.native);
}

function judgeChecks(checks: readonly Check[], text: Judge): void {
  for (const check of checks) {
    switch (check.kind) {
      case "http":
      case "ssl":
        text(check.virtualhost, check.span);
        for (const url of check.urls) text(url.path, check.span);
        break;
      case "smtp":
        text(check.helo, check.span);
        break;
      case "dns":
        text(check.name, check.span);
        break;
      case "misc":
        text(check.script, check.span);
        break;
      case "udp":
      case "tcp":
      case "ping":
        break;
    }
  }
}
