/** Statements → topology: reads every declaration and ties the names together. */
import type { Problem, Report } from "../problems/problem.ts";
import type { Statement } from "../syntax/tree.ts";
import type { Located, Span } from "../text/source.ts";
import { partition, readStatement, type Field } from "../vocabulary/read.ts";
import { declarations } from "../vocabulary/vocabulary.ts";
import {
  all,
  endpoints,
  find,
  maybe,
  numberField,
  one,
  tableOf,
  textField,
  texts,
  type Table,
} from "./fields.ts";
import { buildHost, buildNetwork, indexNetworks } from "./hosts.ts";
import { buildMemcached, buildNginx, buildRedis, buildStore, buildTomcat } from "./tiers.ts";
import { buildVip } from "./vips.ts";
import { buildVirtualServer } from "./virtual-servers.ts";
import type {
  Host,
  MemcachedTier,
  Network,
  NginxTier,
  Notify,
  RedisTier,
  SessionStore,
  SyncGroup,
  TargetVersions,
  TomcatTier,
  Topology,
  Vip,
  VirtualServer,
} from "./topology.ts";

/** Builds the topology. With errors reported it is incomplete and no target may see it. */
export function build(file: string, statements: readonly Statement[], report: Report): Topology {
  const byKeyword = partition(statements, { words: declarations }, "a topology", report);

  /** Reads the declarations of a kind, one at a time. */
  const read = function* (kind: string): Iterable<Field> {
    const definition = declarations[kind];
    if (definition === undefined) return;
    for (const statement of byKeyword.get(kind) ?? []) yield readStatement(statement, definition, report);
  };
  const table = <T extends { readonly span: Span }>(
    kind: string,
    make: (field: Field, name: Located<string>, flaw: () => void) => T | undefined,
  ): Table<T> => tableOf(read(kind), kind, make, report);

  const networks = table<Network>("network", (field, name, flaw) => {
    if (field.flawed) flaw();
    return buildNetwork(field, name.value);
  });
  const networkOf = indexNetworks([...networks.values()]);
  const networksKnown = networks.flawed.size === 0;
  const owners = new Map<string, { readonly host: string; readonly span: Span }>();
  const hosts = table<Host>("host", (field, name, flaw) =>
    buildHost(field, name, { networkOf, networksKnown, owners, report, flaw }),
  );
  const vips = table<Vip>("vip", (field, name) =>
    buildVip(field, name, { hosts, networkOf, networksKnown, owners, report }),
  );
  const memcacheds = table<MemcachedTier>("memcached", (field, name) =>
    buildMemcached(field, name.value, hosts, report),
  );
  const redises = table<RedisTier>("redis", (field, name) => buildRedis(field, name.value, hosts, report));
  const stores = table<SessionStore>("session_store", (field, name) =>
    buildStore(field, name.value, { memcacheds, redises, report }),
  );
  const tomcats = table<TomcatTier>("tomcat", (field, name) =>
    buildTomcat(field, name.value, hosts, stores, report),
  );
  const nginxes = table<NginxTier>("nginx", (field, name) => buildNginx(field, name.value, hosts, report));
  checkOneNginx([...nginxes.values()], report);
  const syncGroups = table<SyncGroup>("sync_group", (field, name) =>
    buildSyncGroup(field, name.value, vips, report),
  );
  const virtualServers: VirtualServer[] = [];
  for (const field of read("virtual_server")) {
    const server = buildVirtualServer(field, { hosts, vips, owners, report });
    if (server !== undefined) virtualServers.push(server);
  }
  checkServices(virtualServers, report);
  const [notify] = read("notify");
  const [target] = read("target");
  for (const kind of ["lb", "include", "waive"]) for (const field of read(kind)) void field;
  for (const promise of read("expect")) {
    report({
      code: "expect/unchecked",
      severity: "warning",
      message: "this version of lbc reads expectations but does not yet check them: nothing proves this one",
      span: promise.span,
      help: "keep it; do not rely on it",
    });
  }
  return {
    source: file.split("/").at(-1) ?? file,
    target: buildTarget(target),
    networks: [...networks.values()],
    hosts: [...hosts.values()],
    vips: [...vips.values()],
    syncGroups: [...syncGroups.values()],
    virtualServers,
    ...maybe("notify", notify === undefined ? undefined : buildNotify(notify, report)),
    nginxes: [...nginxes.values()],
    tomcats: [...tomcats.values()],
    memcacheds: [...memcacheds.values()],
    redises: [...redises.values()],
    sessionStores: [...stores.values()],
  };
}

