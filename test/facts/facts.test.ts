import { mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import fc from "fast-check";
import { beforeEach, describe, expect, test } from "vitest";
import { asFound, memoryOf } from "../../src/analysis/found.ts";
import { descriptorLimits, fileMaxOf, workersOf } from "../../src/analysis/nginx-workers.ts";
import { heldVips } from "../../src/analysis/roles.ts";
import { canonicalKey, settingsOf } from "../../src/analysis/settings.ts";
import { compile, rules, type Compiled, type Problem } from "../../src/index.ts";
import { fixAll } from "../../src/fixes.ts";
import { readFacts } from "../../src/facts/facts.ts";
import { remove } from "../../src/rules/edits.ts";
import { contentOf } from "../support/examples.ts";
import { inFolder } from "../support/in-folder.ts";
import { applyFix, problemsOf } from "../support/mark.ts";

const topology = `lb 1
network lan 192.168.170.0/24
host lvs[1..2] { eth0 192.168.170.[11..12] }
host web1 { eth0 192.168.170.21 }
host web2 { eth0 192.168.170.22 }
vip shop 192.168.170.100 {
  virtual_router_id 51
  director lvs1 priority 150
  director lvs2 priority 100
}
virtual_server shop:80 { forward dr; scheduler rr; check tcp; real_server web[1..2] }
`;
const right = { "net/ipv4/conf/all/arp_ignore": "1", "net/ipv4/conf/all/arp_announce": "2" };
const facts = (sysctls: Record<string, string>, more: Record<string, unknown> = {}) =>
  JSON.stringify({
    format: 1,
    host: "web1",
    gathered: "2027-01-15T08:00:00Z",
    interfaces: [
      { name: "lo", addresses: ["127.0.0.1/8", "192.168.170.100/32"] },
      { name: "eth0", addresses: ["192.168.170.21/24"] },
    ],
    sysctls,
    ...more,
  });
const good = facts(right);
const said = (problems: readonly Problem[]) =>
  problems.map(({ severity, code, span }) => {
    const at = span.source.text.slice(span.start, span.end).slice(0, 20);
    return `${severity} ${code} ${span.source.name} ${at}`.trim();
  });

describe("a file that cannot be used is one problem at its place", () => {
  test.each([
    ["web1.json", good, []],
    ["web1.json", `\uFEFF${good}`, []],
    ["web1.json", "", ["error facts/json facts/web1.json"]],
    ["web1.json", '{"format": 1,', ["error facts/json facts/web1.json"]],
    ["web1.json", '{"format": 1, x}', ["error facts/json facts/web1.json x"]],
    ["web1.json", "[]", ["error facts/schema facts/web1.json []"]],
    ["web1.json", good.replace('"format":1', '"format":2'), ["error facts/schema facts/web1.json 2"]],
    ["web1.json", good.replace("192.168.170.21/24", "x"), ['error facts/schema facts/web1.json "x"']],
    ["web1.json", facts(right, { cpus: 0 }), ["error facts/schema facts/web1.json 0"]],
    ["web1.json", " ".repeat(1_048_577), ["error facts/unreadable facts/web1.json"]],
    ["web1.json", good.replace('"web1"', '"web2"'), ['error facts/other-host facts/web1.json "web2"']],
    ["web1.json", good.replace('"web1"', '"web1.example.com"'), []],
    ["web1.json", good.replace('"web1"', '"ip-10-0-0-1"'), []],
    ["web9.json", good, ["warning facts/undeclared-host facts/web9.json"]],
    ["__proto__.json", good, ["warning facts/undeclared-host facts/__proto__.json"]],
    ["web1.json", good.replace('"sysctls":{', '"sysctls":{"__proto__":"1","constructor":"2",'), []],
    ["web1.json", facts(right, { versions: { __proto__: "1", nginx: "1.22.1" } }), []],
  ])("%s %#", (name, text, expected) => {
    expect(said(problemsOf(topology, { [`facts/${name}`]: text }))).toEqual(expected);
  });

  test("any text is read or refused", () => {
    const text = fc.oneof(
      fc.string(),
      fc.json(),
      fc.json().map((j) => good.replace('"1"', j)),
    );
    fc.assert(
      fc.property(text, (t) => {
        const problems: Problem[] = [];
        const read = readFacts(
          ["web1.json"],
          () => t,
          (problem) => problems.push(problem),
        );
        expect(read.size + problems.length).toBe(1);
        for (const { span } of problems) expect(span.end).toBeLessThanOrEqual(t.length);
      }),
    );
  });

  test("no problem of an unreadable topology is hidden, nor doubled", () => {
    expect(said(problemsOf("lb 1\nhots x {}\n", { "facts/x.json": good }))).toEqual([
      expect.stringContaining("error"),
    ]);
  });
});

describe("what was found takes the place of what is declared", () => {
  const codes = (text: string, found: string) =>
    problemsOf(text, { "facts/web1.json": found }).map((p) => p.code);

  test("ARP settings, and where the vip is", () => {
    const off = topology.replace(
      "host web1 { eth0 192.168.170.21 }",
      "host web1 { eth0 192.168.170.21; manage arp off }",
    );
    expect(new Set(problemsOf(off).map((p) => p.code))).toEqual(new Set(["arp/unproven"]));
    expect(codes(off, good)).toEqual([]);
    expect(codes(topology, facts({ ...right, "net/ipv4/conf/eth0/arp_ignore": "3" }))).toEqual([
      "arp/larger-wins",
    ]);
    const alias = good.replace('"192.168.170.21/24"', '"192.168.170.21/24","192.168.170.100/32"');
    expect(codes(topology, alias)).toEqual(["arp/alias"]);
    // Before the first rollout the vip is nowhere, and nothing gets out.
    const bare = facts({ "net/ipv4/conf/all/arp_ignore": "0" }).replace(',"192.168.170.100/32"', "");
    expect(codes(topology, bare)).toEqual(["facts/vip", "facts/sysctl"]);
    // A director has it whenever it is master.
    const master = good
      .replaceAll("192.168.170.21/24", '192.168.170.11/24","192.168.170.100/32')
      .replace(',"192.168.170.100/32"', "")
      .replace('"web1"', '"lvs1"');
    expect(problemsOf(topology, { "facts/lvs1.json": master }).map((p) => p.code)).toEqual([]);
  });

  test("each host of a range is told of", () => {
    const ranged = topology.replace(
      /host web1[^]*?\nhost web2.*/,
      "host web[1..2] { eth0 192.168.170.[21..22] }",
    );
    const without = (host: string, last: number) =>
      facts(right)
        .replace('"web1"', `"${host}"`)
        .replace(/,"192.168.170.100\/32"/, "")
        .replace("192.168.170.21", `192.168.170.${last}`);
    const found = problemsOf(ranged, {
      "facts/web1.json": without("web1", 31),
      "facts/web2.json": without("web2", 32),
    });
    expect(found.map((p) => `${p.code} ${p.message.slice(0, 6)}`)).toEqual([
      "facts/address `web1`",
      "facts/address `web2`",
      "facts/vip `web1`",
      "facts/vip `web2`",
    ]);
  });

  test("limits and versions", () => {
    const edge = (more: string, body: string) => `lb 1
network lan 192.168.170.0/24
host web1 { eth0 192.168.170.21${more} }
nginx edge on web1 {
  worker_processes auto
  events { worker_connections 4096 }
  server { listen 80 default_server; server_name _; ${body} }
}
`;
    const text = edge("; cpus 8; nofile 4096; file_max 9000; memory 4g", "return 204");
    const asked = (files: Readonly<Record<string, string>>) => {
      const { topology: declared } = compileWith(text, files);
      const [host] = declared.hosts;
      const [tier] = declared.nginxes;
      if (host === undefined || tier === undefined) throw new Error(text);
      const found = asFound(declared);
      const { service, nrOpen } = descriptorLimits(tier, host);
      return {
        workers: workersOf(found, tier, host).workers,
        service,
        nrOpen,
        fileMax: fileMaxOf(host),
        memory: memoryOf(host)?.value,
        nginx: found.target.nginx,
        declared: declared.target.nginx,
      };
    };
    const declared = { nginx: [1, 22, 1], declared: [1, 22, 1] };
    const stated = { workers: 8, service: 4096, nrOpen: 1_048_576, fileMax: 9000, memory: 2 ** 32 };
    expect(asked({})).toEqual({ ...stated, ...declared });
    expect(asked({ "facts/web1.json": facts({}) })).toEqual({ ...stated, ...declared });
    const more = {
      cpus: 3,
      memory: 1e9,
      processes: { nginx: { nofile: { soft: 512, hard: 1024 } } },
      versions: { nginx: "1.24.0" },
    };
    const sysctls = { "fs/file-max": "5000", "fs/nr_open": "2000" };
    expect(asked({ "facts/web1.json": facts(sysctls, more) })).toEqual({
      workers: 3,
      service: 512,
      nrOpen: 2000,
      fileMax: 5000,
      memory: 1e9,
      nginx: [1, 24, 0],
      declared: [1, 22, 1],
    });
  });

  test("no fix edits the file, and none is lost that edits the topology", () => {
    const mute = facts({ ...right, "net/ipv4/conf/eth0/arp_ignore": "8" });
    const problems = problemsOf(topology, { "facts/web1.json": mute });
    expect(problems.map((p) => [p.code, p.fix])).toEqual([["arp/mute", undefined]]);
    const stated = topology.replace(
      "192.168.170.21 }",
      "192.168.170.21; sysctl net.ipv4.conf.eth0.arp_ignore 8 }",
    );
    const both = fixAll({
      file: "topo.lb",
      facts: ["web1.json"],
      read: (p) => (p === "topo.lb" ? stated : mute),
    });
    expect([...both.files.keys()]).toEqual(["topo.lb"]);
  });
});

/** The blocks of pages that go wrong by a sysctl: the same one, found on the host instead of stated. */
describe("a setting that was found counts like one that is stated", () => {
  const pages = fileURLToPath(new URL("../../spec/rules/", import.meta.url));
  const bad = rules.flatMap(({ code }) => {
    // How something is stated is no matter of what is found.
    if (code.startsWith("hygiene/")) return [];
    const page = readFileSync(`${pages}${code}.md`, "utf8");
    const blocks = [...page.matchAll(/```lb bad\n([^]*?)```/g)].map((m) => m[1] ?? "");
    return blocks.filter((text) => / sysctl /.test(text)).map((text) => [code, text] as const);
  });

  test.each(bad)("%s", (code, text) => {
    const { topology: declared } = compileWith(text, {});
    const stated = declared.hosts.filter((host) => host.sysctls.length > 0);
    const all = stated.flatMap((host) => host.sysctls.map((s) => s.span));
    const spans = new Map(all.map((span) => [span.start, span]));
    const without = applyFix(text, { title: "", safe: true, edits: [...spans.values()].map(remove) });
    expect(without).not.toContain("sysctl");
    const files = stated.map((host) => {
      const lo = [...host.loopback, ...(heldVips(declared).get(host)?.values() ?? [])];
      const address = ({ address: { text: a }, length }: { address: { text: string }; length: number }) =>
        `${a}/${length}`;
      const zeros = ["all", ...host.interfaces.map((i) => i.name)].flatMap((where) => [
        `${where}/arp_ignore`,
        `${where}/arp_announce`,
      ]);
      const found = {
        format: 1,
        host: host.name,
        gathered: "2027-01-15T08:00:00Z",
        interfaces: [
          { name: "lo", addresses: lo.map((a) => address({ length: 32, ...a })) },
          ...host.interfaces.map(({ name, addresses }) => ({ name, addresses: addresses.map(address) })),
        ],
        sysctls: {
          ...Object.fromEntries(zeros.map((where) => [`net/ipv4/conf/${where}`, "0"])),
          ...Object.fromEntries(
            (settingsOf(declared).get(host) ?? []).map((s) => [canonicalKey(s.key), s.value]),
          ),
        },
      };
      return [`facts/${host.name}.json`, JSON.stringify(found)] as const;
    });
    expect(files.length).toBeGreaterThan(0);
    expect(problemsOf(without, Object.fromEntries(files)).map((p) => p.code)).toContain(
      // Who knows the interfaces' own settings need not look at those for interfaces to come.
      code === "arp/default-only" ? "arp/answers" : code,
    );
  });
});

function compileWith(text: string, files: Readonly<Record<string, string>>): Compiled {
  return compile({
    file: "topo.lb",
    read: (path) => (path === "topo.lb" ? text : files[path]),
    facts: Object.keys(files).map((path) => path.slice(6)),
  });
}

describe("what is written does not depend on facts", () => {
  const bytes = ({ artifacts }: Compiled) => artifacts.map((a) => [a.path, contentOf(a)]);
  const without = compileWith(topology, {});
  test.each([
    ["as declared", good],
    ["a leak", facts({ "net/ipv4/conf/all/arp_ignore": "0" })],
    ["no JSON", "{"],
    [
      "everything else",
      facts(
        { ...right, "fs/file-max": "1000" },
        {
          cpus: 1,
          memory: 1e9,
          versions: { keepalived: "1.0" },
          processes: { nginx: { nofile: { soft: 1, hard: 1 } } },
          clock: { synchronised: false },
        },
      ),
    ],
  ])("%s", (_, text) => {
    const { refused, ...made } = compileWith(topology, { "facts/web1.json": text });
    expect(refused).toBe(false);
    expect(bytes({ refused, ...made })).toEqual(bytes(without));
  });

  test("what is wrong in the topology keeps it back all the same", () => {
    const wrong = topology.replace("priority 100", "priority 150");
    expect(compileWith(wrong, { "facts/web1.json": good })).toMatchObject({ refused: true, artifacts: [] });
  });
});

describe("the folder", () => {
  const { lbc, path, write } = inFolder();
  beforeEach(() => write(topology));
  const put = (name: string, text: string) => {
    mkdirSync(path("facts"), { recursive: true });
    write(text, `facts/${name}`);
  };

  test("what ends in .json is read, nothing else", async () => {
    put("README.md", "no facts");
    put(".web1.json.swp", "{");
    put(".web1.json", "{");
    put("web1.json", good);
    expect(await lbc("check")).toEqual({ code: 0, out: "", err: "" });
    writeFileSync(path("x"), "");
    rmSync(path("facts"), { recursive: true });
    writeFileSync(path("facts"), "a file");
    expect(await lbc("check")).toEqual({ code: 0, out: "", err: "" });
  });

  test("an error that rests on it makes check fail, and build writes", async () => {
    put("web1.json", facts({ ...right, "net/ipv4/conf/all/arp_ignore": "0" }));
    expect(await lbc("check")).toMatchObject({ code: 1, err: expect.stringContaining("facts/web1.json:1:") });
    const { code, err } = await lbc("build");
    expect(code).toBe(0);
    expect(err).toContain("error[arp/answers]");
    expect(err).toMatch(/\d+ files for 4 hosts in out/);
  });

  test("neither a folder nor a link out of the project is read", async () => {
    mkdirSync(path("facts/web1.json"), { recursive: true });
    symlinkSync("/etc/passwd", path("facts/web2.json"));
    const { code, err } = await lbc("check");
    expect(code).toBe(1);
    expect(err).toContain("`web1`: it is a folder");
    expect(err).toContain("`web2`: it is a link out of the project's folder");
    expect(err).not.toContain("root:");
    rmSync(path("facts"), { recursive: true });
    symlinkSync("/etc", path("facts"));
    writeFileSync(path("topo.lb"), topology);
    expect((await lbc("check")).err).not.toContain("root:");
  });

  test("lbc facts wants to be told what it shall print", async () => {
    expect(await lbc("facts")).toMatchObject({ code: 2, out: "" });
    expect((await lbc("facts", "--script")).out).toMatch(/^#!\/bin\/sh\n/);
  });
});
