import { directorsOf, familiesOf } from "../../analysis/roles.ts";
import { kernelStateOf } from "../../analysis/settings.ts";
import { replace } from "../edits.ts";
import type { Rule } from "../rule.ts";

/** ip_forward 0: spec/rules/ipvs/no-forwarding.md. */
export const noForwarding: Rule = {
  code: "ipvs/no-forwarding",
  severity: "error",
  summary: "the director of a NAT service does not forward packets",
  *check(topology) {
    const keys = { 4: "net/ipv4/ip_forward", 6: "net/ipv6/conf/all/forwarding" } as const;
    for (const server of topology.virtualServers) {
      if (server.forward.value !== "nat") continue;
      for (const host of directorsOf(server)) {
        for (const family of familiesOf(server)) {
          const setting = kernelStateOf(topology, host).value(keys[family]);
          if (setting === undefined || setting.value !== 0) continue;
          const title = `set \`${setting.key}\` to 1`;
          yield {
            span: setting.span,
            message: `with \`forward nat\` answers pass \`${host.name}\`, and with ${setting.key} 0 it drops them: while it holds ${server.name} every connection times out`,
            related: [{ span: server.forward.span, message: "by NAT" }],
            help: title,
            fix: { title, edits: [replace(setting.span, `sysctl ${setting.key} 1`)], safe: true },
          };
        }
      }
    }
  },
};
