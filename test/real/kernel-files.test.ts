import { existsSync, readdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { compileExample, compileUnjudged, contentOf, exampleNames } from "../support/examples.ts";
import { faces, inNamespace, needs } from "../support/real.ts";

let work = "";
beforeAll(() => {
  work = mkdtempSync(join(tmpdir(), "lbc-kernel-"));
});
afterAll(() => {
  rmSync(work, { recursive: true, force: true });
});

const settingsOf = (name: string) =>
  compileExample(name).artifacts.filter((a) => a.install === "/etc/sysctl.d/60-lbc.conf");
const examples = exampleNames.filter((name) => name !== "fleet" && settingsOf(name).length > 0);

needs(
  "sysctl",
  "unshare",
  "ip",
)("the kernel's settings", () => {
  test.each(examples)("of %s are taken and read back as they were written", (name) => {
    for (const file of settingsOf(name)) {
      // Those of ip_vs need the module, which only the lab's kernel has.
      const settings = file.lines.map((l) => l.text).filter((l) => / = /.test(l) && !l.includes(".vs."));
      if (settings.length === 0) continue;
      writeFileSync(join(work, "60-lbc.conf"), settings.map((l) => `${l}\n`).join(""));
      const keys = settings.map((l) => l.split(" = ")[0]);
      const { output } = inNamespace(
        faces,
        `mount -o remount,rw /proc/sys 2>/dev/null
sysctl -q -p ${work}/60-lbc.conf && sysctl ${keys.join(" ")}`,
      );
      expect(output.trim().split("\n"), file.path).toEqual(settings);
    }
  });
});

const kernels = "/var/cache/lbc-lab/lib/modules";
needs(kernels)("the modules of a director", () => {
  test("are ones that Debian's kernel has, whatever the scheduler", () => {
    const [kernel = ""] = readdirSync(kernels);
    const schedulers = "rr wrr lc wlc lblc lblcr sh mh dh fo ovf sed nq".split(" ");
    const servers = schedulers.map(
      (s, i) => `virtual_server v:${i + 1} { forward dr; scheduler ${s}; real_server w }`,
    );
    const { artifacts, problems } = compileUnjudged(`lb 1
network lan 10.0.0.0/24
host d { eth0 10.0.0.1 }
host w { eth0 10.0.0.2 }
vip v 10.0.0.9/24 on d
${servers.join("\n")}
`);
    expect(problems.filter((p) => p.severity === "error")).toEqual([]);
    const file = artifacts.find((a) => a.install === "/etc/modules-load.d/lbc.conf");
    const modules = file?.lines.map((l) => l.text).filter((l) => !l.startsWith("#")) ?? [];
    expect(modules).toEqual(["ip_vs", ...schedulers.map((s) => `ip_vs_${s}`)]);
    for (const module of modules) {
      expect(existsSync(join(kernels, kernel, `kernel/net/netfilter/ipvs/${module}.ko`)), module).toBe(true);
    }
  });
});

needs(
  "nft",
  "unshare",
  "ip",
)("the marks of services by firewall mark", () => {
  test("are rules that nft takes, twice over, and that mark what is declared", () => {
    const { artifacts, problems } = compileUnjudged(`lb 1
network lan 10.0.0.0/24 fd00::/64
host d { eth0 10.0.0.1 fd00::1 }
host w { eth0 10.0.0.2 fd00::2 }
vip four 10.0.0.9/24 on d
vip six fd00::9/64 on d
virtual_server four:80 four:443 { fwmark 5; forward dr; scheduler wrr; real_server w }
virtual_server six:53 { fwmark 6; protocol udp; forward dr; scheduler wrr; real_server w }
virtual_server six:8080 { fwmark 7; forward dr; scheduler wrr; real_server w }
`);
    expect(problems.filter((p) => p.severity === "error").map((p) => p.message)).toEqual([]);
    const file = artifacts.find((a) => a.install === "/etc/lbc/marks.nft");
    if (file === undefined) throw new Error("no marks");
    writeFileSync(join(work, "marks.nft"), contentOf(file));
    const { status, output } = inNamespace(
      [],
      `nft -c -f ${work}/marks.nft && nft -f ${work}/marks.nft && nft -f ${work}/marks.nft && nft list table inet lbc | grep daddr`,
    );
    expect(status, output).toBe(0);
    expect(output.trim().split(/\n\s*/)).toEqual([
      "ip daddr 10.0.0.9 tcp dport { 80, 443 } meta mark set 0x00000005",
      "ip6 daddr fd00::9 udp dport 53 meta mark set 0x00000006",
      "ip6 daddr fd00::9 tcp dport 8080 meta mark set 0x00000007",
    ]);
  });
});
