/** Statements → topology: reads every declaration and ties the names together. */
import type { Report } from "../problems/problem.ts";
import type { Statement } from "../syntax/tree.ts";
import type { Located, Span } from "../text/source.ts";
import { didYouMean } from "../text/suggest.ts";
import { noFields, type Field } from "../vocabulary/field.ts";
import { partition, reader } from "../vocabulary/read.ts";
import { checkVersions, mayLack } from "../vocabulary/versions.ts";
import { declarations } from "../vocabulary/vocabulary.ts";
import { checkOneNginx, checkServices } from "./collisions.ts";
import type { Expectation } from "./topology.ts";
import { buildExpectation, servicesOf } from "./expects.ts";
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
import { keptTable } from "./kept-table.ts";
import type { Memo } from "./memo.ts";
import { nativeDirectives } from "./native.ts";
import type { Row } from "./rows.ts";
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

  /** What was read of the declarations of a kind. */
  const kept = (kind: string, memo: Memo): Row<Field> => {
    const definition = declarations[kind];
    const all = byKeyword.get(kind);
    if (definition === undefined || all === undefined) return NO_FIELDS;
    return memo.each(`field ${kind}`, all, undefined, (one, to) => reader(to)(one, definition));
  };
  /** Reads the declarations of a kind, one at a time. */
  const read = function* (kind: string, report: Report): Iterable<Field> {
    const definition = declarations[kind];
    if (definition === undefined) return;
    if (memo === undefined) {
      const readField = reader(report);
      for (const statement of byKeyword.get(kind) ?? []) yield readField(statement, definition);
      return;
    }
    const { values, problems } = kept(kind, memo);
    for (const [i, field] of values.entries()) {
      for (const problem of problems[i] ?? []) report(problem);
      yield field;
    }
  };
  /** What all declarations after the networks depend on. */
  let env: unknown;
  const table = <T extends { readonly span: Span }>(
    kind: string,
    make: (field: Field, name: Located<string>, flaw: () => void, report: Report) => T | undefined,
  ): Table<T> => {
    if (memo !== undefined) return keptTable(memo, kind, kept(kind, memo), env, make, report, hidden);
    const makeOne = (field: Field, name: Located<string>, flaw: () => void) =>
      make(field, name, flaw, report);
    return tableOf(read(kind, report), kind, makeOne, report, hidden);
  };

  const networks = table<Network>("network", (field, name, flaw) => {
    if (field.flawed) flaw();
    return buildNetwork(field, name.value);
  });
  const networkOf = indexNetworks([...networks.values()]);
  const networksKnown = () => networks.flawed.size === 0;
  env = memo?.same("networks", [facts, ...networks.values()]);
  const owners =
    memo?.makings.owners<{ readonly host: string; readonly span: Span }>() ??
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
  const makeServer = (field: Field, report: Report) =>
    buildVirtualServer(field, { hosts, vips, owners, report });
  const servers = memo?.makings.all("virtual_server", kept("virtual_server", memo).values, env, makeServer);
  const virtualServers: VirtualServer[] = [];
  let next = 0;
  for (const field of read("virtual_server", report)) {
    for (const problem of servers?.problems[next] ?? []) report(problem);
    const server = servers === undefined ? makeServer(field, report) : servers.values[next++];
    if (server !== undefined) virtualServers.push(server);
  }
  const checkAll = (to: Report) => checkServices(virtualServers, to, memo);
  if (memo === undefined) checkAll(report);
  else memo.once("services", memo.same("servers", virtualServers), undefined, report, checkAll);
  const [notify] = read("notify", report);
  const [globalDefs] = read("global_defs", report);
  const [stated] = read("target", report);
  const target =
    memo === undefined
      ? buildTarget(stated)
      : memo.once("target", stated ?? declarations, undefined, report, () => buildTarget(stated));
  if (memo === undefined) checkVersions(statements, { words: declarations }, target, report);
  else if (mayLack(target))
    for (const found of memo.each("versions", statements, target, (one, to) =>
      checkVersions([one], { words: declarations }, target, to),
    ).problems)
      for (const problem of found ?? []) report(problem);
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

const NO_FIELDS: Row<Field> = { values: [], problems: [] };

/** Names that a statement which is not understood may have meant to declare; `*` for any. */
function hiddenNames(statements: readonly Statement[]): readonly string[] {
  const unknown = statements.filter(({ keyword }) => !Object.hasOwn(declarations, keyword));
  return unknown.flatMap(({ words: [keyword, name] }) => {
    const isInclude = didYouMean(keyword.value, ["include"]) !== undefined || keyword.value.endsWith(".lb");
    return isInclude ? ["*"] : [keyword.value, name?.value ?? "*"];
  });
}

function buildTarget(field: Field | undefined): TargetVersions {
  const fields = field?.fields ?? noFields;
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
  judgeOwners(members, report);
  const native = nativeDirectives(one(field.fields, "keepalived")?.native ?? []);
  return { name, vips: members, span: field.span, native };
}

/** Of a group a host is the owner of all addresses, as keepalived is told with `strict` and 255, or of none. */
function judgeOwners(members: SyncGroup["vips"], report: Report): void {
  const parts = members.flatMap(({ vip }) =>
    vip.directors.map(({ host, priority }) => ({
      host,
      priority,
      isOwner: vip.strict && priority.value === 255,
    })),
  );
  for (const [i, { host, priority, isOwner }] of parts.entries()) {
    // keepalived 2.2.7 looks at the others only when the first is its own.
    if (!isOwner || parts.findIndex((part) => part.host === host) !== i) continue;
    const other = parts.find((part) => part.host === host && !part.isOwner);
    if (other === undefined) continue;
    report({
      code: "sync-group/owner",
      severity: "error",
      message: `\`${host.name}\` owns this vip, by \`strict\` and 255, and not every vip of the group: keepalived refuses the file`,
      span: priority.span,
      related: [{ span: other.priority.span, message: "another of the group" }],
      help: "write `strict` and 255 in each of them, or 254 at most",
    });
  }
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
