import { isChecked } from "../../analysis/ipvs.ts";
import { directorsOf } from "../../analysis/roles.ts";
import { hasOwnSettings, isAnySet, kernelStateOf } from "../../analysis/settings.ts";
import { replace } from "../edits.ts";
import type { Rule } from "../rule.ts";

/** expire_nodest_conn 0: spec/rules/ipvs/dead-connections.md. */
export const deadConnections: Rule = {
  code: "ipvs/dead-connections",
  severity: "error",
  summary: "connections to a removed real server hang instead of being reset",
  *check(topology) {
    if (!isAnySet(topology)) return;
    for (const server of topology.virtualServers) {
      if (!isChecked(server) || server.protocol !== "tcp") continue;
      const removed = server.realServers.find(
        (r) => r.checks.length > 0 && !r.inhibitOnFailure && !server.inhibitOnFailure,
      );
      if (removed === undefined) continue;
      for (const host of directorsOf(server)) {
        if (!hasOwnSettings(host)) continue;
        const setting = kernelStateOf(topology, host).value("net/ipv4/vs/expire_nodest_conn");
        if (setting?.value !== 0) continue;
        const title = `set \`${setting.key}\` to 1`;
        yield {
          span: setting.span,
          message: `when keepalived takes a dead real server out of ${server.name}, \`${host.name}\` still knows its connections and drops their packets without a word: those clients wait up to 15 minutes instead of connecting again`,
          related: [{ span: server.span, message: "the service" }],
          help: title,
          fix: { title, edits: [replace(setting.span, `sysctl ${setting.key} 1`)], safe: true },
        };
      }
    }
  },
};
