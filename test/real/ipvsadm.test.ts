import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Topology } from "../../src/index.ts";
import { compileExample, contentOf, exampleNames } from "../support/examples.ts";
import { needs } from "../support/real.ts";

const source = fileURLToPath(new URL("../support/ipvs-standin.c", import.meta.url));
let work = "";
let standin = "";
beforeAll(() => {
  work = mkdtempSync(join(tmpdir(), "lbc-ipvsadm-"));
  standin = join(work, "standin.so");
  const flags = ["-shared", "-fPIC", "-I/usr/include/libnl3", "-o", standin, source, "-lnl-genl-3", "-lnl-3"];
  execFileSync("gcc", flags, { stdio: "pipe" });
});
afterAll(() => {
  rmSync(work, { recursive: true, force: true });
});

/** What the real ipvsadm sent, a line a command. */
function sent(run: (env: NodeJS.ProcessEnv) => void): readonly string[] {
  const log = join(work, "log");
  rmSync(log, { force: true });
  run({ ...process.env, LD_PRELOAD: standin, IPVS_LOG: log });
  return existsSync(log) ? readFileSync(log, "utf8").trimEnd().split("\n") : [];
}

/** What a topology declares, in the same words. */
function declared(topology: Topology): readonly string[] {
  return topology.virtualServers.flatMap((server) =>
    server.endpoints.flatMap(({ vip, port }) =>
      [...vip.addresses, ...vip.excluded]
        .map((a) => a.address)
        .filter((a) => !a.text.startsWith("fe80"))
        .flatMap((address) => {
          const service = `${server.protocol} ${address.text} ${port}`;
          const persistence = Math.ceil(server.persistence?.value ?? 0);
          return [
            `service ${service} ${server.scheduler.value} persistence ${persistence}`,
            ...server.realServers.map((real) => {
              const own = real.addresses.find((a) => a.family === address.family);
              return `server ${service} -> ${own?.text} ${real.port} ${server.forward.value} weight ${real.weight.value}`;
            }),
          ];
        }),
    ),
  );
}

needs("ipvsadm", "gcc")("the real ipvsadm", () => {
  test.each(exampleNames)("sends the kernel what %s declares", (name) => {
    const { artifacts, topology } = compileExample(name);
    const rules = artifacts.filter((a) => a.path.startsWith("ipvsadm/") && a.path.endsWith(".rules"));
    const commands = sent((env) => {
      for (const file of rules) {
        const { status, stdout, stderr } = spawnSync("ipvsadm", ["-R"], {
          input: contentOf(file),
          env,
          encoding: "utf8",
        });
        expect(`${stdout}${stderr}`).toBe("");
        expect(status).toBe(0);
      }
    });
    expect([...commands].sort()).toEqual([...declared(topology)].sort());
  });

  test("gets the same from apply.sh, and from the script of a vip with one owner", () => {
    const { artifacts, topology } = compileExample("lab-ipvsadm");
    for (const artifact of artifacts) {
      const path = join(work, "tree", artifact.path);
      mkdirSync(dirname(path), { recursive: true });
      // The rules are looked for where they are installed; here that is the tree.
      const text = contentOf(artifact).replaceAll("rules=/etc/lbc/", `rules=${work}/tree/node01/etc/lbc/`);
      writeFileSync(path, text, { mode: artifact.mode });
    }
    const wanted = [...declared(topology)].sort();
    const apply = sent((env) => execFileSync(join(work, "tree/ipvsadm/apply.sh"), { env, stdio: "pipe" }));
    expect([...apply].sort()).toEqual(wanted);
    const script = join(work, "tree/node01/usr/local/sbin/lbc-ipvs-web");
    const started = sent((env) => {
      const inside = `ip link add eth0 type bridge; ip link set eth0 up; ${script} start && ip -o addr show eth0`;
      const shown = execFileSync("unshare", ["-n", "sh", "-c", inside], {
        env,
        encoding: "utf8",
        stdio: "pipe",
      });
      expect(shown).toContain("192.168.170.100/24");
    });
    expect([...started].sort()).toEqual(wanted);
  });
});
