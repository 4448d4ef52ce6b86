/** nginx, Tomcat, memcached, redis and session stores. */
import type { Report } from "../problems/problem.ts";
import type { Located } from "../text/source.ts";
import type { Field, Fields } from "../vocabulary/read.ts";
import { all, find, has, maybe, numberField, one, textField, texts, type Table } from "./fields.ts";
import { hostsOf } from "./hosts.ts";
import { nativeDirectives } from "./native.ts";
import type { Host, MemcachedTier, NginxTier, RedisTier, SessionStore, TomcatTier } from "./topology.ts";

export function buildNginx(field: Field, name: string, hosts: Table<Host>, report: Report): NginxTier {
  return {
    name,
    span: field.span,
    hosts: hostsOf(field, hosts, report),
    directives: nativeDirectives(field.native),
  };
}

export function buildMemcached(
  field: Field,
  name: string,
  hosts: Table<Host>,
  report: Report,
): MemcachedTier {
  const { fields, span } = field;
  const memory = numberField(fields, "memory");
  if (memory !== undefined && memory.value % 1024 ** 2 !== 0) {
    report({
      code: "word/value",
      severity: "error",
      message: "memcached counts memory in whole megabytes",
      span: memory.span,
      help: "write a size such as 128m",
    });
  }
  return {
    name,
    span,
    hosts: hostsOf(field, hosts, report),
    port: numberField(fields, "port")?.value ?? 11_211,
    memory: memory ?? { value: 64 * 1024 ** 2, span },
    ...maybe("maxItemSize", numberField(fields, "max_item_size")?.value),
    ...maybe("connections", numberField(fields, "connections")?.value),
    noEvict: has(fields, "no_evict"),
  };
}

export function buildRedis(field: Field, name: string, hosts: Table<Host>, report: Report): RedisTier {
  const { fields } = field;
  const password = textField(fields, "password");
  if (password !== undefined && !/^[\x20-\x7e]{1,512}$/.test(password.value)) {
    report({
      code: "word/value",
      severity: "error",
      message: "a password for redis is 1 to 512 characters of printable ASCII",
      span: password.span,
      help: "choose another",
    });
  }
  return {
    name,
    span: field.span,
    hosts: hostsOf(field, hosts, report),
    port: numberField(fields, "port")?.value ?? 6379,
    ...maybe("memory", numberField(fields, "memory")),
    ...maybe("password", password?.value),
    appendonly: textField(fields, "appendonly")?.value === "yes",
  };
}

export type StoreContext = {
  readonly memcacheds: Table<MemcachedTier>;
  readonly redises: Table<RedisTier>;
  readonly report: Report;
};

/** Words of a session store that only some kinds have. */
const ONLY: Readonly<Record<string, SessionStore["kind"][]>> = {
  locking_mode: ["memcached"],
  ignore_uri: ["memcached"],
  transcoder: ["memcached"],
  operation_timeout: ["memcached"],
  lock_expiration: ["memcached"],
  attribute_filter: ["memcached"],
  sticky: ["memcached"],
  backup: ["memcached", "cluster"],
  key_prefix: ["memcached", "redisson"],
  manager: ["cluster"],
  receiver_port: ["cluster"],
  read_mode: ["redisson"],
  update_mode: ["redisson"],
};

