/**
 * The blocks of the VRRP rules' pages on keepalived: a network namespace for each host, the files that lbc writes, and
 * who holds which vip after what happens to them. The bad block goes wrong, the good one does not.
 */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Topology } from "../../src/model/topology.ts";
import { masterDown } from "../../src/semantics/keepalived/timers.ts";
import { compileUnjudged, contentOf } from "../support/examples.ts";
import { unmark } from "../support/mark.ts";
import { faces, inNamespace, needs } from "../support/real.ts";
import { lab, type Lab, type Node } from "../support/vrrp-lab.ts";
import { KINDS, ruleBlock, type Kind } from "../support/rule-page.ts";

type World = {
  readonly topology: Topology;
  readonly node: (host: string) => Node;
  /** Those that run keepalived. */
  readonly directors: readonly Node[];
};
/** What happens, and the answer to what is asked then; a busy machine has a while to come to the one that is wanted. */
type Play = (world: World, wanted: string) => Promise<string>;

/** `shop lvs1, api lvs1+lvs2`, by what stands on the interfaces; `-` for nobody. */
function holders({ topology, directors }: World): string {
  const own = directors.map((d) => ({ host: d.host, addresses: d.addresses() }));
  const elected = topology.vips.filter((v) => v.directors.length > 0);
  const rows = elected.map(({ name, addresses }) => {
    const text = addresses[0]?.address.text ?? "";
    const hosts = own.filter((o) => o.addresses.includes(text)).map((o) => o.host);
    return `${name} ${hosts.join("+") || "-"}`;
  });
  return rows.join(", ");
}

/** `start lvs1`, `stop lvs1`, `freeze lvs1`, `fail lvs1 proxy`, `cut lvs1 eth1`. */
async function happens({ node }: World, what: string): Promise<void> {
  const [verb, host = "", thing = ""] = what.split(" ");
  const at = node(host);
  if (verb === "start") at.start();
  else if (verb === "stop") await at.stop();
  else if (verb === "freeze") at.freeze();
  else if (verb === "thaw") at.thaw();
  else if (verb === "fail") at.write(thing, undefined);
  else if (verb === "cut") at.link(thing, "down");
  else throw new Error(what);
}

const sleep = (seconds: number) => new Promise((resolve) => setTimeout(resolve, seconds * 1000));

/** Waits until it is so, or for a while. */
async function until(so: () => boolean, tries = 40): Promise<void> {
  for (let i = 0; i < tries && !so(); i++) await sleep(0.5);
}

/** The answer, once it is the one that is wanted, or has had its time. */
async function settled(answer: () => string, wanted: string): Promise<string> {
  await until(() => answer() === wanted);
  return answer();
}

/** Longer than any timer of the topology, so that what is to happen has happened, and until every vip is held. */
async function rest(world: World): Promise<void> {
  const waits = world.topology.vips.map(({ version, advertInterval, tracks }) => {
    const noticed = tracks.map((t) =>
      t.kind === "script" ? Math.min(10, t.interval * (t.fall ?? 1) + (t.timeout ?? t.interval)) : 0,
    );
    return masterDown({ version, interval: advertInterval, priority: 1 }) + Math.max(0, ...noticed);
  });
  await sleep(Math.max(...waits) + 1.5);
  await until(() => !holders(world).includes("-"), 6);
}

/** The directors run, and every vip is held that ever will be. */
async function up(world: World): Promise<void> {
  for (const d of world.directors) d.start();
  await rest(world);
}

/** All directors start unless the first step starts one; each step ends in a rest. */
const after =
  (...steps: readonly string[]): Play =>
  async (world, wanted) => {
    if (steps[0]?.startsWith("start") !== true) await up(world);
    for (const step of steps) {
      await happens(world, step);
      await rest(world);
    }
    return settled(() => holders(world), wanted);
  };
/** First one director, then the other; the first goes and comes back. */
const return_ = after("start lvs1", "start lvs2", "stop lvs1", "start lvs1");
const yes = (ok: boolean) => (ok ? "yes" : "no");
/** Whether the host's command succeeds while the vips are held. */
const runs =
  (host: string, ...command: readonly string[]): Play =>
  async (world) => {
    await up(world);
    return yes((await world.node(host).run(...command)).ok);
  };
