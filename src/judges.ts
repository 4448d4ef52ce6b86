/** What is judged about a topology after it is built and before anything is emitted. */
import type { Topology } from "./model/topology.ts";
import type { Report } from "./problems/problem.ts";
import { judgeTexts } from "./targets/expressible.ts";
import { checkKeepalived } from "./vocabulary/keepalived.ts";
import { checkNginx } from "./vocabulary/nginx.ts";

export type Judge = (topology: Topology, report: Report) => void;

/** Native nginx statements against the catalogue. */
const nginxStatements: Judge = ({ nginxes, target }, report) => {
  for (const tier of nginxes) {
    checkNginx(tier.directives, { version: target.nginx, modules: target.nginxModules, report });
  }
};

/** Native keepalived statements against the catalogue. */
const keepalivedStatements: Judge = ({ vips, virtualServers, target }, report) => {
  const options = { version: target.keepalived, report };
  for (const vip of vips) checkKeepalived(vip.native, "vrrp_instance", options);
  for (const server of virtualServers) checkKeepalived(server.native, "virtual_server", options);
};

export const judges: readonly Judge[] = [nginxStatements, keepalivedStatements, judgeTexts];
