/** The model of VRRP against keepalived: who is master after each step of each case, and who holds the address. */
import * as fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { vrrpClusters } from "../../src/analysis/vrrp.ts";
import {
  settle,
  unitsIn,
  type Cluster,
  type End,
  type Situation,
} from "../../src/semantics/keepalived/outcomes.ts";
import type { Instance, Router } from "../../src/semantics/keepalived/sync.ts";
import { noticedByScript, timeline, type Event } from "../../src/semantics/keepalived/timeline.ts";
import { masterDown, type Timers } from "../../src/semantics/keepalived/timers.ts";
import { keepalived } from "../../src/targets/keepalived.ts";
import { compileUnjudged, contentOf } from "../support/examples.ts";
import { needs } from "../support/real.ts";
import { situation } from "../support/vrrp.ts";
import { lab, type Lab, type Node } from "../support/vrrp-lab.ts";

/** A change that lbc would not write, to one host's file and to what the model knows of it. */
type Patch = {
  readonly host: string;
  readonly conf: (conf: string) => string;
  readonly model: (router: Router) => Router;
};
type Case = {
  readonly name: string;
  readonly topology: string;
  readonly patches?: readonly Patch[];
  /** What is wrong at each step; the first is how the hosts start. */
  readonly steps: readonly string[];
};

const instances = (change: (instance: Instance) => Instance) => (router: Router) => ({
  ...router,
  instances: router.instances.map(change),
});
const speaking = (change: Partial<Instance["speaker"]>) =>
  instances((i) => ({ ...i, speaker: { ...i.speaker, ...change } }));
const same = (router: Router) => router;
const replacing = (from: string | RegExp, to: string) => (conf: string) => {
  const changed = conf.replace(from, to);
  if (changed === conf) throw new Error(`no ${from} to replace`);
  return changed;
};
const on = (host: string, conf: Patch["conf"], model: Patch["model"]): Patch => ({ host, conf, model });

const topology = (priorities: readonly number[], words = "", timing = "version 3; advert_int 0.2s") => `
network lan 10.0.0.0/24
${priorities.map((_, i) => `host ${"abc".charAt(i)} { eth0 10.0.0.${i + 1} }`).join("\n")}
vip v1 10.0.0.100 {
  virtual_router_id 51
  ${timing}
  ${words}
${priorities.map((p, i) => `  director ${"abc".charAt(i)} priority ${p}`).join("\n")}
}
`;
const chk = (weight: number) => `track chk { script "/usr/bin/test -e /run/chk"; weight ${weight} }`;
const v2 = "advert_int 1s";

/** Two hosts of priorities 100 and 50 that may not hear each other. */
const differ = (name: string, words: string, patch: Patch, timing?: string): Case => ({
  name,
  topology: topology([100, 50], words, timing),
  patches: [patch],
  steps: [""],
});
/** The host's list of peers holds nobody's address. */
const deaf = (host: string, peer: string, more = "") =>
  on(
    host,
    replacing(`unicast_peer {\n        ${peer}\n`, `${more}unicast_peer {\n        10.0.0.9\n`),
    speaking({ transport: { kind: "unicast", peers: ["10.0.0.9"], checkSource: more !== "" } }),
  );
const pass = (text: string) => ({ auth: { type: "PASS" as const, password: text } });