const ping = (host: string, address: string) => runs(host, "ping", "-q", "-c", "1", "-w", "5", address);
/** Whether the host's log says it. */
const logs =
  (host: string, words: string): Play =>
  async (world, wanted) => {
    await up(world);
    return settled(() => yes(world.node(host).log().includes(words)), wanted);
  };
/** Both are master for a moment, as after a pause; who steps down then? */
const parted: Play = async (world, wanted) => {
  // Started together, crossed ones come to rest on either.
  for (const what of ["start lvs1", "start lvs2", "freeze lvs1"]) {
    await happens(world, what);
    await rest(world);
  }
  await until(() => world.node("lvs2").states.get("inside") === "MASTER");
  const before = new Map(world.directors.map((d) => [d, d.log().length]));
  await happens(world, "thaw lvs1");
  await rest(world);
  const stepped = () =>
    world.directors.filter((d) => d.log().slice(before.get(d)).includes("Entering BACKUP STATE"));
  return settled(
    () =>
      stepped()
        .map((d) => d.host)
        .join("+"),
    wanted,
  );
};
/** Whether two hosts hold the first vip. */
const both: Play = async (world, wanted) => {
  await up(world);
  return settled(() => yes(/ lvs\d\+lvs\d,/.test(holders(world))), wanted);
};
/** Whether nobody is master for more than ten seconds after the first director's last word. */
const silence: Play = async (world) => {
  await up(world);
  const start = performance.now();
  await happens(world, "freeze lvs1");
  const next = world.node("lvs2");
  while (next.masterAt() === undefined) await sleep(0.1);
  return yes((next.masterAt() ?? 0) - start > 10_000);
};

/** What the loss of the tracked interface is to the first director: a fault, or its weight. */
const cut: Play = async (world, wanted) => {
  await up(world);
  await happens(world, `cut lvs1 ${world.topology.networks.length > 1 ? "eth1" : "eth0"}`);
  const log = () => world.node("lvs1").log();
  return settled(() => {
    if (log().includes("Entering FAULT STATE")) return "fault";
    return log().includes("Changing effective priority") ? "weight" : "nothing";
  }, wanted);
};

/** Rule, what is tried, and the answers on the bad and on the good block. */
const table: readonly (readonly [string, Play, string, string])[] = [
  ["priority-tie", return_, "shop lvs2", "shop lvs1"],
  ["weights-tie", return_, "shop lvs2", "shop lvs1"],
  ["tie-after-failure", after("fail lvs1 proxy", "fail lvs1 uplink"), "shop lvs1", "shop lvs2"],
  ["weight-moves-nothing", after("fail lvs1 proxy"), "shop lvs1", "shop lvs2"],
  ["weight-nopreempt", after("start lvs1", "start lvs2", "fail lvs1 proxy"), "shop lvs1", "shop lvs2"],
  ["delayed-failover", after("fail lvs1 proxy"), "shop lvs1", "shop lvs2"],
  ["owner-ignores", after("fail lvs1 proxy"), "shop lvs1", "shop lvs2"],
  ["unheard", after(), "shop lvs1+lvs2", "shop lvs1"],
  ["rejected-adverts", after(), "first lvs1+lvs2, second lvs1+lvs2", "shop lvs1"],
  ["address-twice", after(), "shop lvs1+lvs2, api lvs2", "shop lvs1, api lvs2"],
  ["shared-router-id", logs("lvs2", "with VRID 61 not present in MASTER advert"), "yes", "no"],
  ["sample-values", logs("lvs2", "with VRID 51 not present in MASTER advert"), "yes", "no"],
  ["own-interface", cut, "fault", "weight"],
  [
    "off-segment",
    runs("client-in", "arping", "-c", "5", "-w", "5", "-f", "-I", "eth0", "10.20.0.1"),
    "no",
    "yes",
  ],
  ["wide-vip", runs("lvs1", "sh", "-c", "ip route get 192.168.50.11 | grep -q via"), "no", "yes"],
  ["one-director", after("stop lvs1"), "shop -", "shop lvs2"],
  ["sync-group-partial", after("stop lvs1"), "outside lvs2, inside lvs3", "outside lvs2, inside lvs2"],
  ["sync-group-crossed", parted, "lvs1+lvs2", "lvs2"],
  [
    "sync-group-weight-alone",
    after("start lvs1", "start lvs2", "fail lvs1 proxy"),
    "outside lvs1, inside lvs1",
    "outside lvs2, inside lvs2",
  ],
  ["untracked-interface", after("cut lvs1 eth1"), "shop lvs1", "shop lvs2"],
  ["tracked-absent", after(), "shop -", "shop lvs1"],
  ["shell-words", after(), "shop -", "shop lvs1"],
  ["slow-tracker", after("fail lvs1 proxy"), "shop lvs1", "shop lvs2"],
  ["slow-failover", silence, "yes", "no"],
  ["drops-service", ping("client-lan", "192.168.170.100"), "no", "yes"],
];
/** Where the last address of a network is the vip of the one block, it is not that of the other. */
const lastAddress = { bad: "192.168.170.255", good: "192.168.170.254" };