function buildTarget(field: Field | undefined): TargetVersions {
  const fields = field?.fields ?? new Map<string, Field[]>();
  const version = (name: string, otherwise: readonly number[]): readonly number[] => {
    const value = one(fields, name)?.args[0]?.value;
    return Array.isArray(value) ? (value as readonly number[]) : otherwise;
  };
  return {
    keepalived: version("keepalived", [2, 2, 7]),
    nginx: version("nginx", [1, 22, 1]),
    kernel: version("kernel", [6, 1]),
    memcached: version("memcached", [1, 6, 18]),
    redis: version("redis", [7, 0, 15]),
    nginxModules: texts(one(fields, "nginx_modules")).map((t) => t.value),
  };
}

function buildSyncGroup(field: Field, name: string, vips: Table<Vip>, report: Report): SyncGroup | undefined {
  const stated = one(field.fields, "group");
  const members = texts(stated).flatMap((member) => {
    const vip = find(vips, "vip", member, report);
    return vip === undefined ? [] : [{ vip, span: member.span }];
  });
  if (stated !== undefined && !stated.flawed && stated.args.length < 2) {
    const message = `the sync group \`${name}\` has ${stated.args.length} vip; a group moves two or more together`;
    report({
      code: "sync-group/alone",
      severity: "error",
      message,
      span: field.span,
      help: "add a vip, or remove the group",
    });
  }
  return { name, vips: members, span: field.span };
}

/** keepalived takes the address as one bare word: nothing that ends a word, begins a comment or is replaced. */
const MAIL = /^[^\s@"#!{}$;\\\u0000-\u001f\u007f]{1,64}@[^\s@"#!{}$;\\\u0000-\u001f\u007f]{1,255}$/u;

function buildNotify(field: Field, report: Report): Notify {
  const { fields } = field;
  const emails = all(fields, "email").flatMap(texts);
  const from = textField(fields, "from");
  for (const email of [...emails, ...(from === undefined ? [] : [from])]) {
    if (!MAIL.test(email.value)) {
      report({
        code: "word/value",
        severity: "error",
        message: `\`${email.value}\` is no mail address`,
        span: email.span,
        help: "write user@host",
      });
    }
  }
  const smtp = endpoints(one(fields, "smtp"))[0];
  return {
    span: field.span,
    emails,
    ...maybe("from", from),
    ...maybe(
      "smtp",
      smtp === undefined
        ? undefined
        : { address: smtp.value.host, port: smtp.value.port ?? 25, span: smtp.span },
    ),
    timeout: numberField(fields, "timeout")?.value ?? 30,
  };
}

/** One host has one /etc/nginx/nginx.conf. */
function checkOneNginx(tiers: readonly NginxTier[], report: Report): void {
  const owner = new Map<Host, NginxTier>();
  for (const tier of tiers) {
    for (const host of tier.hosts) {
      const before = owner.get(host);
      if (before === undefined) owner.set(host, tier);
      else {
        const message = `\`${host.name}\` already runs the nginx \`${before.name}\``;
        report({
          code: "nginx/two-on-a-host",
          severity: "error",
          message,
          span: tier.span,
          related: [{ span: before.span, message: "the other" }],
          help: "put both into one nginx block",
        });
      }
    }
  }
}

/** A second virtual server for one address and port is dropped by keepalived without a word. */
function checkServices(servers: readonly VirtualServer[], report: Report): void {
  const seen = new Map<string, Problem["span"]>();
  for (const server of servers) {
    const keys =
      server.fwmark === undefined
        ? server.endpoints.map((e) => ({ key: `${server.protocol} ${e.vip.name}:${e.port}`, span: e.span }))
        : [{ key: `fwmark ${server.fwmark.value}`, span: server.fwmark.span }];
    for (const { key, span } of keys) {
      const before = seen.get(key);
      if (before === undefined) seen.set(key, span);
      else {
        report({
          code: "virtual-server/duplicate",
          severity: "error",
          message: `${key} is already a virtual server; keepalived would ignore this one`,
          span,
          related: [{ span: before, message: "first declared here" }],
          help: "put the real servers into one",
        });
      }
    }
  }
}
