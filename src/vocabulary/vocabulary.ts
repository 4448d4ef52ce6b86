/** Every declaration of the language. What is not here, or below it, is not a word of lbc. */
import * as base from "./blocks/base.ts";
import { expect } from "./blocks/expect.ts";
import * as tiers from "./blocks/tiers.ts";
import { virtualServer } from "./blocks/virtual-server.ts";
import {
  integer,
  name,
  reference,
  text,
  type BlockDefinition,
  type Parameter,
  type WordDefinition,
} from "./word.ts";

const onHosts: readonly Parameter[] = [
  { name: "NAME", type: name },
  { name: "on HOST…", type: reference("host"), rest: true },
];
const named = (
  help: string,
  becomes: string,
  block: BlockDefinition | undefined,
  ...more: readonly Parameter[]
): WordDefinition => ({
  parameters: [{ name: "NAME", type: name }, ...more],
  help,
  becomes,
  many: true,
  ...(block === undefined ? {} : { block }),
});
const tier = (help: string, becomes: string, block?: BlockDefinition): WordDefinition => ({
  parameters: onHosts,
  help,
  becomes,
  many: true,
  ...(block === undefined ? { native: "nginx" } : { block }),
});

export const declarations: Readonly<Record<string, WordDefinition>> = {
  lb: {
    parameters: [{ name: "EDITION", type: integer(1, 1) }],
    help: "the edition of the language",
    becomes: "nothing",
  },
  target: {
    parameters: [],
    help: "the versions the files are for",
    becomes: "what is known",
    block: base.target,
  },
  network: named("a segment and its addresses", "prefix lengths, unicast peers", base.network, {
    name: "PREFIX",
    type: { kind: "prefix" },
    rest: true,
  }),
  host: named("a machine", "a tree of files", base.host),
  vip: named("an address that moves", "vrrp_instance", base.vip, {
    name: "ADDRESS",
    type: { kind: "address-or-prefix" },
    rest: true,
  }),
  sync_group: named("vips that move together", "vrrp_sync_group", base.syncGroup),
  virtual_server: {
    parameters: [{ name: "VIP:PORT", type: { kind: "endpoint" }, rest: true }],
    help: "a service on a vip",
    becomes: "virtual_server",
    many: true,
    block: virtualServer,
  },
  global_defs: {
    parameters: [],
    help: "keepalived's own statements for every director",
    becomes: "the same, in global_defs",
    native: "keepalived",
  },
  notify: { parameters: [], help: "who is told by mail", becomes: "global_defs", block: base.notify },
  nginx: tier("an nginx in nginx's own words, on each of the hosts", "nginx.conf"),
  tomcat: tier("a Tomcat on each of the hosts", "server.xml and context.xml", tiers.tomcat),
  memcached: tier("a memcached on each of the hosts", "memcached.conf", tiers.memcached),
  redis: tier("a redis on each of the hosts", "redis.conf", tiers.redis),
  session_store: named("where sessions live", "<Manager>", tiers.sessionStore, {
    name: "on TIER | cluster | local",
    type: text,
    rest: true,
  }),
  param: {
    parameters: [
      { name: "NAME", type: name },
      { name: "VALUE", type: text },
    ],
    help: "a value used as `$(NAME)`; `--param NAME=VALUE` replaces it",
    becomes: "the value",
    many: true,
  },
  snippet: {
    parameters: [{ name: "NAME", type: name }],
    help: "statements to repeat with `use NAME`",
    becomes: "the statements",
    many: true,
  },
  include: {
    parameters: [{ name: "FILE", type: text }],
    help: "the statements of another file of the project",
    becomes: "the statements",
    many: true,
  },
  expect,
  waive: {
    parameters: [{ name: "RULE", type: text, rest: true }],
    help: "excuses a problem",
    becomes: "nothing",
    many: true,
  },
};

/** Words that begin a declaration and nothing else. */
const landmarks = new Set([
  "target",
  "network",
  "host",
  "vip",
  "sync_group",
  "virtual_server",
  "global_defs",
  "nginx",
  "tomcat",
  "memcached",
  "redis",
  "session_store",
  "param",
  "snippet",
  "expect",
  "waive",
]);

/** What must follow those that have another meaning inside some block: there `notify` takes a script. */
const followed: Readonly<Record<string, RegExp>> = {
  notify: /^\s*\{/,
  lb: /^[ \t]+\d/,
  include: /^[ \t]+["']?[^\s;"']+\.lb["']?[ \t]*(?:[;#\r\n]|$)/,
};

/** Whether a word at the start of a line, with what follows it, declares something and so proves a missing `}`. */
export function isLandmark(word: string, rest: string): boolean {
  return landmarks.has(word) || (Object.hasOwn(followed, word) && followed[word]?.test(rest) === true);
}