export function buildStore(field: Field, name: string, context: StoreContext): SessionStore | undefined {
  const { report, memcacheds, redises } = context;
  const { fields, span } = field;
  const where = texts(field).slice(1);
  const at = where[0];
  if (at === undefined) return undefined; // reported where it was read
  if (where.length > 1) {
    const message = "a session store lives in one place";
    report({
      code: "word/arguments",
      severity: "error",
      message,
      span: where[1]?.span ?? span,
      help: "write `on TIER`, `cluster` or `local`",
    });
    return undefined;
  }
  const memcached = memcacheds.get(at.value);
  const redis = redises.get(at.value);
  let kind: SessionStore["kind"];
  if (at.value === "local" || at.value === "cluster") kind = at.value;
  else if (memcached !== undefined) kind = "memcached";
  else if (redis !== undefined) kind = "redisson";
  else {
    const flawed = new Set([...memcacheds.flawed, ...redises.flawed]);
    const tiers = Object.assign(new Map<string, unknown>([...memcacheds, ...redises]), { flawed });
    find(tiers, "memcached or redis", at, report);
    return undefined;
  }
  for (const [word, kinds] of Object.entries(ONLY)) {
    const wrong = one(fields, word);
    if (wrong !== undefined && !kinds.includes(kind)) {
      const message = `\`${word}\` means nothing for a ${kind === "redisson" ? "redis" : kind} store`;
      report({ code: "store/word", severity: "error", message, span: wrong.span, help: "remove it" });
    }
  }
  const backup = one(fields, "backup");
  const sync = texts(backup)[0]?.value !== "async";
  const keyPrefix = maybe("keyPrefix", textField(fields, "key_prefix")?.value);
  switch (kind) {
    case "local":
      return { kind, name, span };
    case "cluster":
      return {
        kind,
        name,
        span,
        manager: textField(fields, "manager")?.value === "backup" ? "backup" : "delta",
        sync,
        receiverPort: numberField(fields, "receiver_port")?.value ?? 4000,
      };
    case "redisson":
      if (redis === undefined) return undefined;
      return {
        kind,
        name,
        span,
        tier: redis,
        readMode: textField(fields, "read_mode")?.value === "MEMORY" ? "MEMORY" : "REDIS",
        updateMode: textField(fields, "update_mode")?.value === "AFTER_REQUEST" ? "AFTER_REQUEST" : "DEFAULT",
        ...keyPrefix,
      };
    case "memcached": {
      if (memcached === undefined) return undefined;
      const transcoder = textField(fields, "transcoder")?.value;
      const locking = textField(fields, "locking_mode");
      if (locking !== undefined && !/^(none|all|auto|uriPattern:.+)$/i.test(locking.value)) {
        const help = "write none, all, auto or uriPattern:REGEX";
        report({
          code: "word/value",
          severity: "error",
          message: `\`${locking.value}\` is no locking mode`,
          span: locking.span,
          help,
        });
      }
      return {
        kind,
        name,
        span,
        tier: memcached,
        sticky: textField(fields, "sticky")?.value === "yes",
        ...maybe("lockingMode", locking?.value),
        backup: { sync, ...maybe("timeout", numberField(backup?.fields ?? new Map(), "timeout")?.value) },
        ...maybe("ignoreUri", textField(fields, "ignore_uri")?.value),
        ...maybe("transcoder", transcoder as "java" | "kryo" | "javolution" | "xstream" | "json" | undefined),
        ...maybe("operationTimeout", numberField(fields, "operation_timeout")?.value),
        ...maybe("lockExpiration", numberField(fields, "lock_expiration")?.value),
        ...maybe("attributeFilter", textField(fields, "attribute_filter")?.value),
        ...keyPrefix,
      };
    }
  }
}

/** XML takes each attribute once. */
function attributes(
  fields: Fields,
  report: Report,
  doc?: Field,
): { readonly name: string; readonly value: string; readonly span: Field["span"] }[] {
  const seen = new Map<string, Field["span"]>(doc === undefined ? [] : [["docBase", doc.span]]);
  return all(fields, "*").flatMap((f) => {
    const value = texts(f)[0];
    const before = seen.get(f.keyword.value);
    if (before !== undefined) {
      report({
        code: "word/duplicate",
        severity: "error",
        message: `the attribute \`${f.keyword.value}\` is already stated`,
        span: f.span,
        related: [{ span: before, message: "first stated here" }],
        help: "keep one of them",
      });
      return [];
    }
    seen.set(f.keyword.value, f.span);
    return value === undefined ? [] : [{ name: f.keyword.value, value: value.value, span: f.span }];
  });
}

