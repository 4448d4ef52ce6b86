import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { compileText, contentOf } from "../support/examples.ts";
import { inNamespace, needs } from "../support/real.ts";

let work = "";
beforeAll(() => {
  work = mkdtempSync(join(tmpdir(), "lbc-stores-"));
});
afterAll(() => {
  rmSync(work, { recursive: true, force: true });
});

/** The text of one emitted file. */
function emitted(topology: string, path: string): string {
  const { artifacts, problems } = compileText(
    `lb 1\nnetwork lan 10.0.0.0/24\nhost s { eth0 10.0.0.5 }\n${topology}\n`,
  );
  expect(problems).toEqual([]);
  const artifact = artifacts.find((a) => a.path === path);
  if (artifact === undefined) throw new Error(`no ${path} among ${artifacts.map((a) => a.path).join(", ")}`);
  return contentOf(artifact);
}

const address = "ip addr add 10.0.0.5/24 dev eth0";
/** Sends lines to a port and prints what comes back. */
const talk = (port: number, text: string) =>
  `exec 3<>/dev/tcp/10.0.0.5/${port}; printf '${text}' >&3; timeout 1 cat <&3; exec 3>&-`;

needs(
  "memcached",
  "unshare",
  "ip",
)("memcached", () => {
  test("starts with its options, and they are in force", () => {
    const conf = emitted(
      "memcached c on s { memory 96m; max_item_size 2m; connections 777; no_evict }",
      "s/etc/memcached.conf",
    );
    // Debian's wrapper passes each line as an option; user, daemon and log are its own business here.
    const options = conf
      .split("\n")
      .filter((l) => l.startsWith("-") && !/^-(d|u|P)\b/.test(l))
      .join(" ");
    const { output } = inNamespace(
      ["eth0"],
      `${address}
memcached -u nobody ${options} & pid=$!
sleep 0.5
${talk(11211, "set k 0 0 5\\r\\nhello\\r\\nget k\\r\\nstats settings\\r\\n")}
kill $pid`,
    );
    expect(output).toContain("STORED");
    expect(output).toContain("VALUE k 0 5\r\nhello");
    for (const setting of [
      "maxbytes 100663296",
      "item_size_max 2097152",
      "maxconns 777",
      "evictions off",
      "udpport 0",
    ]) {
      expect(output).toContain(`STAT ${setting}`);
    }
  });
});

needs(
  "redis-server",
  "unshare",
  "ip",
)("redis", () => {
  test("starts, keeps its password to the letter, and refuses instead of evicting", () => {
    const password = `a b"c\\\\d'e#f`;
    const conf = emitted(
      `redis r on s { memory 64m; password '${password.replaceAll("'", "\\'")}'; appendonly yes }`,
      "s/etc/redis/redis.conf",
    );
    // Where it keeps its files, and that it stays in the foreground, is changed for the test.
    const text = conf
      .replaceAll(/^(pidfile|logfile|dir) .*$/gm, "")
      .replaceAll(/^(daemonize|supervised) .*$/gm, "")
      .concat(`dir ${work}\nlogfile ${work}/redis.log\n`);
    writeFileSync(join(work, "redis.conf"), text);
    const real = `a b"c\\d'e#f`;
    const length = Buffer.byteLength(real);
    writeFileSync(
      join(work, "auth"),
      `*2\r\n$4\r\nAUTH\r\n$${length}\r\n${real}\r\nPING\r\nCONFIG GET maxmemory*\r\nCONFIG GET appendonly\r\n`,
    );
    const { output } = inNamespace(
      ["eth0"],
      `${address}
redis-server ${work}/redis.conf & pid=$!
sleep 1
${talk(6379, "PING\\r\\n")}
exec 3<>/dev/tcp/10.0.0.5/6379; cat ${work}/auth >&3; timeout 1 cat <&3; exec 3>&-
kill $pid; wait $pid`,
    );
    expect(output).toContain("-NOAUTH");
    expect(output).toContain("+OK\r\n+PONG");
    expect(output).toContain("67108864");
    expect(output).toContain("noeviction");
    expect(output).toMatch(/appendonly\r\n\$3\r\nyes/);
  });
});
