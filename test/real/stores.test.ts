import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { compileUnjudged } from "../support/examples.ts";
import { inFleet } from "../support/fleet.ts";
import { needs } from "../support/real.ts";

let work = "";
beforeAll(() => {
  work = mkdtempSync(join(tmpdir(), "lbc-stores-"));
});
afterAll(() => {
  rmSync(work, { recursive: true, force: true });
});

/** Starts the stores of a topology as their units do, and runs a script beside them. */
function run(name: string, text: string, script: string): string {
  const compiled = compileUnjudged(`lb 1
network lan 192.168.170.0/24 fd00:170::/64
host s { eth0 192.168.170.5 }
host six { eth0 fd00:170::5 }
${text}
`);
  expect(compiled.problems).toEqual([]);
  return inFleet(work, name, compiled, script);
}

const tools = ["unshare", "nsenter", "ip", "setpriv"] as const;

needs("memcached", ...tools)("memcached", () => {
  const defaults = { maxbytes: 67_108_864, item_size_max: 1_048_576, maxconns: 1024, evictions: "on" };
  test.each([
    ["as it is", "s", "", defaults],
    ["with more memory", "s", "memory 96m", { ...defaults, maxbytes: 100_663_296 }],
    ["with larger items", "s", "max_item_size 2m", { ...defaults, item_size_max: 2_097_152 }],
    ["with the largest items", "s", "memory 4g; max_item_size 1g", { item_size_max: 1_073_741_824 }],
    ["with the smallest items", "s", "memory 1m; max_item_size 512k", { item_size_max: 524_288 }],
    ["with odd items", "s", "memory 3m; max_item_size 1536k", { item_size_max: 1_572_864 }],
    ["with fewer connections", "s", "connections 777", { ...defaults, maxconns: 777 }],
    ["without eviction", "s", "no_evict", { ...defaults, evictions: "off" }],
    ["on another port", "s", "port 11311", defaults],
    ["by IPv6", "six", "memory 96m; connections 777; no_evict", { maxbytes: 100_663_296, evictions: "off" }],
  ])("starts %s, and what is declared is in force", (name, host, words, settings) => {
    const port = /port (\d+)/.exec(words)?.[1] ?? "11211";
    const address = host === "six" ? "fd00:170::5" : "192.168.170.5";
    const output = run(
      name.replaceAll(" ", "-"),
      `memcached c on ${host} { ${words} }`,
      `on client bash -c 'exec 3<>/dev/tcp/${address}/${port}
printf "set k 0 0 5\\r\\nhello\\r\\nget k\\r\\nstats settings\\r\\nquit\\r\\n" >&3; cat <&3'
cat $W/log/*`,
    );
    expect(output).toContain("STORED\r\nVALUE k 0 5\r\nhello");
    for (const [setting, value] of Object.entries({ ...settings, udpport: 0 })) {
      expect(output).toContain(`STAT ${setting} ${value}\r\n`);
    }
  });

  test("runs twice on a host", () => {
    const output = run(
      "twice",
      "memcached one on s { port 11211 }\nmemcached two on s { port 11212; memory 96m }",
      `for port in 11211 11212; do
  on client bash -c "exec 3<>/dev/tcp/192.168.170.5/$port; printf 'stats settings\\r\\nquit\\r\\n' >&3; grep -a maxbytes <&3"
done
cat $W/log/*`,
    );
    expect(output.replaceAll("\r", "")).toBe("STAT maxbytes 67108864\nSTAT maxbytes 100663296\n");
  });
});

