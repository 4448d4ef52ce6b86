/** What is judged about a topology after it is built and before anything is emitted. */
import { maybe } from "./model/fields.ts";
import type { Memo } from "./model/memo.ts";
import type { Topology } from "./model/topology.ts";
import type { Report } from "./problems/problem.ts";
import { judgeTexts } from "./targets/expressible.ts";
import { judgeNginx } from "./targets/nginx/expressible.ts";
import { checkKeepalived } from "./vocabulary/keepalived.ts";
import { checkNginx } from "./vocabulary/nginx-check.ts";

type Judge = (topology: Topology, report: Report) => void;

/** Native nginx statements against the catalogue. */
const nginxStatements: Judge = ({ nginxes, target }, report) => {
  for (const tier of nginxes) {
    checkNginx(tier.directives, { version: target.nginx, modules: target.nginxModules, report });
  }
};

/** Native keepalived statements against the catalogue. */
const keepalivedStatements: Judge = ({ vips, syncGroups, virtualServers, globalDefs, target }, report) => {
  const options = { version: target.keepalived, report };
  checkKeepalived(globalDefs, "global_defs", options);
  for (const vip of vips) checkKeepalived(vip.native, "vrrp_instance", options);
  for (const group of syncGroups) checkKeepalived(group.native, "vrrp_sync_group", options);
  for (const server of virtualServers) checkKeepalived(server.native, "virtual_server", options);
};

/** Judges whose word on a thing does not depend on another. */
const alone: readonly Judge[] = [nginxStatements, keepalivedStatements, judgeTexts];

export function judgeAll(topology: Topology, report: Report, memo?: Memo): void {
  if (memo === undefined) {
    for (const judge of [...alone, judgeNginx]) judge(topology, report);
    return;
  }
  const { target, nginxes, globalDefs, notify } = topology;
  const nothing: Topology = {
    source: topology.source,
    target,
    networks: [],
    hosts: [],
    vips: [],
    syncGroups: [],
    virtualServers: [],
    globalDefs: [],
    nginxes: [],
    tomcats: [],
    memcacheds: [],
    redises: [],
    sessionStores: [],
    expectations: [],
    unused: [],
  };
  for (const judge of alone) judge({ ...nothing, globalDefs, ...maybe("notify", notify) }, report);
  for (const kind of KINDS) {
    const { problems } = memo.each<object, void>(`judged ${kind}`, topology[kind], target, (thing, to) => {
      for (const judge of alone) judge({ ...nothing, [kind]: [thing] }, to);
    });
    for (const found of problems) for (const problem of found ?? []) report(problem);
  }
  const others = memo.same<unknown>("named in nginx", [
    topology.hosts,
    topology.vips,
    topology.tomcats,
    target,
  ]);
  if (nginxes.length > 0)
    memo.once("judged nginx", nginxes, others, report, (to) => judgeNginx(topology, to));
}

const KINDS = [
  "nginxes",
  "vips",
  "syncGroups",
  "virtualServers",
  "hosts",
  "tomcats",
  "sessionStores",
] as const;
