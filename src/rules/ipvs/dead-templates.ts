import { directorsOf } from "../../analysis/roles.ts";
import { kernelStateOf } from "../../analysis/settings.ts";
import { replace } from "../edits.ts";
import type { Rule } from "../rule.ts";

/** expire_quiescent_template 0: spec/rules/ipvs/dead-templates.md. */
export const deadTemplates: Rule = {
  code: "ipvs/dead-templates",
  severity: "error",
  summary: "persistent clients are sent to a real server that is out",
  *check(topology) {
    for (const server of topology.virtualServers) {
      if (server.persistence === undefined) continue;
      const quiet = server.realServers.find(
        (r) =>
          r.weight.value === 0 || ((r.inhibitOnFailure || server.inhibitOnFailure) && r.checks.length > 0),
      );
      if (quiet === undefined) continue;
      for (const host of directorsOf(server)) {
        const setting = kernelStateOf(topology, host).value("net/ipv4/vs/expire_quiescent_template");
        if (setting?.value !== 0) continue;
        const title = `set \`${setting.key}\` to 1`;
        yield {
          span: setting.span,
          message: `${quiet.weight.value === 0 ? "a drained" : "a failed"} real server of ${server.name} stays with weight 0, and \`${host.name}\` keeps sending it the new connections of its persistent clients, for ${server.persistence.value} s after the last one`,
          related: [
            { span: server.persistence.span, message: "the persistence" },
            { span: quiet.span, message: "the real server" },
          ],
          help: title,
          fix: { title, edits: [replace(setting.span, `sysctl ${setting.key} 1`)], safe: true },
        };
      }
    }
  },
};