needs(
  "redis-server",
  "redis-cli",
  ...tools,
)("redis", () => {
  const password = `a b"c\\d'e#f`;
  const word = `'${password.replaceAll("\\", "\\\\").replaceAll("'", "\\'")}'`;
  test.each([
    ["as it is", "s", "memory 1m", { appendonly: "no", maxmemory: "1048576" }],
    ["with a limit", "s", "memory 64m", { maxmemory: "67108864" }],
    ["with a log", "s", "memory 64m; appendonly yes", { appendonly: "yes", appenddirname: "appendonlydir" }],
    ["on another port", "s", "port 6380", { port: "6380" }],
    ["with a password", "s", `password ${word}`, { requirepass: password, "protected-mode": "yes" }],
    ["by IPv6", "six", "memory 64m; appendonly yes", { maxmemory: "67108864", bind: "fd00:170::5" }],
  ])(
    "starts %s, refuses instead of evicting, and turns away who lacks the password",
    (name, host, words, config) => {
      const port = /port (\d+)/.exec(words)?.[1] ?? "6379";
      const at = `-h ${host === "six" ? "fd00:170::5" : "192.168.170.5"} -p ${port}`;
      writeFileSync(join(work, "password"), password);
      const auth = words.includes("password") ? `REDISCLI_AUTH="$(cat ${join(work, "password")})"` : "X=";
      const settings = { "maxmemory-policy": "noeviction", ...config };
      const output = run(
        name.replaceAll(" ", "-"),
        `redis r on ${host} { ${words} }`,
        `echo "without: $(on client redis-cli ${at} PING 2>&1)"
on client env ${auth} redis-cli ${at} PING
${Object.keys(settings)
  .map((key) => `on client env ${auth} redis-cli ${at} CONFIG GET ${key}`)
  .join("\n")}
grep -aE "Warning: Could|Fatal|Bad" $W/log/*`,
      );
      const lines = output.trim().split("\n");
      expect(lines[0]).toMatch(words.includes("password") ? /^without: NOAUTH/ : /^without: PONG$/);
      expect(lines.slice(1)).toEqual(["PONG", ...Object.entries(settings).flat()]);
    },
  );

  test("runs twice on a host, each with files of its own", () => {
    const output = run(
      "two-redises",
      "redis one on s { appendonly yes }\nredis two on s { port 6380; appendonly yes }",
      `on client redis-cli -h 192.168.170.5 SET whose one
on client redis-cli -h 192.168.170.5 -p 6380 SET whose two
die s redis; die s redis-two; again s redis; again s redis-two
listens 192.168.170.5 6379; listens 192.168.170.5 6380
on client redis-cli -h 192.168.170.5 GET whose
on client redis-cli -h 192.168.170.5 -p 6380 GET whose
on s ls /var/lib/redis | grep appendonly`,
    );
    expect(output).toBe("OK\nOK\none\ntwo\nappendonlydir\nappendonlydir-two\n");
  });
});

needs("chronyd", ...tools)("chronyd", () => {
  test("reads every line, and keeps the clock by the server that is named", () => {
    const compiled = compileUnjudged(`lb 1
network lan 192.168.170.0/24
host s { eth0 192.168.170.5; clock ntp { server 192.168.170.9 } }
`);
    expect(compiled.problems).toEqual([]);
    const conf = "/etc/chrony/chrony.conf";
    writeFileSync(
      join(work, "server.conf"),
      // A chronyd replaces its pidfile.
      `local stratum 8\nallow\ncmdport 0\nbindcmdaddress /\npidfile ${work}/server.pid\n`,
    );
    const output = inFleet(
      work,
      "clock",
      compiled,
      `start client server chronyd -x -d -f ${work}/server.conf
on s sh -c "chronyd -p -f ${conf} && grep -v '^#' ${conf}"
on s chronyd -Q -t 30 -f ${conf}  2>&1 | grep -o 'System clock wrong'`,
    );

    const lines = output.trim().split("\n");
    const read = lines.slice(0, (lines.length - 1) / 2);
    expect(read).toContain("server 192.168.170.9 iburst");
    expect(lines.slice(read.length, -1)).toEqual(read);
    expect(lines.at(-1)).toBe("System clock wrong");
  });
});