const single: readonly Case[] = [
  {
    name: "priority",
    topology: topology([100, 50]),
    steps: ["", "down a", "", "killed a", "", "frozen a", ""],
  },
  { name: "version 2", topology: topology([100, 50], "auth_pass secret", v2), steps: ["", "killed a", ""] },
  { name: "tie", topology: topology([100, 100]), steps: ["", "down a", ""] },
  { name: "tie of three", topology: topology([100, 90, 90]), steps: ["", "down a", "", "frozen a", ""] },
  { name: "owner", topology: topology([254, 255]), steps: ["", "down b", ""] },
  { name: "two owners", topology: topology([255, 255]), steps: [""] },
  { name: "equality stays", topology: topology([100, 50], chk(-50)), steps: ["", "fail a.chk", ""] },
  {
    name: "one more moves",
    topology: topology([100, 50], chk(-51)),
    steps: ["", "fail a.chk", "fail a.chk, fail b.chk", ""],
  },
  {
    name: "fault",
    topology: topology([100, 50], chk(0)),
    steps: ["", "fail a.chk", "fail a.chk, fail b.chk", ""],
  },
  {
    name: "weight and nopreempt",
    topology: topology([100, 50], `nopreempt; ${chk(-60)}`),
    steps: ["down b", "", "fail a.chk"],
  },
  {
    name: "preempt_delay",
    topology: topology([100, 50], `preempt_delay 2s; ${chk(-60)}`),
    steps: ["", "fail a.chk", ""],
  },
  {
    name: "segments",
    topology: `
network near 10.0.0.0/24
network far 10.1.0.0/24
host a { eth0 10.0.0.1 }
host b { eth0 10.1.0.2 }
vip v1 10.0.0.100 {
  virtual_router_id 51; version 3; advert_int 0.2s
  director a priority 100
  director b { priority 50; interface eth0 }
}`,
    steps: [""],
  },
  { name: "interface", topology: topology([100, 50]), steps: ["", "fail a.eth0", ""] },
];

const adverts: readonly Case[] = [
  differ("router id", "", on("b", replacing("_id 51", "_id 52"), speaking({ virtualRouterId: 52 }))),
  differ(
    "no password",
    "auth_pass secret",
    on(
      "b",
      replacing(/authentication \{[^}]*\}/, ""),
      instances((i) => {
        const { auth: _, ...speaker } = i.speaker;
        return { ...i, speaker };
      }),
    ),
    v2,
  ),
  differ(
    "password",
    "auth_pass secret",
    on("b", replacing("secret", "secreT"), speaking(pass("secreT"))),
    v2,
  ),
  differ(
    "password past eight",
    "auth_pass 12345678",
    on("b", replacing("12345678", "12345678x"), speaking(pass("12345678x"))),
    v2,
  ),
  differ(
    "AH",
    "auth_type AH; auth_pass secret",
    on("b", replacing("AH", "PASS"), speaking(pass("secret"))),
    v2,
  ),
  differ(
    "version",
    "",
    on(
      "b",
      (c) => replacing("version 3", "")(replacing("advert_int 0.2", "advert_int 1")(c)),
      speaking({ version: 2, interval: 1 }),
    ),
  ),
  differ("interval", "", on("b", replacing("advert_int 1", "advert_int 2"), speaking({ interval: 2 })), v2),
  differ(
    "interval of version 3",
    "",
    on("b", replacing("advert_int 0.2", "advert_int 0.4"), speaking({ interval: 0.4 })),
  ),
  differ(
    "count",
    "",
    on(
      "b",
      replacing("virtual_ipaddress {", "virtual_ipaddress {\n        10.0.0.101/24 dev eth0"),
      speaking({ addresses: ["10.0.0.100", "10.0.0.101"] }),
    ),
  ),
  differ(
    "address",
    "",
    on("b", replacing("10.0.0.100/24", "10.0.0.101/24"), speaking({ addresses: ["10.0.0.101"] })),
  ),
  differ(
    "order and length",
    "address 10.0.0.101",
    on(
      "b",
      (c) =>
        replacing(
          "SECOND",
          "10.0.0.100/32",
        )(replacing("10.0.0.100/24", "10.0.0.101/24")(replacing("10.0.0.101/24", "SECOND")(c))),
      same,
    ),
  ),
  differ(
    "group",
    "",
    on(
      "b",
      replacing("global_defs {", "global_defs {\n    vrrp_mcast_group4 224.0.0.19"),
      speaking({ transport: { kind: "multicast", group: "224.0.0.19" } }),
    ),
  ),
  differ(
    "unicast",
    "vrrp unicast",
    on("a", (c) => c, same),
  ),
  differ(
    "unicast and multicast",
    "vrrp unicast",
    on(
      "b",
      (c) => c.replace(/unicast_src_ip.*|unicast_peer \{[^}]*\}/g, ""),
      speaking({ transport: { kind: "multicast" } }),
    ),
  ),
  differ("the master tells nobody", "vrrp unicast", deaf("a", "10.0.0.2")),
  differ("the backup tells nobody", "vrrp unicast", deaf("b", "10.0.0.1")),
  differ("the backup asks for the source", "vrrp unicast", deaf("b", "10.0.0.1", "check_unicast_src\n    ")),
];

