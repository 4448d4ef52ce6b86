/** Statements → topology: reads every declaration and ties the names together. */
import type { Problem, Report } from "../problems/problem.ts";
import type { Statement } from "../syntax/tree.ts";
import type { Located, Span } from "../text/source.ts";
import { didYouMean } from "../text/suggest.ts";
import { partition, reader, type Field } from "../vocabulary/read.ts";
import { checkVersions, mayLack } from "../vocabulary/versions.ts";
import { declarations } from "../vocabulary/vocabulary.ts";
import { buildExpectation, servicesOf, type Expectation } from "./expects.ts";
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
import type { Memo } from "./memo.ts";
import { nativeDirectives } from "./native.ts";
import { buildMemcached, buildRedis, buildStore } from "./stores.ts";
import { buildNginx, buildTomcat } from "./tiers.ts";
import { buildVip } from "./vips.ts";
import { buildVirtualServer } from "./virtual-servers.ts";
import type {
  Facts,
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
  Unused,
  Vip,
  Versioned,
  VirtualServer,
} from "./topology.ts";

/**
 * Builds the topology. With errors reported it is incomplete and no target may see it. `isWhole`: whether every
 * included file was read; `unused`: what of its own words nothing used; `facts`: what was found on hosts, by their names.
 */
export function build(
  file: string,
  statements: readonly Statement[],
  report: Report,
  {
    isWhole,
    unused,
    facts,
  }: {
    readonly isWhole: boolean;
    readonly unused: readonly Unused[];
    readonly facts: ReadonlyMap<string, Facts>;
  },
  memo?: Memo,
): Topology {
  const hidden = isWhole ? hiddenNames(statements) : ["*"];
  const byKeyword = partition(statements, { words: declarations }, "a topology", report);

  /** Reads the declarations of a kind, one at a time. */
  const read = function* (kind: string, report: Report): Iterable<Field> {
    const definition = declarations[kind];
    if (definition === undefined) return;
    const readField = reader(report);
    for (const statement of byKeyword.get(kind) ?? [])
      yield memo === undefined
        ? readField(statement, definition)
        : memo.once("field", statement, undefined, report, (to) => reader(to)(statement, definition));
  };
  /** What all declarations after the networks depend on. */
  let env: unknown;
  const made = <T>(field: Field, report: Report, make: (to: Report) => T): T =>
    memo === undefined ? make(report) : memo.made(field, env, report, make);
  const table = <T extends { readonly span: Span }>(
    kind: string,
    make: (field: Field, name: Located<string>, flaw: () => void, report: Report) => T | undefined,
  ): Table<T> => {
    const makeTable = (report: Report) => tableOf(read(kind, report), kind, makeOne(report), report, hidden);
    const makeOne = (report: Report) => (field: Field, name: Located<string>, flaw: () => void) => {
      const { thing, flawed } = made(field, report, (to) => {
        let flawed = false;
        return { thing: make(field, name, () => (flawed = true), to), flawed };
      });
      if (flawed) flaw();
      return thing;
    };
    if (memo === undefined) return makeTable(report);
    return memo.table(kind, [env, ...hidden, ...(byKeyword.get(kind) ?? [])], report, makeTable);
  };

  const networks = table<Network>("network", (field, name, flaw) => {
    if (field.flawed) flaw();
    return buildNetwork(field, name.value);
  });
  const networkOf = indexNetworks([...networks.values()]);
  const networksKnown = networks.flawed.size === 0;
  env = memo?.same("networks", [networksKnown, facts, ...networks.values()]);
  const owners =
    memo?.owners<{ readonly host: string; readonly span: Span }>() ??
    new Map<string, { readonly host: string; readonly span: Span }>();
  const hosts = table<Host>("host", (field, name, flaw, report) => {
    if (field.flawed) flaw();
    return buildHost(field, name, { networkOf, networksKnown, owners, facts, report, flaw });
  });
  const vips = table<Vip>("vip", (field, name, _, report) =>
    buildVip(field, name, { hosts, networkOf, networksKnown, owners, report }),
  );
  const memcacheds = table<MemcachedTier>("memcached", (field, name, _, report) =>
    buildMemcached(field, name.value, hosts, report),
  );
  const redises = table<RedisTier>("redis", (field, name, _, report) =>
    buildRedis(field, name.value, hosts, report),
  );
  const stores = table<SessionStore>("session_store", (field, name, _, report) =>
    buildStore(field, name.value, { memcacheds, redises, report }),
  );
  const tomcats = table<TomcatTier>("tomcat", (field, name, _, report) =>
    buildTomcat(field, name.value, hosts, stores, report),
  );
  const nginxes = table<NginxTier>("nginx", (field, name, _, report) =>
    buildNginx(field, name.value, hosts, report),
  );
  checkOneNginx([...nginxes.values()], report);
  const syncGroups = table<SyncGroup>("sync_group", (field, name, _, report) =>
    buildSyncGroup(field, name.value, vips, report),
  );
  const virtualServers: VirtualServer[] = [];
  for (const field of read("virtual_server", report)) {
    const server = made(field, report, (to) =>
      buildVirtualServer(field, { hosts, vips, owners, report: to }),
    );
    if (server !== undefined) virtualServers.push(server);
  }
  checkServices(virtualServers, report);
  const [notify] = read("notify", report);
  const [globalDefs] = read("global_defs", report);
  const [stated] = read("target", report);
  const target =
    memo === undefined
      ? buildTarget(stated)
      : memo.once("target", stated ?? declarations, undefined, report, () => buildTarget(stated));
  if (memo === undefined) checkVersions(statements, { words: declarations }, target, report);
  else if (mayLack(target))
    for (const one of statements)
      memo.once("versions", one, target, report, (to) =>
        checkVersions([one], { words: declarations }, target, to),
      );
  for (const kind of ["lb", "include"]) for (const field of read(kind, report)) void field;
  const services = servicesOf(
    byKeyword.has("expect") ? virtualServers : [],
    hidden.length === 0 && virtualServers.length === (byKeyword.get("virtual_server") ?? []).length,
  );
  const expectations: Expectation[] = [];
  for (const field of read("expect", report)) {
    const expectation = buildExpectation(field, { hosts, vips, stores, services, report });
    if (expectation !== undefined) expectations.push(expectation);
  }
  const listed = <T>(kind: string, things: Iterable<T>): readonly T[] =>
    memo?.same(`all ${kind}`, [...things]) ?? [...things];
  return {
    source: file.split("/").at(-1) ?? file,
    target,
    networks: listed("network", networks.values()),
    hosts: listed("host", hosts.values()),
    vips: listed("vip", vips.values()),
    syncGroups: listed("sync_group", syncGroups.values()),
    virtualServers: listed("virtual_server", virtualServers),
    ...maybe("notify", notify === undefined ? undefined : buildNotify(notify, report)),
    globalDefs: nativeDirectives(globalDefs?.native ?? []),
    nginxes: listed("nginx", nginxes.values()),
    tomcats: listed("tomcat", tomcats.values()),
    memcacheds: listed("memcached", memcacheds.values()),
    redises: listed("redis", redises.values()),
    sessionStores: listed("session_store", stores.values()),
    expectations,
    unused,
  };
}

