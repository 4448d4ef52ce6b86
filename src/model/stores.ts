/** memcached, redis and session stores. */
import type { Report } from "../problems/problem.ts";
import type { Located } from "../text/source.ts";
import { noFields, type Field } from "../vocabulary/field.ts";
import { find, has, maybe, numberField, one, textField, texts, type Table } from "./fields.ts";
import { hostsOf } from "./hosts.ts";
import { addressOf, type Host, type MemcachedTier, type RedisTier, type SessionStore } from "./topology.ts";

const MEBIBYTE = 1024 ** 2;

export function buildMemcached(
  field: Field,
  name: string,
  hosts: Table<Host>,
  report: Report,
): MemcachedTier {
  const { fields, span } = field;
  const memory = numberField(fields, "memory") ?? { value: 64 * MEBIBYTE, span };
  const largest = numberField(fields, "max_item_size");
  checkMemory(memory, largest, report);
  return {
    name,
    span,
    hosts: hostsOf(field, hosts, report),
    port: numberField(fields, "port")?.value ?? 11_211,
    memory,
    ...maybe("maxItemSize", largest?.value),
    ...maybe("connections", numberField(fields, "connections")?.value),
    noEvict: has(fields, "no_evict"),
  };
}

/** What memcached refuses to start with: memcached.c of 1.6, where it reads its options. */
function checkMemory(memory: Located<number>, largest: Located<number> | undefined, report: Report): void {
  const wrong = ({ span }: Located<number>, message: string, help: string): void =>
    report({ code: "word/value", severity: "error", message, span, help });
  if (memory.value % MEBIBYTE !== 0) {
    wrong(memory, "memcached counts memory in whole megabytes", "write a size such as 128m");
  } else if (largest !== undefined && largest.value % (MEBIBYTE / 2) !== 0) {
    const message = "memcached starts only with a largest item of whole half megabytes";
    wrong(largest, message, "write a size such as 512k, 1m or 1536k");
  } else if ((largest?.value ?? MEBIBYTE) * 2 > memory.value) {
    const message = "memcached does not start when its largest item takes more than half of its memory";
    if (largest === undefined) wrong(memory, `${message}; that is 1m`, "write `memory 2m` or more");
    else wrong(largest, message, "give it more `memory`, or a smaller `max_item_size`");
  }
}

export function buildRedis(field: Field, name: string, hosts: Table<Host>, report: Report): RedisTier {
  const { fields } = field;
  const own = hostsOf(field, hosts, report);
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
    hosts: own,
    port: numberField(fields, "port")?.value ?? 6379,
    ...maybe("memory", numberField(fields, "memory")),
    ...maybe("password", password?.value),
    // A master that comes back empty empties its replicas.
    appendonly: (textField(fields, "appendonly")?.value ?? (own.length > 1 ? "yes" : "no")) === "yes",
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
  live_sessions: ["memcached"],
  session_size: ["memcached"],
  attribute_filter: ["memcached"],
  sticky: ["memcached"],
  backup: ["memcached", "cluster"],
  key_prefix: ["memcached", "redisson"],
  manager: ["cluster"],
  receiver_port: ["cluster"],
  read_mode: ["redisson"],
  update_mode: ["redisson"],
};

/** What memcached-session-manager reads for sessions that are not sticky only. */
const LOCKS: ReadonlySet<string> = new Set(["locking_mode", "lock_expiration"]);

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
  if (memcached !== undefined && redis !== undefined)
    report({
      code: "name/duplicate",
      severity: "error",
      message: `\`${at.value}\` is a memcached and a redis: the sessions could be in either`,
      span: at.span,
      related: [memcached, redis].map((tier) => ({ span: tier.span, message: "one of them" })),
      help: "rename one of them",
    });
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
  const meaningless = (word: string, wrong: Field, of: string): void => {
    const message = `\`${word}\` means nothing for ${of}`;
    report({ code: "store/word", severity: "error", message, span: wrong.span, help: "remove it" });
  };
  const sticky = textField(fields, "sticky")?.value === "yes";
  for (const [word, kinds] of Object.entries(ONLY)) {
    const wrong = one(fields, word);
    if (wrong === undefined) continue;
    if (!kinds.includes(kind)) {
      meaningless(word, wrong, `a ${kind === "redisson" ? "redis" : kind} store`);
    } else if (sticky && LOCKS.has(word)) {
      meaningless(word, wrong, "sticky sessions, which are not locked");
    }
  }
  const backup = one(fields, "backup");
  const sync = texts(backup)[0]?.value !== "async";
  const timeout = one(backup?.fields ?? noFields, "timeout");
  if (timeout !== undefined && (!sync || kind === "cluster")) {
    meaningless("timeout", timeout, kind === "cluster" ? "a cluster store" : "an asynchronous backup");
  }
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
      const unreachable = memcached.hosts.find((host) => addressOf(host, 4) === undefined);
      if (unreachable !== undefined) {
        report({
          code: "store/address",
          severity: "error",
          message: `memcached-session-manager cannot name \`${unreachable.name}\`, which has no IPv4 address: the context would not start`,
          span: at.span,
          related: [{ span: unreachable.span, message: "the host" }],
          help: "give it an IPv4 address, or keep the sessions in redis or a cluster",
        });
      }
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
        sticky,
        ...maybe("lockingMode", locking?.value),
        backup: { sync, ...maybe("timeout", timeout?.args[0]?.value as number | undefined) },
        ...maybe("ignoreUri", textField(fields, "ignore_uri")?.value),
        ...maybe("transcoder", transcoder as "java" | "kryo" | "javolution" | "xstream" | "json" | undefined),
        ...maybe("operationTimeout", numberField(fields, "operation_timeout")?.value),
        ...maybe("lockExpiration", numberField(fields, "lock_expiration")?.value),
        ...maybe("liveSessions", numberField(fields, "live_sessions")?.value),
        ...maybe("sessionSize", numberField(fields, "session_size")?.value),
        ...maybe("attributeFilter", textField(fields, "attribute_filter")?.value),
        ...keyPrefix,
      };
    }
  }
}