/** A sync group over an outer and an inner network; `host [outer, inner]`. */
const two = (a: readonly [number, number], b: readonly [number, number], words = "") => `
network out 10.0.0.0/24
network in 10.1.0.0/24
host a { eth0 10.0.0.1; eth1 10.1.0.1 }
host b { eth0 10.0.0.2; eth1 10.1.0.2 }
vip v1 10.0.0.100 {
  virtual_router_id 51; version 3; advert_int 0.2s; director a priority ${a[0]}; director b priority ${b[0]}; ${words}
}
vip v2 10.1.0.100 {
  virtual_router_id 52; version 3; advert_int 0.2s; director a priority ${a[1]}; director b priority ${b[1]}
}
sync_group G { group v1 v2 }
`;
const ungrouped = (host: string) =>
  on(host, replacing(/vrrp_sync_group G \{[^}]*\}[^}]*\}/, ""), (r) => ({ ...r, syncGroups: [] }));
const lostInside = ["", "fail a.eth1", "", "down a", ""];
const groups: readonly Case[] = [
  { name: "group", topology: two([100, 100], [50, 50]), steps: lostInside },
  {
    name: "no group",
    topology: two([100, 100], [50, 50]),
    patches: [ungrouped("a"), ungrouped("b")],
    steps: lostInside,
  },
  {
    name: "group on the master",
    topology: two([100, 100], [50, 50]),
    patches: [ungrouped("b")],
    steps: lostInside,
  },
  {
    name: "group on the backup",
    topology: two([100, 100], [50, 50]),
    patches: [ungrouped("a")],
    steps: lostInside,
  },
  {
    name: "weights in a group",
    topology: two([100, 100], [50, 50], chk(-60)),
    steps: ["", "fail a.chk", ""],
  },
  {
    name: "weights in a group that ignores them",
    topology: two([100, 100], [50, 50], chk(-60)),
    patches: ["a", "b"].map((host) =>
      on(host, replacing("sync_group_tracking_weight", ""), (r) => ({
        ...r,
        syncGroups: r.syncGroups.map((g) => ({ ...g, trackingWeight: false })),
      })),
    ),
    steps: ["", "fail a.chk", ""],
  },
  { name: "crossed priorities, one first", topology: two([100, 50], [50, 100]), steps: ["down b", ""] },
];

const random: readonly Case[] = fc.sample(
  fc
    .record({
      priorities: fc.array(fc.constantFrom(50, 90, 100, 100, 150, 254), { minLength: 2, maxLength: 3 }),
      owner: fc.boolean(),
      weight: fc.option(fc.constantFrom(0, -10, -50, -60, 10, 50, 60)),
      words: fc.subarray(["vrrp unicast", "auth"]),
      nopreempt: fc.subarray(["a", "b", "c"]),
      moves: fc.array(
        fc.record({
          host: fc.nat({ max: 2 }),
          what: fc.constantFrom("down", "down", "killed", "frozen", "fail", "fail"),
        }),
        { minLength: 4, maxLength: 6 },
      ),
    })
    .map((r): Case => caseOf(r)),
  { numRuns: 24, seed: 7 },
);

