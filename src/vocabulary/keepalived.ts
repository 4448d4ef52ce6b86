/** keepalived's keywords inside vrrp_instance and virtual_server (2.2.7), for native blocks. */
import type { Directive, Version } from "../model/topology.ts";
import type { Report } from "../problems/problem.ts";
import { didYouMean } from "../text/suggest.ts";
import { compareVersions } from "./nginx.ts";

const instance = `accept advert_int authentication auth_pass auth_type check_unicast_src debug dont_track_primary
down_timer_adverts garp_extra_if garp_lower_prio_delay garp_lower_prio_repeat garp_master_delay
garp_master_refresh garp_master_refresh_repeat garp_master_repeat higher_prio_send_advert interface
kernel_rx_buf_size lower_prio_no_advert mcast_dst_ip mcast_src_ip native_ipv6 no_accept nopreempt notify
notify_backup notify_deleted notify_fault notify_master notify_master_rx_lower_pri notify_priority_changes
notify_stop old_unicast_checksum preempt preempt_delay priority promote_secondaries skip_check_adv_addr
smtp_alert state strict_mode track_bfd track_file track_interface track_process track_script track_src_ip
unicast_fault_no_peer unicast_peer unicast_src_ip unicast_ttl use_ipvlan use_vmac use_vmac_addr version
virtual_ipaddress virtual_ipaddress_excluded virtual_router_id virtual_routes virtual_rules vmac_xmit_base vrf`;
const server = `alpha connect_timeout delay_before_retry delay_loop flag-1 flag-2 flag-3 ha_suspend hashed
hysteresis inhibit_on_failure ip_family lb_algo lb_kind lvs_method lvs_sched mh-fallback mh-port omega ops
persistence_engine persistence_granularity persistence_timeout protocol quorum quorum_down quorum_up
real_server retry sh-fallback sh-port smtp_alert snmp_name sorry_server sorry_server_inhibit
sorry_server_lvs_method virtualhost warmup weight`;

const KEYWORDS = {
  vrrp_instance: new Set(instance.split(/\s+/)),
  virtual_server: new Set(server.split(/\s+/)),
} as const;

/** Keywords that came after 2.2.7. */
const LATER: Readonly<Record<string, Version>> = {
  owner_ignore_adverts: [2, 3, 0],
  timer_expired_backup: [2, 3, 0],
  thread_timer_expired: [2, 3, 0],
};

/** Words that keepalived no longer takes, or takes and harms by. */
const GONE: Readonly<Record<string, string>> = {
  nat_mask: "keepalived has no such keyword any more; remove it",
  nb_get_retry: "write `retry`",
  lvs_sync_daemon_interface: "it belongs in global_defs now, as lvs_sync_daemon",
  linkbeat_use_polling: "it belongs at the top level",
};

/** Words that lbc writes itself; a second one would silently win. */
const OWN = new Set([
  "interface",
  "virtual_router_id",
  "priority",
  "state",
  "virtual_ipaddress",
  "lb_kind",
  "lb_algo",
  "protocol",
  "real_server",
]);

/** Checks the statements of a native `keepalived` block; what stands in inner blocks is kept as it is. */
export function checkKeepalived(
  directives: readonly Directive[],
  block: keyof typeof KEYWORDS,
  { version, report }: { readonly version: Version; readonly report: Report },
): void {
  const known = KEYWORDS[block];
  for (const { name, span } of directives) {
    const at = { ...span, end: Math.min(span.end, span.start + name.length) };
    const problem = (code: string, message: string, help: string): void => {
      report({ code, severity: "error", message, span: at, help });
    };
    const gone = Object.hasOwn(GONE, name) ? GONE[name] : undefined;
    const later = Object.hasOwn(LATER, name) ? LATER[name] : undefined;
    if (gone !== undefined) problem("keepalived/deprecated", `\`${name}\` is not for keepalived 2`, gone);
    else if (OWN.has(name))
      problem(
        "keepalived/own-word",
        `\`${name}\` is written by lbc; a second one would win or be refused`,
        "state it in the topology",
      );
    else if (later !== undefined) {
      if (compareVersions(version, later) < 0) {
        problem(
          "keepalived/version",
          `\`${name}\` came with keepalived ${later.join(".")}`,
          "remove it, or raise `target { keepalived VERSION }`",
        );
      }
    } else if (!known.has(name)) {
      const meant = didYouMean(name, known);
      problem(
        "keepalived/unknown-keyword",
        `\`${name.slice(0, 60)}\` is no keyword of ${block}`,
        meant === undefined ? "see keepalived.conf(5)" : `did you mean \`${meant}\`?`,
      );
    }
  }
}