export function buildTomcat(
  field: Field,
  name: string,
  hosts: Table<Host>,
  stores: Table<SessionStore>,
  report: Report,
): TomcatTier {
  const { fields, span } = field;
  const own = hostsOf(field, hosts, report);
  const version = numberField(fields, "version") ?? { value: 10, span };
  const contexts = all(fields, "context").map((f) => {
    const path: Located<string> = texts(f)[0] ?? { value: "/", span: f.span };
    if (
      !/^\/([A-Za-z0-9_.~#-]+(\/[A-Za-z0-9_.~-]+)*)?$/.test(path.value) ||
      /(^|\/)\.\.?(\/|$)/.test(path.value)
    ) {
      report({
        code: "word/value",
        severity: "error",
        message: `\`${path.value}\` is no context path`,
        span: path.span,
        help: "write `/` or `/name`",
      });
    }
    const storeName = textField(f.fields, "sessions");
    const store = storeName === undefined ? undefined : find(stores, "session_store", storeName, report);
    if (store?.kind === "memcached" && version.value > 9 && storeName !== undefined) {
      report({
        code: "store/tomcat-version",
        severity: "error",
        message: `memcached-session-manager has no release for Tomcat ${version.value}: the context would not start`,
        span: storeName.span,
        related: [{ span: version.span, message: "the version" }],
        help: "use `version 9`, a `cluster` store or redis",
      });
    }
    return {
      path: path.value,
      span: f.span,
      ...maybe("docBase", textField(f.fields, "doc_base")?.value),
      ...maybe("store", store),
      attributes: attributes(f.fields, report, one(f.fields, "doc_base")),
    };
  });
  checkPaths(contexts, report);
  const connectors = all(fields, "connector").map((f) => ({
    port: (f.args[0]?.value as number | undefined) ?? 8080,
    span: f.span,
    attributes: attributes(f.fields, report),
  }));
  // In a cluster that any balancer may serve, a route would give a session a new id at every hop.
  const wantsRoute = contexts.some(({ store }) => store?.kind === "memcached" && store.sticky);
  const stated = textField(fields, "jvm_route")?.value;
  const routed = stated === undefined ? wantsRoute : stated === "auto";
  const remote = one(fields, "remote_ip");
  return {
    name,
    span,
    hosts: own,
    version,
    connectors: connectors.length > 0 ? connectors : [{ port: 8080, span, attributes: [] }],
    contexts,
    shutdownPort: numberField(fields, "shutdown_port")?.value ?? -1,
    ...maybe("jvmRoutes", routed ? uniqueRoutes(own) : undefined),
    ...maybe(
      "remoteIp",
      remote === undefined
        ? undefined
        : {
            span: remote.span,
            ...maybe("internalProxies", textField(remote.fields, "internal_proxies")?.value),
            remoteIpHeader: textField(remote.fields, "header")?.value ?? "X-Forwarded-For",
            protocolHeader: textField(remote.fields, "protocol_header")?.value ?? "X-Forwarded-Proto",
          },
    ),
  };
}

/** Tomcat names an application's file for its path, in which `/` becomes `#`: each path once. */
function checkPaths(contexts: TomcatTier["contexts"], report: Report): void {
  const seen = new Map<string, TomcatTier["contexts"][number]>();
  for (const context of contexts) {
    const name = context.path.replace(/^\//, "").replaceAll("/", "#") || "ROOT";
    const before = seen.get(name);
    if (before === undefined) seen.set(name, context);
    else {
      report({
        code: "name/duplicate",
        severity: "error",
        message: `the context \`${context.path}\` is declared twice`,
        span: context.span,
        related: [{ span: before.span, message: "first declared here" }],
        help: "put both into one",
      });
    }
  }
}

/** A route a host, of letters, digits and `_`: a dot would make memcached-session-manager skip every backup. */
function uniqueRoutes(hosts: readonly Host[]): readonly string[] {
  const seen = new Set<string>();
  return hosts.map((host) => {
    let route = host.name.replace(/[^A-Za-z0-9_]/g, "_");
    while (seen.has(route)) route += "_";
    seen.add(route);
    return route;
  });
}