function caseOf(r: {
  priorities: number[];
  owner: boolean;
  weight: number | null;
  words: string[];
  nopreempt: string[];
  moves: { host: number; what: string }[];
}): Case {
  const hosts = r.priorities.map((_, i) => "abc".charAt(i));
  const priorities = r.owner ? [...r.priorities.slice(0, -1), 255] : r.priorities;
  const words = [
    ...r.words.filter((w) => w !== "auth"),
    ...(r.nopreempt.length > 0 ? ["nopreempt"] : []),
    ...(r.weight === null ? [] : [chk(r.weight)]),
  ];
  const wrong = new Map<string, string>();
  const steps = [""];
  for (const { host, what } of r.moves) {
    const name = hosts[host % hosts.length] ?? "a";
    const key = what === "fail" ? `${name}.chk` : name;
    if (what === "fail" && r.weight === null) continue;
    if (wrong.has(key)) wrong.delete(key);
    else wrong.set(key, `${what} ${key}`);
    steps.push([...wrong.values()].join(", "));
  }
  return {
    name: `${priorities.join(" ")} ${words.join(" ")} (${r.nopreempt.join("")}): ${steps.join(" > ")}`,
    topology: topology(priorities, words.join("; ")),
    patches: hosts
      .filter((h) => words.includes("nopreempt") && !r.nopreempt.includes(h))
      .map((h) =>
        on(
          h,
          replacing("    nopreempt\n", ""),
          instances((i) => ({ ...i, nopreempt: false })),
        ),
      ),
    steps,
  };
}

/** Cases that run at once. */
const AT_ONCE = 14;

needs(
  "keepalived",
  "unshare",
  "setpriv",
)("VRRP", () => {
  const cases = [...single, ...adverts, ...groups, ...random];
  /** The cases mostly wait, so they run together and the tests below tell how each ended. */
  const ended: Promise<unknown>[] = [];
  const times: Promise<unknown>[] = [];
  let here: Lab;
  beforeAll(async () => {
    here = await lab();
    const places: Promise<unknown>[] = Array.from({ length: AT_ONCE }, async () => {});
    for (const [i, given] of cases.entries()) {
      const end = (places[i % AT_ONCE] ?? Promise.resolve())
        .then(() => run(given, here))
        .catch((error: unknown) => error);
      places[i % AT_ONCE] = end;
      ended.push(end);
    }
    for (const moment of moments) times.push(measured(moment, here).catch((error: unknown) => error));
  });
  test.each(moments.map((m, i) => [m.name, m, i] as const))("time: %s", async (_, moment, i) => {
    const took = await times[i];
    if (typeof took !== "number") throw took;
    const { from, to } = timeline(moment.event, [
      {
        timers: moment.timers,
        ...(moment.preemptDelay === undefined ? {} : { preemptDelay: moment.preemptDelay }),
      },
    ]);
    console.info(
      `${moment.name}: ${from.toFixed(2)} to ${to.toFixed(2)} s foretold, ${took.toFixed(2)} s taken`,
    );
    // Timers do not run early; how late a machine may be depends on what else it does.
    expect(took).toBeGreaterThan(from - 0.15);
    expect(took).toBeLessThan(to + 10);
  });
  afterAll(async () => {
    await here.close();
  });
  test.each(cases.map((c, i) => [c.name, i] as const))("%s", async (_, i) => {
    expect(await ended[i]).toBeUndefined();
  });
});

/** Starts the hosts of a case and takes it through its steps; at each, keepalived must be where the model may be. */
async function run(given: Case, here: Lab): Promise<void> {
  const { cluster, nodes } = await built(given, here);
  let before: { situation: Situation; end: End } | undefined;
  for (const step of given.steps) before = await take(given, step, cluster, nodes, before);
}

