/**
 * A kernel with IPVS under QEMU, without root or KVM. Each scenario is a shell script for the guest (see guest-lib)
 * and the files of its nodes, put where lbc says they are installed.
 */
import { execFileSync, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { gatewayOf } from "../../../src/analysis/ipvs.ts";
import type { Compiled } from "../../../src/index.ts";
import { contentOf } from "../../support/examples.ts";

export type Scenario = {
  /** Its hosts are the nodes; none for a scenario that makes its own. */
  readonly compiled?: Compiled;
  /** Further files, by node and path, as `director/root/x.rules`. They win over what lbc made. */
  readonly files?: Readonly<Record<string, string>>;
  /** Name in scenarios/. */
  readonly script: string;
};
/** What a scenario told: by name, in the order of telling. */
export type Facts = ReadonlyMap<string, string>;

/** Where test/real/install unpacks the kernel. */
const kernelFolder = "/var/cache/lbc-lab";
/** What `needs` asks for. */
export const labPrograms = [
  "qemu-system-x86_64",
  "busybox",
  "cpio",
  "tcpdump",
  "nft",
  "keepalived",
  "ipvsadm",
  "arping",
  "curl",
  "nginx",
  "perl",
  "chronyd",
  "memcached",
  `${kernelFolder}/boot`,
] as const;

const here = fileURLToPath(new URL("./", import.meta.url));

/** Boots once and runs the scenarios one after another; throws when the guest does not get to the end. */
export function runLab(scenarios: Readonly<Record<string, Scenario>>): ReadonlyMap<string, Facts> {
  const work = mkdtempSync(join(tmpdir(), "lbc-lab-"));
  try {
    const image = join(work, "image");
    execFileSync(join(here, "image"), [kernelFolder, image], { stdio: ["ignore", "ignore", "inherit"] });
    for (const [name, scenario] of Object.entries(scenarios))
      layOut(join(work, "root/payload", name), scenario);
    // A second archive behind the first is unpacked over it.
    const pack = `find payload | cpio -o -H newc -R 0:0 --quiet >>'${image}'`;
    execFileSync("sh", ["-c", pack], { cwd: join(work, "root"), stdio: "pipe" });
    boot(work, image);
    return read(work);
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

function layOut(folder: string, { compiled, files = {}, script }: Scenario): void {
  const write = (path: string, text: string, mode = 0o644) => {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text, { mode });
  };
  if (compiled?.artifacts.length === 0)
    throw new Error(JSON.stringify(compiled.problems.map((p) => p.message)));
  for (const artifact of compiled?.artifacts ?? []) {
    if (artifact.host !== undefined) write(artifact.path, contentOf(artifact), artifact.mode);
    else if (artifact.path.startsWith("ipvsadm/"))
      for (const { name } of compiled?.topology.hosts ?? [])
        write(`${name}/root/${artifact.path}`, contentOf(artifact), artifact.mode);
  }
  for (const [path, text] of Object.entries(files)) write(path, text);
  const body = readFileSync(join(here, "scenarios", script), "utf8");
  write("run", `${compiled === undefined ? "" : wiring(compiled)}\n${body}`);
}

/** The networks, hosts, addresses and gateways of a topology, in the words of guest-lib. */
function wiring({ topology }: Compiled): string {
  const out = topology.networks.map((n) => `network ${n.name}`);
  for (const host of topology.hosts) {
    out.push(`node ${host.name}`);
    for (const { name, addresses } of host.interfaces) {
      const [first] = addresses;
      if (first === undefined) continue;
      const list = addresses.map((a) => `${a.address.text}/${a.length}`).join(" ");
      out.push(`plug ${host.name} ${name} ${first.network.name} ${list}`);
      if (first.network.mtu !== 1500) out.push(`widen ${host.name} ${name} ${first.network.mtu}`);
    }
    const gateway = gatewayOf(topology, host, 4);
    if (gateway !== undefined) out.push(`on ${host.name} ip route add default via ${gateway.address.text}`);
    for (const { address, length } of host.loopback)
      out.push(`on ${host.name} ip addr add ${address.text}/${length} dev lo`);
  }
  return out.join("\n");
}

function boot(work: string, image: string): void {
  const kernel = readdirSync(join(kernelFolder, "boot")).find((name) => name.startsWith("vmlinuz-"));
  if (kernel === undefined) throw new Error(`no kernel in ${kernelFolder}`);
  // -icount: the guest's clock counts instructions and skips to the next timer when idle, so waiting costs nothing,
  // and the load of this machine lets no timeout expire. norandmaps: with random addresses QEMU translates each
  // program again at each start.
  const options = [
    "-M pc -accel tcg -cpu qemu64 -m 448 -nodefaults -no-user-config -display none -no-reboot",
    "-icount shift=2,sleep=off -rtc base=utc,clock=vm",
    `-serial file:${join(work, "console")} -serial file:${join(work, "results")}`,
    `-kernel ${join(kernelFolder, "boot", kernel)} -initrd ${image} -append`,
  ];
  const append = "console=ttyS0 quiet panic=-1 mitigations=off nokaslr norandmaps cryptomgr.notests";
  const command = `-k 5 900 qemu-system-x86_64 ${options.join(" ")}`.split(" ");
  const { status } = spawnSync("timeout", [...command, append], { stdio: "ignore" });
  const results = readFileSync(join(work, "results"), "utf8");
  if (!results.includes('"name":"end"') || results.includes('"name":"error"')) {
    const console = readFileSync(join(work, "console"), "utf8").slice(-2000);
    throw new Error(`the guest failed (${status}):\n${results.slice(-6000)}\n${console}`);
  }
}

function read(work: string): ReadonlyMap<string, Facts> {
  const out = new Map<string, Map<string, string>>();
  for (const line of readFileSync(join(work, "results"), "utf8").trim().split("\n")) {
    const { scenario, name, value } = JSON.parse(line) as { scenario: string; name: string; value: string };
    const facts = out.get(scenario);
    if (facts === undefined) out.set(scenario, new Map([[name, value]]));
    else facts.set(name, value);
  }
  return out;
}
