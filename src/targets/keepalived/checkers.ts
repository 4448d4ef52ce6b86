/** Health checks as keepalived writes them. */
import type { Check } from "../../model/topology.ts";
import type { Lines } from "../lines.ts";
import { quote } from "./quote.ts";

const NAMES = {
  http: "HTTP_GET",
  ssl: "SSL_GET",
  tcp: "TCP_CHECK",
  ping: "PING_CHECK",
  smtp: "SMTP_CHECK",
  dns: "DNS_CHECK",
  udp: "UDP_CHECK",
  misc: "MISC_CHECK",
} as const satisfies Record<Check["kind"], string>;

/** Seconds as keepalived reads them: at most six decimals. */
export function seconds(value: number): string {
  return String(Math.round(value * 1e6) / 1e6);
}

export function emitCheck(check: Check, out: Lines): void {
  const { span } = check;
  out.add(`${NAMES[check.kind]} {`, span);
  out.nest(() => {
    own(check, out);
    if (check.timeout !== undefined) {
      // misc_timeout takes whole seconds.
      const misc = check.kind === "misc";
      out.add(
        `${misc ? "misc_timeout" : "connect_timeout"} ${misc ? Math.ceil(check.timeout) : seconds(check.timeout)}`,
        span,
      );
    }
    if (check.port !== undefined && check.kind !== "misc" && check.kind !== "ping")
      out.add(`connect_port ${check.port}`, span);
    if (check.every !== undefined) out.add(`delay_loop ${seconds(check.every)}`, span);
    if (check.retry !== undefined) out.add(`retry ${check.retry}`, span);
    if (check.delayBeforeRetry !== undefined)
      out.add(`delay_before_retry ${seconds(check.delayBeforeRetry)}`, span);
    if (check.warmup !== undefined) out.add(`warmup ${seconds(check.warmup)}`, span);
  });
  out.add("}");
}

function own(check: Check, out: Lines): void {
  const { span } = check;
  switch (check.kind) {
    case "http":
    case "ssl":
      for (const url of check.urls) {
        out.add("url {", span);
        out.nest(() => {
          out.add(`path ${quote(url.path)}`, span);
          if (url.status.length > 0) {
            const codes = url.status.map(({ from, to }) => (from === to ? String(from) : `${from}-${to}`));
            out.add(`status_code ${codes.join(" ")}`, span);
          }
          if (url.digest !== undefined) out.add(`digest ${url.digest}`, span);
        });
        out.add("}");
      }
      if (check.virtualhost !== undefined) out.add(`virtualhost ${quote(check.virtualhost)}`, span);
      if (check.sni) out.add("enable_sni", span);
      break;
    case "smtp":
      if (check.helo !== undefined) out.add(`helo_name ${quote(check.helo)}`, span);
      break;
    case "dns":
      if (check.type !== undefined) out.add(`type ${check.type}`, span);
      if (check.name !== undefined) out.add(`name ${quote(check.name)}`, span);
      break;
    case "udp":
      if (check.payload !== undefined) out.add(`payload ${check.payload}`, span);
      if (check.reply !== undefined) out.add(`require_reply ${check.reply}`, span);
      break;
    case "misc":
      out.add(`misc_path ${quote(check.script)}`, span);
      if (check.dynamic) out.add("misc_dynamic", span);
      if (check.user !== undefined) out.add(`user ${check.user}`, span);
      break;
    case "tcp":
    case "ping":
      break;
  }
}