async function built(given: Case, here: Lab): Promise<{ cluster: Cluster; nodes: readonly Node[] }> {
  const { topology, problems } = compileUnjudged(given.topology);
  // What the rules of VRRP advise against is what is tried here.
  expect(problems.filter((p) => p.severity === "error" && !p.code.startsWith("vrrp/"))).toEqual([]);
  const artifacts = keepalived.emit(topology);
  const [clusterOf] = vrrpClusters(topology).values();
  const cluster: Cluster = (clusterOf?.routers ?? []).map((router) => {
    const patches = (given.patches ?? []).filter((p) => p.host === router.host);
    return patches.reduce((now, p) => p.model(now), router);
  });
  const nodes: Node[] = [];
  for (const host of topology.hosts) {
    const artifact = artifacts.find((a) => a.path === `${host.name}/etc/keepalived/keepalived.conf`);
    if (artifact === undefined) throw new Error("no keepalived.conf");
    const patched = (given.patches ?? [])
      .filter((p) => p.host === host.name)
      .reduce((conf, p) => p.conf(conf), contentOf(artifact));
    // Not to be late on a busy machine.
    const conf = patched.replace("global_defs {", "global_defs {\n    vrrp_rt_priority 50");
    const faces = host.interfaces.flatMap((f) =>
      f.addresses.map((a) => ({
        name: f.name,
        address: `${a.address.text}/${a.length}`,
        segment: `${given.name} ${a.network.name}`,
      })),
    );
    nodes.push(await here.node(host.name, faces, conf));
  }
  return { cluster, nodes };
}

type Rest = { readonly situation: Situation; readonly end: End };
async function take(
  given: Case,
  step: string,
  cluster: Cluster,
  nodes: readonly Node[],
  before: Rest | undefined,
): Promise<Rest> {
  const now = situation(step);
  for (const node of nodes) await move(node, before?.situation, now);
  const settled = settle(cluster, now, before);
  if (settled.kind === "unknown") throw new Error(settled.why);
  const wanted = settled.ends.map((e) => written(cluster, e));
  const observed = () => seen(cluster, nodes, now);
  await rest(cluster);
  await until(() => wanted.includes(observed()));
  const at = observed();
  expect(wanted, `${given.name} at ${step}`).toContain(at);
  const end = settled.ends[wanted.indexOf(at)];
  if (end === undefined) throw new Error("no end");
  return { situation: now, end };
}

/** What happens, as the last step of two hosts of priorities 100 and 50, and when the other of them is master then. */
type Moment = {
  readonly name: string;
  readonly words: string;
  readonly timing?: string;
  readonly steps: readonly [string, string];
  readonly event: Event;
  readonly timers: Timers;
  readonly preemptDelay?: number;
};
const slow = { version: 2, interval: 1 } as const;
const quick = { version: 3, interval: 0.2 } as const;
const noticed = noticedByScript({ interval: 1, fall: 2 });
const twice = (weight: number) => chk(weight).replace("weight", "every 1s; fall 2; weight");
const moments: readonly Moment[] = [
  {
    name: "goodbye",
    words: "",
    timing: v2,
    steps: ["", "down a"],
    event: { kind: "stop" },
    timers: { ...slow, priority: 50 },
  },
  {
    name: "silence",
    words: "",
    timing: v2,
    steps: ["", "killed a"],
    event: { kind: "silence" },
    timers: { ...slow, priority: 50 },
  },
  {
    name: "silence of version 3",
    words: "",
    steps: ["", "frozen a"],
    event: { kind: "silence" },
    timers: { ...quick, priority: 50 },
  },
  {
    name: "fault",
    words: twice(0),
    steps: ["", "fail a.chk"],
    event: { kind: "fault", noticed },
    timers: { ...quick, priority: 50 },
  },
  {
    name: "weight",
    words: twice(-60),
    steps: ["", "fail a.chk"],
    event: { kind: "weight", noticed },
    timers: { ...quick, priority: 50 },
  },
  {
    name: "weight after preempt_delay",
    words: `preempt_delay 3s; ${twice(-60)}`,
    steps: ["", "fail a.chk"],
    event: { kind: "weight", noticed },
    timers: { ...quick, priority: 50 },
    preemptDelay: 3,
  },
  {
    name: "return",
    words: "",
    timing: v2,
    steps: ["down a", ""],
    event: { kind: "return" },
    timers: { ...slow, priority: 100 },
  },
  {
    name: "return after preempt_delay",
    words: "preempt_delay 3s",
    timing: v2,
    steps: ["down a", ""],
    event: { kind: "return" },
    timers: { ...slow, priority: 100 },
    preemptDelay: 3,
  },
];

