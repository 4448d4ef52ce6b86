import { holdersOf, isOnLoopback, serviceAddresses, vipsOf } from "../../analysis/roles.ts";
import { kernelStateOf } from "../../analysis/settings.ts";
import { schedulesAgain } from "../../semantics/kernel/ipvs.ts";
import type { Rule } from "../rule.ts";

/** Co-located directors: spec/rules/ipvs/loop.md. */
export const loop: Rule = {
  code: "ipvs/loop",
  severity: "error",
  summary: "directors that are real servers too send packets round",
  *check(topology) {
    for (const server of topology.virtualServers) {
      const method = server.forward.value;
      for (const vip of vipsOf(server)) {
        const directors = holdersOf(vip).map((h) => h.host);
        // Without the vip the standby drops the packet: arp/missing-vip.
        if (directors.every((d) => d.loopback.length === 0)) continue;
        const own = server.realServers.filter((r) => r.host !== undefined && directors.includes(r.host));
        for (const { host, span } of own) {
          const other = directors.find((d) => d !== host);
          const address = serviceAddresses(vip)[0]?.address;
          if (host === undefined || other === undefined || address === undefined) continue;
          if (!isOnLoopback(host, address)) continue;
          const backupOnly = kernelStateOf(topology, host).value("net/ipv4/vs/backup_only")?.value === 1;
          if (!schedulesAgain({ method, standbyHasTable: true, backupOnly, syncBackup: false })) continue;
          const back = own.some((r) => r.host === other);
          yield {
            span,
            message: `\`${host.name}\` is a director of ${vip.name} too and has the same table: while \`${other.name}\` is master, \`${host.name}\` schedules again what it is sent${back ? ` and gives part of it back to \`${other.name}\`, so that a connection circles until its packets expire` : ", and passes part of it on to others"}`,
            related: [{ span: vip.span, message: "the vip" }],
            help: `take the directors out of the service${backupOnly ? "; `backup_only` counts only beside a sync daemon" : ""}`,
          };
        }
      }
    }
  },
};
