/** The default that the reference prints is what holds: stating it changes no output, or only says what the program does anyway. */
import { describe, expect, test } from "vitest";
import { keepalivedContexts } from "../../src/vocabulary/keepalived-keywords.ts";
import { declarations } from "../../src/vocabulary/vocabulary.ts";
import type { BlockDefinition } from "../../src/vocabulary/word.ts";
import { compileUnjudged, contentOf } from "../support/examples.ts";

type Files = ReadonlyMap<string, readonly string[]>;

function build(text: string): Files {
  const { artifacts, problems } = compileUnjudged(text);
  expect(problems.filter((p) => p.severity === "error")).toEqual([]);
  return new Map(
    artifacts.map((a) => [
      a.path,
      contentOf(a)
        .split("\n")
        .map((l) => l.trim()),
    ]),
  );
}

/** The lines of `more` that `less` lacks, each once. */
function added(less: Files, more: Files): readonly string[] {
  const out = new Set<string>();
  for (const [path, lines] of more) {
    const left = [...(less.get(path) ?? [])];
    for (const line of lines) {
      const at = left.indexOf(line);
      if (at >= 0) left.splice(at, 1);
      else out.add(line);
    }
    expect(left, path).toEqual([]);
  }
  return [...out];
}

const base = (at: Partial<Record<string, string>>): string => {
  const block = (where: string, ...fixed: readonly string[]) =>
    `{\n${[...fixed, at[where] ?? ""].join("\n")}\n}`;
  return `lb 1
target ${block("target")}
network lan 10.0.0.0/16 ${block("network")}
host d[1..2] ${block("host", "eth0 10.0.0.[1..2]", `clock ntp ${block("host › clock")}`)}
host web[1..2] { eth0 10.0.1.[1..2] }
notify ${block("notify", "email a@b.example", "smtp 10.0.0.3")}
vip v 10.0.9.9 ${block(
    "vip",
    "virtual_router_id 1",
    `director d1 ${block("vip › director", "priority 2")}`,
    "director d2 priority 1",
    "auth_pass x",
    `track s ${block("script", "script /bin/true")}`,
    `track p ${block("process", "process nginx")}`,
  )}
virtual_server v:80 ${block(
    "virtual_server",
    "forward tun",
    `check http ${block("http")}`,
    `real_server web1 ${block("virtual_server › real_server")}`,
  )}
virtual_server v:53/udp { forward tun; check dns ${block("dns")}; real_server web1 }
tomcat t on web1 { version 9; context / { sessions m }; remote_ip ${block("tomcat › remote_ip")}; }
tomcat u on web2 ${block("tomcat", "context /c { sessions c }", "context /r { sessions r }")}
memcached mc on d1 ${block("memcached")}
redis re on d2 ${block("redis")}
session_store m on mc ${block("msm")}
session_store c cluster ${block("cluster")}
session_store r on re ${block("redisson")}
`.replaceAll("};", "}\n");
};

/** Where a word stands, the default as a statement, and the keywords with which a program is told its own default. */
const CASES: readonly (readonly [word: string, at: string, statement: string, own?: readonly string[]])[] = [
  ["target keepalived", "target", "keepalived 2.2.7"],
  ["target nginx", "target", "nginx 1.22.1"],
  ["target kernel", "target", "kernel 6.1"],
  ["target memcached", "target", "memcached 1.6.18"],
  ["target redis", "target", "redis 7.0.15"],
  ["network vrrp", "network", "vrrp multicast"],
  ["network mtu", "network", "mtu 1500"],
  ["host manage", "host", "manage arp on"],
  ["vip advert_int", "vip", "advert_int 1s"],
  ["vip auth_type", "vip", "auth_type PASS"],
  ["vip version", "vip", "version 2"],
  ["vip vrrp", "vip", "vrrp multicast"],
  ["vip › director interface", "vip › director", "interface eth0"],
  ["vip › track every", "script", "every 1s"],
  ["vip › track weight", "script", "weight 0"],
  ["vip › track rise", "script", "rise 1", ["vrrp_script rise"]],
  ["vip › track fall", "script", "fall 1", ["vrrp_script fall"]],
  ["vip › track quorum", "process", "quorum 1", ["vrrp_track_process quorum"]],
  ["virtual_server tunnel", "virtual_server", "tunnel ipip"],
  ["virtual_server scheduler", "virtual_server", "scheduler wlc"],
  ["virtual_server protocol", "virtual_server", "protocol tcp"],
  ["virtual_server quorum", "virtual_server", "quorum 1", ["virtual_server quorum"]],
  ["virtual_server hysteresis", "virtual_server", "hysteresis 0", ["virtual_server hysteresis"]],
  ["virtual_server › real_server weight", "virtual_server › real_server", "weight 1"],
  ["virtual_server › check path", "http", "path /"],
  ["virtual_server › check timeout", "http", "timeout 5s", ["HTTP_GET connect_timeout"]],
  ["virtual_server › check type", "dns", "type SOA", ["DNS_CHECK type"]],
  ["virtual_server › check name", "dns", "name .", ["DNS_CHECK name"]],
  ["notify timeout", "notify", "timeout 30s"],
  ["tomcat version", "tomcat", "version 10"],
  ["tomcat connector", "tomcat", "connector 8080"],
  ["tomcat jvm_route", "tomcat", "jvm_route none"],
  ["tomcat shutdown_port", "tomcat", "shutdown_port -1"],
  ["tomcat › remote_ip header", "tomcat › remote_ip", "header X-Forwarded-For"],
  ["tomcat › remote_ip protocol_header", "tomcat › remote_ip", "protocol_header X-Forwarded-Proto"],
  ["memcached port", "memcached", "port 11211"],
  ["memcached memory", "memcached", "memory 64m"],
  ["redis port", "redis", "port 6379"],
  ["redis appendonly", "redis", "appendonly no"],
  ["session_store sticky", "msm", "sticky no"],
  ["session_store locking_mode", "msm", "locking_mode auto"],
  ["session_store manager", "cluster", "manager delta"],
  ["session_store receiver_port", "cluster", "receiver_port 4000"],
  ["session_store read_mode", "redisson", "read_mode REDIS"],
  ["session_store update_mode", "redisson", "update_mode DEFAULT"],
];