/** Rules about what `keepalived -t` says. */
const refused = ["owner-ignores", "delay-ignored", "strict-ignores", "too-many-addresses"];

function block(rule: string, kind: Kind): string {
  const text = ruleBlock(`vrrp/${rule}`, kind);
  return rule === "sample-values" ? text + fromSample : text;
}

/** Another pair on the segment, made from keepalived's sample. */
const fromSample = `host other[1..2] { eth0 192.168.170.[13..14] }
vip other 192.168.170.200 {
  virtual_router_id 51
  auth_pass "1111"
  director other1 priority 150
  director other2 priority 100
}
`;

/** The other ways of being rejected, each with every host's keepalived. */
const rejections = readFileSync(new URL("../rules/vrrp/rejected-adverts.fires.lb", import.meta.url), "utf8")
  .split(/^---\n/m)
  .slice(1)
  .map((marked) => unmark(marked).text);

/** A near miss: version 3 takes `accept` beside `strict`. */
const accepting =
  readFileSync(new URL("../rules/vrrp/drops-service.silent.lb", import.meta.url), "utf8").split(
    /^---\n/m,
  )[1] ?? "";

/** The files that keepalived reads, by host. */
function filesOf(text: string) {
  const { topology, artifacts, problems } = compileUnjudged(text);
  if (artifacts.length === 0) throw new Error(problems.map((p) => p.message).join("; "));
  const files = artifacts.flatMap((artifact) =>
    artifact.path.endsWith("/etc/keepalived/keepalived.conf")
      ? [{ host: artifact.host ?? "", conf: contentOf(artifact) }]
      : [],
  );
  return { topology, files };
}

/** The hosts of a topology, and a client on each of its networks. */
async function world(here: Lab, name: string, text: string): Promise<World> {
  const { topology, files } = filesOf(text);
  const nodes = new Map<string, Node>();
  for (const { host, conf } of files) {
    const interfaces = topology.hosts.find((h) => h.name === host)?.interfaces ?? [];
    const own = interfaces.flatMap((face) =>
      face.addresses.map(({ address, length, network }) => ({
        name: face.name,
        address: `${address.text}/${length}`,
        segment: `${name} ${network.name}`,
      })),
    );
    // Not to be late on a busy machine.
    const node = await here.node(
      host,
      own,
      conf.replace("global_defs {", "global_defs {\n    vrrp_rt_priority 50"),
    );
    for (const [, file] of conf.matchAll(/\/run\/(\w+)/g)) node.write(file ?? "", "");
    await node.run("ip", "route", "add", "default", "via", "192.168.170.1");
    nodes.set(host, node);
  }
  const directors = [...nodes.values()];
  for (const network of topology.networks) {
    const address = network.prefixes[0]?.value.address.text.replace(/\.0$/, ".250") ?? "";
    const face = { name: "eth0", address: `${address}/24`, segment: `${name} ${network.name}` };
    nodes.set(`client-${network.name}`, await here.node(`client-${network.name}`, [face], ""));
  }
  return {
    topology,
    directors,
    node: (host) => {
      const found = nodes.get(host);
      if (found === undefined) throw new Error(`no host ${host}`);
      return found;
    },
  };
}

