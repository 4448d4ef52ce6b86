import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";
import { compileUnjudged, contentOf } from "../support/examples.ts";
import { needs } from "../support/real.ts";

let work = "";
beforeAll(() => {
  work = mkdtempSync(join(tmpdir(), "lbc-services-"));
});
afterAll(() => {
  rmSync(work, { recursive: true, force: true });
});

type Played = {
  readonly status: number | null;
  readonly changed: number;
  /** What was asked of systemd and the kernel, in order. */
  readonly calls: readonly string[];
  readonly output: string;
};

/** Units that systemctl refuses to restart, and commands that run on the machine first. */
type PlayOptions = { readonly refuse?: readonly string[]; readonly setup?: string };

/** A machine of our own: /etc, /opt, /usr/local and /var that keep what is written to them from one play to the next. */
class Machine {
  readonly #folder: string;
  constructor(name: string) {
    this.#folder = join(work, name);
    mkdirSync(join(this.#folder, "bin"), { recursive: true });
    cpSync(
      fileURLToPath(new URL("../support/systemctl", import.meta.url)),
      join(this.#folder, "bin/systemctl"),
    );
    writeFileSync(join(this.#folder, "bin/sysctl"), `#!/bin/sh\necho "sysctl $*" >>"$LBC_CALLS"\n`, {
      mode: 0o755,
    });
  }

  /** Runs commands there. */
  run(script: string, cwd = "/"): { readonly status: number | null; readonly output: string } {
    const f = this.#folder;
    // The uppers are on a file system of their own, for overlays do not stack on every one.
    const { status, stdout, stderr } = spawnSync(
      "unshare",
      [
        "-n",
        "-m",
        "bash",
        "-c",
        `set -e
ip link set lo up
for d in etc opt usr/local var; do
  mkdir -p '${f}'/up/$d '${f}'/work/$d
  mount -t overlay none -o lowerdir=/$d,upperdir='${f}'/up/$d,workdir='${f}'/work/$d /$d
done
cd '${cwd}'
export PATH='${f}/bin':$PATH LBC_CALLS='${f}/calls'
${script}`,
      ],
      { encoding: "utf8", maxBuffer: 64 * 1024 * 1024, env: { ...process.env, ANSIBLE_NOCOLOR: "1" } },
    );
    return { status, output: `${stdout}${stderr}` };
  }

  /** Makes the topology and plays it for one host. */
  play(text: string, host: string, { refuse = [], setup = "" }: PlayOptions = {}): Played {
    const { artifacts, problems } = compileUnjudged(text);
    expect(problems.filter((p) => p.severity === "error").map((p) => p.message)).toEqual([]);
    const tree = join(this.#folder, "tree");
    for (const artifact of artifacts) {
      mkdirSync(dirname(join(tree, artifact.path)), { recursive: true });
      writeFileSync(join(tree, artifact.path), contentOf(artifact));
    }
    const calls = join(this.#folder, "calls");
    writeFileSync(calls, "");
    writeFileSync(`${calls}.refuse`, refuse.map((unit) => `${unit}\n`).join(""));
    const { status, output } = this.run(
      `${setup}
ansible-playbook -i ansible/inventory.yml ansible/site.yml -c local --limit ${host} -e lbc_become=false`,
      tree,
    );
    return {
      status,
      output,
      changed: Number(/changed=(\d+)/.exec(output)?.[1] ?? -1),
      calls: readFileSync(calls, "utf8")
        .trim()
        .split("\n")
        .filter((l) => l !== ""),
    };
  }

  /** `mode owner:group` of what the topology ships to a host. */
  owned(text: string, host: string): Readonly<Record<string, string>> {
    const shipped = compileUnjudged(text).artifacts.filter((a) => a.host === host && a.install !== undefined);
    const { output } = this.run(`stat -c '%n %a %U:%G' ${shipped.map((a) => a.install).join(" ")}`);
    return Object.fromEntries(
      output
        .trim()
        .split("\n")
        .map((line) => [line.slice(0, line.indexOf(" ")), line.slice(line.indexOf(" ") + 1)]),
    );
  }
}

const web = (server: string, host = "") => `lb 1
network lan 10.0.0.0/24
host d { eth0 10.0.0.1 }
host w { eth0 10.0.0.2; ${host} }
vip v 10.0.0.9/24 on d
virtual_server v:80 { forward dr; scheduler wrr; real_server w }
nginx n on w { server { listen 80; ${server} } }
`;

needs(
  "ansible-playbook",
  "nginx",
  "unshare",
  "ip",
)("the play on a host with services", () => {
  test("tests before it replaces, restarts only what changed, in a safe order, and nothing twice", () => {
    const machine = new Machine("web");
    const first = machine.play(web('return 200 "one\\n"'), "w");
    expect(first.status, first.output).toBe(0);
    expect(first.calls).toEqual([
      "daemon-reload",
      "sysctl -q -p /etc/sysctl.d/60-lbc.conf",
      "restart lbc-vip",
      "reload nginx",
    ]);
    expect(machine.owned(web('return 200 "one\\n"'), "w")).toEqual({
      "/etc/nginx/nginx.conf": "644 root:root",
      "/etc/sysctl.d/60-lbc.conf": "644 root:root",
      "/etc/systemd/system/lbc-vip.service": "644 root:root",
      "/usr/local/sbin/lbc-vip": "755 root:root",
    });

    const second = machine.play(web('return 200 "one\\n"'), "w");
    expect(second).toMatchObject({ status: 0, changed: 0, calls: [] });

    // nginx refuses this one; the settings beside it are good.
    const bad = machine.play(web("include /etc/nginx/absent", "sysctl net.core.somaxconn 4096"), "w");
    expect(bad.status, bad.output).not.toBe(0);
    expect(bad.output).toContain("failed to validate");
    expect(bad.calls).toEqual(["daemon-reload", "sysctl -q -p /etc/sysctl.d/60-lbc.conf"]);
    expect(machine.run("cat /etc/nginx/nginx.conf").output).toContain("one");

    // What is named without a folder lies beside the file that is replaced, not beside the one that is tested.
    const two = 'include fastcgi_params; return 200 "two\\n"';
    const good = machine.play(web(two, "sysctl net.core.somaxconn 4096"), "w");
    expect(good.status, good.output).toBe(0);
    expect(machine.run("ls -A /etc/nginx").output).not.toContain("lbc");
    const gone = machine.play(web("include absent_params", "sysctl net.core.somaxconn 4096"), "w");
    expect(gone.output).toContain("failed to validate");
    expect(machine.run("ls -A /etc/nginx").output).not.toContain("lbc");
    expect(good.calls).toEqual(["daemon-reload", "reload nginx"]);

    // A run that ends early leaves what it owes to the next, which finds every file in place.
    const early = machine.play(web('return 200 "three\\n"', "sysctl net.core.somaxconn 4096"), "w", {
      refuse: ["nginx"],
    });
    expect(early.status).not.toBe(0);
    const owed = machine.play(web('return 200 "three\\n"', "sysctl net.core.somaxconn 4096"), "w");
    expect(owed.status, owed.output).toBe(0);
    expect(owed.calls).toEqual(["daemon-reload", "reload nginx"]);
    expect(machine.play(web('return 200 "three\\n"', "sysctl net.core.somaxconn 4096"), "w").calls).toEqual(
      [],
    );
  });

  const all = `lb 1
network lan 10.0.0.0/24
host a { eth0 10.0.0.1 }
host b { eth0 10.0.0.2 }
host w { eth0 10.0.0.3 }
vip v 10.0.0.9/24 { virtual_router_id 7; director a priority 100; director b priority 50 }
virtual_server v:80 v:443 { fwmark 5; forward dr; scheduler wrr; real_server w }
memcached one on a { port 11211 }
memcached two on a { port 11212 }
redis r on a { password secret }
session_store carts on r { key_prefix shop }
tomcat t on a { context / { sessions carts } context /shop { sessions carts } }
`;
  test("makes the folders that no package makes, and asks keepalived, nft and chronyd before it replaces theirs", () => {
    const machine = new Machine("all");
    const absent = machine.play(all, "a");
    expect(absent.status, absent.output).not.toBe(0);
    expect(absent.calls).not.toContain("reload keepalived");
    const first = machine.play(all, "a", { setup: "ip link add eth0 type bridge" });
    expect(first.status, first.output).toBe(0);
    expect([...absent.calls, ...first.calls]).toEqual([
      "daemon-reload",
      "restart systemd-modules-load",
      "restart chrony",
      "restart memcached",
      "restart memcached-two",
      "restart redis-server",
      "restart tomcat10",
      "restart lbc-marks",
      "daemon-reload",
      "reload keepalived",
    ]);
    expect(machine.owned(all, "a")).toEqual({
      "/etc/chrony/chrony.conf": "644 root:root",
      "/etc/keepalived/keepalived.conf": "644 root:root",
      "/etc/lbc/marks.nft": "644 root:root",
      "/etc/memcached.conf": "644 root:root",
      "/etc/memcached_two.conf": "644 root:root",
      "/etc/modules-load.d/lbc.conf": "644 root:root",
      "/etc/redis/redis.conf": "640 redis:redis",
      "/etc/systemd/system/lbc-marks.service": "644 root:root",
      "/etc/systemd/system/memcached-two.service": "644 root:root",
      "/etc/systemd/system/memcached.service.d/lbc.conf": "644 root:root",
      "/etc/tomcat10/Catalina/localhost/ROOT.xml": "640 root:tomcat",
      "/etc/tomcat10/Catalina/localhost/shop.xml": "640 root:tomcat",
      "/etc/tomcat10/context.xml": "640 root:tomcat",
      "/etc/tomcat10/redisson.yaml": "640 root:tomcat",
      "/etc/tomcat10/server.xml": "640 root:tomcat",
    });
    expect(machine.play(all, "a", { setup: "ip link add eth0 type bridge" })).toMatchObject({
      changed: 0,
      calls: [],
    });
  });
});
