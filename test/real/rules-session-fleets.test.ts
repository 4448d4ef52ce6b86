/**
 * The session rules' pages on real Tomcats, stores and nginx, each block with the files that lbc writes: what browsers
 * get with the bad one, and with the good one. Blocks whose Tomcats and memcacheds are the same take turns in one fleet.
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Artifact, Compiled } from "../../src/index.ts";
import { compileUnjudged, contentOf } from "../support/examples.ts";
import { fleetNeeds, inFleetAside } from "../support/fleet.ts";
import { jarsOf } from "../support/fleet-tomcat.ts";
import { needs } from "../support/real.ts";
import { EDGE, SCRIPT, table, type Row } from "../support/session-pages.ts";
import { ruleBlock, type Kind } from "../support/rule-page.ts";

const only = process.env["LBC_ONLY"]?.split(",");
const wanted = table.filter((row) => only === undefined || only.includes(row.code));

type Block = {
  readonly name: string;
  readonly script: string;
  readonly whole: boolean;
  readonly built: Compiled;
};

function blockOf({ code, script, whole = true }: Row, kind: Kind): Block {
  return {
    name: `${code}-${kind}`,
    script: typeof script === "string" ? script : script(kind),
    whole,
    built: compileUnjudged(ruleBlock(`session/${code}`, kind)),
  };
}

/** Without the places in the topology, which differ from page to page. */
const bytes = (a: Artifact) => contentOf(a).replaceAll(/topo\.lb:\d+/g, "");
const ofHosts = ({ artifacts }: Compiled) => artifacts.filter((a) => a.install !== undefined);
/** What changes hands while the Tomcats run on. */
const light = (a: Artifact) => /\/(nginx|redis)\.conf$/.test(a.path);
const heavy = (built: Compiled) =>
  JSON.stringify([
    built.topology.hosts.map((h) => [
      h.name,
      h.interfaces.map((i) => i.addresses.map((a) => a.address.text)),
    ]),
    ofHosts(built)
      .filter((a) => !light(a))
      .map((a) => [a.path, bytes(a)]),
  ]);

/** The commands by which a fleet takes another block's files: those that differ, and their programs anew. */
function turn(folder: string, from: Compiled, { name, built }: Block): string {
  const before = new Map(ofHosts(from).map((a) => [a.path, bytes(a)]));
  return ofHosts(built)
    .filter((a) => light(a) && before.get(a.path) !== bytes(a))
    .map((artifact) => {
      const path = join(folder, `${name}-files`, artifact.path);
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, contentOf(artifact));
      const { host = "" } = artifact;
      const nginx = artifact.path.endsWith("nginx.conf");
      return `${nginx ? `on ${host} nginx -s stop; wait \${pid[${host}/nginx]}` : `die ${host} redis`}
on ${host} cp '${path}' '${artifact.install}'; again ${host} ${nginx ? "nginx" : "redis"}`;
    })
    .join("\n");
}

/** Runs the blocks of one fleet one after another; returns what it prints. */
function inTurns(work: string, blocks: readonly Block[]): Promise<string> {
  const [first] = blocks;
  if (first === undefined) return Promise.resolve("");
  const scripts = blocks.map((block, i) =>
    [
      turn(join(work, first.name), (blocks[i - 1] ?? block).built, block),
      `NAME=${block.name}; rm -f $W/browsers.json`,
      i === 0 ? "" : `serves ${EDGE}`,
      block.script,
    ].join("\n"),
  );
  return inFleetAside(work, first.name, first.built, [SCRIPT, ...scripts].join("\n"), first.whole);
}

/** So many fleets at once: they mostly wait, but for the start of their Tomcats. */
const AT_ONCE = 4;

/** What each block told, by its name; and everything that its fleet printed. */
async function runAll(work: string): Promise<ReadonlyMap<string, { told: string; output: string }>> {
  const fleets = new Map<string, Block[]>();
  for (const block of wanted.flatMap((r) => [blockOf(r, "bad"), blockOf(r, "good")])) {
    const fleet = fleets.get(heavy(block.built));
    if (fleet === undefined) fleets.set(heavy(block.built), [block]);
    else fleet.push(block);
  }
  const out = new Map<string, { told: string; output: string }>();
  const waiting = [...fleets.values()];
  const worker = async (): Promise<void> => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      const start = Date.now();
      const output = await inTurns(work, next);
      if (process.env["LBC_SHOW"] !== undefined)
        console.log(`${(Date.now() - start) / 1000} s ${next.map((b) => b.name).join(" ")}\n${output}`);
      for (const { name } of next) out.set(name, { told: whatWasTold(name, output), output });
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  return out;
}

/** What a block told, or of its browsers' answers what was not as it should be. */
function whatWasTold(name: string, output: string): string {
  const [, told] = new RegExp(`^told ${name} (.*)$`, "m").exec(output) ?? [];
  if (told !== undefined) return told;
  const seen = [...output.matchAll(new RegExp(`^browsed ${name} .*$`, "gm"))].map(([line]) => line);
  if (seen.length === 0) return "nothing";
  const wrong = ["stale", "lost", "failed"].filter((word) =>
    seen.some((line) => new RegExp(`"${word}":[1-9]`).test(line)),
  );
  return wrong.length === 0 ? "kept" : wrong.join(" ");
}

needs(
  ...fleetNeeds,
  "nginx",
  "memcached",
  "redis-server",
  jarsOf("msm"),
  jarsOf("redisson"),
  jarsOf("tomcat9"),
)("the session rules' pages in fleets", () => {
  let work = "";
  let all: ReadonlyMap<string, { told: string; output: string }> = new Map();
  beforeAll(async () => {
    work = mkdtempSync(join(tmpdir(), "lbc-session-fleets-"));
    all = await runAll(work);
  }, 1_200_000);
  afterAll(() => {
    rmSync(work, { recursive: true, force: true });
  });

  test.each(wanted)("$code", ({ code, bad, good }) => {
    const seen = (kind: Kind) => all.get(`${code}-${kind}`);
    expect(
      { bad: seen("bad")?.told, good: seen("good")?.told },
      `${seen("bad")?.output}\n${seen("good")?.output}`,
    ).toEqual({ bad, good });
  });
});