/** Defaults that cannot be stated, or that the output states in a form of its own; the reason. */
const NOT_STATED: ReadonlyMap<string, string> = new Map([
  ["host › clock server", "a pool, where a stated one is a server"],
  ["virtual_server › real_server upper_threshold", "keepalived's own; ipvsadm's rule says it too"],
  ["virtual_server › real_server lower_threshold", "keepalived's own; ipvsadm's rule says it too"],
  ["session_store transcoder", "the manager's own; its class is written when it is stated"],
  ["vip auth_pass", "no password"],
  ["vip preempt_delay", "keepalived takes no 0"],
  ["vip › track timeout", "that of another word"],
  ["vip › track delay", "keepalived takes no 0"],
  ["vip › track user", "written for a file, or for one script"],
  ["virtual_server persistence", "off"],
  ["virtual_server persistence_granularity", "by family, and only with persistence"],
  ["virtual_server check", "nothing looks, as after `check none`"],
  ["virtual_server › real_server check", "that of another place"],
  ["virtual_server › check status", "keepalived's own; as a list it says the same"],
  ["virtual_server › check every", "of the virtual server, or of one check"],
  ["virtual_server › check retry", "by kind"],
  ["virtual_server › check delay_before_retry", "by kind"],
  ["virtual_server › check warmup", "that of another word"],
  ["virtual_server › check port", "that of another place"],
  ["virtual_server › check helo", "keepalived's own"],
  ["virtual_server › check user", "written for a file, or for one script"],
  ["tomcat › context sessions", "nothing is written"],
  ["memcached max_item_size", "memcached's own"],
  ["memcached connections", "memcached's own"],
  ["redis memory", "nothing is written"],
  ["session_store backup", "stated above"],
  ["session_store › backup timeout", "the manager's own"],
  ["session_store operation_timeout", "the manager's own"],
  ["session_store lock_expiration", "the manager's own"],
  ["expect method", "no output"],
]);

function withDefault(block: BlockDefinition, where: string): readonly string[] {
  return Object.entries(block.words).flatMap(([name, word]) => {
    const path = where === "" ? name : `${where} › ${name}`;
    // A real server's checks have the words of the virtual server's.
    const below =
      word.block === undefined || path.endsWith("real_server › check") ? [] : withDefault(word.block, path);
    return [...(word.default === undefined ? [] : [`${where} ${name}`]), ...below];
  });
}

describe("a stated default changes nothing", () => {
  const plain = build(base({}));
  test.each(CASES.map((c) => [c[0], c] as const))("%s", (_, [, at, statement, own = []]) => {
    const expected = own.map((keyword) => {
      const [context = "", name = ""] = keyword.split(" ");
      return `${name} ${keepalivedContexts().get(context)?.get(name)?.default}`;
    });
    expect(added(plain, build(base({ [at]: statement })))).toEqual(expected);
  });

  test("every word with a default is tried, or there is a reason", () => {
    const tried = [...CASES.map(([word]) => word), ...NOT_STATED.keys()];
    expect(withDefault({ words: declarations }, "").toSorted()).toEqual(tried.toSorted());
  });
});