/** Seconds until the other host is master. */
async function measured(
  { name, words, timing, steps: [first, last], event }: Moment,
  here: Lab,
): Promise<number> {
  const given = { name: `time: ${name}`, topology: topology([100, 50], words, timing), steps: [] };
  const { cluster, nodes } = await built(given, here);
  const before = await take(given, first, cluster, nodes, undefined);
  const next = nodes[event.kind === "return" ? 0 : 1];
  const start = performance.now();
  await take(given, last, cluster, nodes, before);
  return ((next?.masterAt() ?? 0) - start) / 1000;
}

/** Waits until it is so, or for half a minute. */
async function until(so: () => boolean): Promise<void> {
  for (let tries = 0; tries < 150 && !so(); tries++) await sleep(0.2);
}

function sleep(seconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, seconds * 1000));
}

/** Longer than any timer of the case, so that what is to happen has begun. */
function rest(cluster: Cluster): Promise<void> {
  const waits = cluster.flatMap((r) =>
    r.instances.map(
      ({ speaker: { version, interval }, trackers }) =>
        masterDown({ version, interval, priority: 1 }) +
        (trackers.some((t) => t.kind === "script") ? 2.5 : 0),
    ),
  );
  return sleep(Math.max(...waits) + 0.3);
}

async function move(node: Node, before: Situation | undefined, now: Situation): Promise<void> {
  const [was, is] = [before === undefined ? "down" : before.hosts?.get(node.host), now.hosts?.get(node.host)];
  if (before === undefined) node.write("chk", "");
  for (const tracker of ["chk", "eth0", "eth1"]) {
    const state = (at: Situation | undefined) => at?.trackers?.get(node.host)?.get(tracker) ?? "up";
    const [old, wanted] = [state(before), state(now)];
    if (old === wanted) continue;
    if (tracker === "chk") node.write("chk", wanted === "up" ? "" : undefined);
    else node.link(tracker, wanted === "up" ? "up" : "down");
  }
  if (was === is) return;
  if (was === "frozen") node.thaw();
  else if (was !== undefined && is === undefined) node.start();
  if (is === "down" && before !== undefined) await node.stop();
  if (is === "killed") await node.kill();
  if (is === "frozen") node.freeze();
}

/** Masters and, after a slash, those that hold the address: `a / a`. */
function written(cluster: Cluster, end: End): string {
  const names = (bits: number) =>
    unitsIn(cluster).flatMap((u, i) =>
      (bits & (1 << i)) === 0 ? [] : u.members.map((m) => `${u.host}.${m.vip}`),
    );
  return `${names(end.masters).sort().join(" ")} / ${names(end.masters | end.left)
    .sort()
    .join(" ")}`;
}

function seen(cluster: Cluster, nodes: readonly Node[], now: Situation): string {
  const masters: string[] = [];
  const holders: string[] = [];
  for (const router of cluster) {
    const node = nodes.find((n) => n.host === router.host);
    const addresses = node?.addresses() ?? [];
    for (const instance of router.instances) {
      const name = `${router.host}.${instance.vip}`;
      const runs = now.hosts?.get(router.host) === undefined;
      if (runs && node?.states.get(instance.name) === "MASTER") masters.push(name);
      if (instance.speaker.addresses.some((a) => addresses.includes(a))) holders.push(name);
    }
  }
  return `${masters.sort().join(" ")} / ${holders.sort().join(" ")}`;
}