/** Names that a statement which is not understood may have meant to declare; `*` for any. */
function hiddenNames(statements: readonly Statement[]): readonly string[] {
  const unknown = statements.filter(({ keyword }) => !Object.hasOwn(declarations, keyword));
  return unknown.flatMap(({ words: [keyword, name] }) => {
    const isInclude = didYouMean(keyword.value, ["include"]) !== undefined || keyword.value.endsWith(".lb");
    return isInclude ? ["*"] : [keyword.value, name?.value ?? "*"];
  });
}

function buildTarget(field: Field | undefined): TargetVersions {
  const fields = field?.fields ?? new Map<string, Field[]>();
  const places: Partial<Record<Versioned, Span>> = {};
  const version = (name: Versioned, otherwise: readonly number[]): readonly number[] => {
    const stated = one(fields, name);
    if (stated !== undefined) places[name] = stated.span;
    const value = stated?.args[0]?.value;
    return Array.isArray(value) ? (value as readonly number[]) : otherwise;
  };
  return {
    keepalived: version("keepalived", [2, 2, 7]),
    nginx: version("nginx", [1, 22, 1]),
    kernel: version("kernel", [6, 1]),
    memcached: version("memcached", [1, 6, 18]),
    redis: version("redis", [7, 0, 15]),
    places,
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
  const native = nativeDirectives(one(field.fields, "keepalived")?.native ?? []);
  return { name, vips: members, span: field.span, native };
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
