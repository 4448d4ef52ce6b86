import { hostsWithPart } from "../../analysis/mentioned-hosts.ts";
import type { Rule } from "../rule.ts";

/** A machine without a part: spec/rules/hygiene/unused-host.md. */
export const unusedHost: Rule = {
  code: "hygiene/unused-host",
  severity: "warning",
  summary: "a host has no part in anything",
  *check(topology) {
    const used = hostsWithPart(topology);
    if (used.size === topology.hosts.length) return;
    for (const host of topology.hosts) {
      if (used.has(host)) continue;
      yield {
        span: host.span,
        message: `\`${host.name}\` holds no vip, serves nothing and is named nowhere: no file is written for it, and no request comes to it`,
        help: "name it where it is meant to serve, or remove it",
      };
    }
  },
};