/** Worlds at once: they mostly wait. */
const AT_ONCE = 32;

needs(
  "keepalived",
  "unshare",
  "setpriv",
  "arping",
  "ping",
)("the VRRP rules' pages on keepalived", () => {
  const plays = [
    ...table.flatMap(([rule, play, bad, good]) =>
      KINDS.map((kind) => ({
        name: `${rule} ${kind}`,
        text: block(rule, kind),
        play,
        wanted: { bad, good }[kind],
      })),
    ),
    ...KINDS.map((kind) => ({
      name: `not-usable ${kind}`,
      text: block("not-usable", kind),
      play: ping("client-lan", lastAddress[kind]),
      wanted: { bad: "no", good: "yes" }[kind],
    })),
    { name: "accept", text: accepting, play: ping("client-lan", "192.168.170.100"), wanted: "yes" },
    ...rejections.map((text, i) => ({ name: `rejection ${i}`, text, play: both, wanted: "yes" })),
  ];
  const answers = new Map<string, string>();
  let here: Lab;
  beforeAll(async () => {
    here = await lab();
    const left = [...plays];
    const turn = async () => {
      for (let next = left.shift(); next !== undefined; next = left.shift()) {
        const { name, text, play, wanted } = next;
        const answer = await world(here, name, text)
          .then((made) => play(made, wanted))
          .catch((error: unknown) => `failed: ${String(error)}`);
        answers.set(name, answer);
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, turn));
  });
  afterAll(async () => {
    await here.close();
  });

  test.each(table)("%s", (rule, _, bad, good) => {
    expect({ bad: answers.get(`${rule} bad`), good: answers.get(`${rule} good`) }).toEqual({
      bad,
      good,
    });
  });

  test("not-usable", () => {
    expect([answers.get("not-usable bad"), answers.get("not-usable good")]).toEqual(["no", "yes"]);
  });

  test("drops-service: a strict vip of version 3 that accepts", () => {
    expect(answers.get("accept")).toBe("yes");
  });

  test.each(rejections.map((text, i) => [i, text] as const))(
    "rejected-adverts, another way: %i",
    (i, text) => {
      expect(answers.get(`rejection ${i}`), text).toBe("yes");
    },
  );

  test("what `keepalived -t` refuses is not in the good block", () => {
    const folder = mkdtempSync(join(tmpdir(), "lbc-rules-vrrp-"));
    // The MTU that the page about too many addresses speaks of.
    const script = ["ip link set eth0 mtu 576"];
    const wanted: string[] = [];
    const ask = (name: string, text: string, answer: string) => {
      const [first] = filesOf(text).files;
      writeFileSync(join(folder, name), first?.conf ?? "");
      script.push(
        `keepalived -t -f ${join(folder, name)} >/dev/null 2>&1 && echo ${name} taken || echo ${name} refused`,
      );
      wanted.push(`${name} ${answer}`);
    };
    for (const rule of refused) {
      ask(`${rule}-bad`, block(rule, "bad"), "refused");
      ask(`${rule}-good`, block(rule, "good"), "taken");
    }
    const others = ["one-director", "shared-router-id"].flatMap((rule) =>
      readFileSync(new URL(`../rules/vrrp/${rule}.fires.lb`, import.meta.url), "utf8")
        .split(/^---\n/m)
        .slice(1)
        .map((marked, i) => ({ name: `${rule}-${i}`, text: unmark(marked).text })),
    );
    for (const { name, text } of others) ask(name, text, "refused");
    expect(inNamespace(faces, script.join("\n")).output.trim().split("\n")).toEqual(wanted);
    rmSync(folder, { recursive: true });
  });
});
