/** The built lbc, killed for real: at random moments of a big build, and at each call of the kernel of a small one. */
import { spawnSync } from "node:child_process";
import * as fs from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { lbc, lbcKilled, lbcPath } from "../support/lbc.ts";
import { needs } from "../support/real.ts";

let work = "";
beforeEach(() => {
  work = fs.mkdtempSync(join(tmpdir(), "lbc-real-killed-"));
});
afterEach(() => {
  fs.rmSync(work, { recursive: true, force: true });
});

/** A fleet of this many real servers, in two versions that differ in files and in what is in them. */
function fleet(servers: number, version: "old" | "new"): string {
  const numbers = Array.from({ length: servers }, (_, i) => i);
  return [
    "lb 1",
    "network lan 10.0.0.0/16",
    "host lvs[1..2] { eth0 10.0.250.[1..2] }",
    ...numbers.map((i) => `host web${i} { eth0 10.0.${i >> 7}.${1 + (i & 127)} }`),
    `host ${version} { eth0 10.0.249.9 }`,
    `vip ${version} 10.0.249.1 { virtual_router_id 51; director lvs1 priority 150; director lvs2 priority 100 }`,
    `virtual_server ${version}:80 { forward dr; scheduler rr; check tcp; real_server ${version}`,
    ...numbers.map((i) => `  real_server web${i}`),
    "}\n",
  ].join("\n");
}

/** Every file's path and text in one string; undefined when there is no folder. */
function snapshot(root: string): string | undefined {
  if (!fs.existsSync(root)) return undefined;
  return (fs.readdirSync(root, { recursive: true }) as string[])
    .sort()
    .map((path) =>
      fs.statSync(join(root, path)).isDirectory()
        ? path
        : `${path}\n${fs.readFileSync(join(root, path), "utf8")}`,
    )
    .join("\n");
}

function prepare(servers: number) {
  fs.writeFileSync(join(work, "old.lb"), fleet(servers, "old"));
  fs.writeFileSync(join(work, "new.lb"), fleet(servers, "new"));
  const [before, after] = ["old", "new"].map((name) => {
    expect(lbc(work, ["build", `${name}.lb`, "-o", `whole-${name}`])).toMatchObject({ status: 0 });
    return snapshot(join(work, `whole-${name}`));
  });
  return { before, after };
}
const out = () => join(work, "out");

describe("kill -9 at any moment of a build of some hundred hosts", () => {
  const servers = 200;

  test.each(["SIGKILL", "SIGINT"] as const)("%s leaves the old tree or the new one", async (signal) => {
    const { before, after } = prepare(servers);
    const start = performance.now();
    lbc(work, ["build", "old.lb"]);
    const usual = performance.now() - start;
    const seen = { old: 0, new: 0, died: 0 };
    for (let i = 0; i < 20; i++) {
      const tree = snapshot(out());
      const [from, to] = tree === after ? ["new", "old"] : ["old", "new"];
      const died = await lbcKilled(work, ["build", `${to}.lb`], signal, usual * (0.2 + (i / 20) * 1.2));
      let left = snapshot(out());
      if (left === undefined) {
        // Between the two renames, as only SIGKILL can: the next command that reads the tree puts the new one in place.
        expect(signal).toBe("SIGKILL");
        expect(lbc(work, ["build", "--check", `${to}.lb`]).status).toBe(0);
        left = snapshot(out());
        expect(left).toBe(to === "new" ? after : before);
      }
      expect([before, after]).toContain(left);
      expect(tree).toBe(from === "new" ? after : before);
      seen[left === before ? "old" : "new"]++;
      if (died) seen.died++;
      // A signal that can be heard leaves nothing beside the tree either.
      const beside = fs.readdirSync(work).filter((name) => name.endsWith(".lbc"));
      if (signal === "SIGINT") expect(beside).toEqual([]);
    }
    expect(seen.died).toBeGreaterThan(0);
    expect(lbc(work, ["build", "old.lb"]).status).toBe(0);
    expect(snapshot(out())).toBe(before);
    expect(fs.readdirSync(work).filter((name) => name.endsWith(".lbc"))).toEqual([]);
  });
});

needs("strace")("kill -9 at each call of the kernel that changes the disk", () => {
  const calls = ["mkdir", "symlink", "link", "rename", "rmdir", "unlink"];

  /** Runs a build and kills it as it enters the n-th of these calls; false when there are not so many. */
  function killAt(call: string, n: number, args: readonly string[]): boolean {
    const { signal, status } = spawnSync(
      "strace",
      [
        "-f",
        "-qq",
        "-o",
        "/dev/null",
        "-e",
        `inject=${call}:signal=SIGKILL:when=${n}`,
        process.execPath,
        lbcPath,
        ...args,
      ],
      { cwd: work, stdio: "ignore" },
    );
    return signal === "SIGKILL" || status === 137;
  }

  test.each([[[]], [["--in-place"]]])("leaves what the page says (%j)", (options) => {
    const { before, after } = prepare(1);
    const inPlace = options.length > 0;
    const seen = new Set<string>();
    for (const call of calls) {
      for (let n = 1; ; n++) {
        fs.rmSync(out(), { recursive: true, force: true });
        fs.cpSync(join(work, "whole-old"), out(), { recursive: true });
        if (!killAt(call, n, ["build", "new.lb", ...options])) break;
        const left = snapshot(out());
        // Any command that reads the tree finishes it, or puts it back.
        const { status } = lbc(work, ["build", "--check", "new.lb"]);
        const settled = snapshot(out());
        expect(settled).toBe(status === 0 ? after : before);
        expect(fs.readdirSync(work).filter((name) => name.endsWith(".lbc"))).toEqual([]);
        const state =
          left === before ? "old" : left === after ? "new" : left === undefined ? "none" : "mixed";
        seen.add(state);
        if (state === "none") expect(call).toBe("rename");
        if (!inPlace) expect(state).not.toBe("mixed");
        else expect(state).not.toBe("none");
      }
    }
    expect([...seen].sort()).toEqual(inPlace ? ["mixed", "new", "old"] : ["new", "none", "old"]);
  });
});
