/** A process that dies at any change it makes on disk: every call of node:fs that changes something may be its last. */
import type * as Fs from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { digest, type TreeFile } from "../../src/cli/tree/plan.ts";
import { settleTree, writeTree } from "../../src/cli/tree/write.ts";

const disk = vi.hoisted(() => {
  const changing = [
    "mkdirSync",
    "symlinkSync",
    "linkSync",
    "writeFileSync",
    "chmodSync",
    "renameSync",
    "rmSync",
    "rmdirSync",
  ];
  return { changing, calls: 0, dieAt: Infinity, log: [] as string[], fail: "" };
});
vi.mock("node:fs", async (original) => {
  const real = await original<Record<string, unknown>>();
  const wrapped = disk.changing.map((name) => [
    name,
    (...args: unknown[]) => {
      if (disk.fail === name)
        throw Object.assign(new Error("no"), { code: "EPERM", syscall: name, path: args[0] });
      // A dead process changes nothing more, whatever it still had in mind.
      if (++disk.calls >= disk.dieAt) throw new Error("killed");
      disk.log.push(`${name} ${String(args[0])}`);
      return (real[name] as (...a: unknown[]) => unknown)(...args);
    },
  ]);
  return { ...real, ...Object.fromEntries(wrapped) };
});
const fs = await vi.importActual<typeof Fs>("node:fs");

let work = "";
let folder = "";
beforeEach(() => {
  work = fs.realpathSync(fs.mkdtempSync(join(tmpdir(), "lbc-killed-")));
  folder = join(work, "out");
  Object.assign(disk, { calls: 0, dieAt: Infinity, log: [], fail: "" });
});
afterEach(() => {
  fs.rmSync(work, { recursive: true, force: true });
});

function treeFiles(contents: Readonly<Record<string, string>>): readonly TreeFile[] {
  const listed = Object.entries(contents).map(([path, text]) => ({
    path,
    mode: "0644",
    owner: "root",
    purpose: "",
    sha256: digest(text).sha256,
    bytes: text.length,
    lines: [],
  }));
  const manifest = `${JSON.stringify({ format: 1, lbc: "0", files: listed })}\n`;
  return [
    ...Object.entries(contents).map(([path, text]) => ({
      path,
      mode: path.endsWith("run") ? 0o755 : 0o644,
      text,
    })),
    { path: "manifest.json", mode: 0o644, text: manifest },
  ];
}

/** Every file, its mode and text; folders that hold nothing are seen too. */
function snapshot(root = folder, path = ""): Record<string, string> {
  const out: Record<string, string> = {};
  if (!fs.existsSync(root)) return { "": "absent" };
  for (const entry of fs.readdirSync(join(root, path), { withFileTypes: true })) {
    const inner = path === "" ? entry.name : `${path}/${entry.name}`;
    if (entry.isDirectory()) Object.assign(out, { [inner]: "folder" }, snapshot(root, inner));
    else {
      const mode = (fs.lstatSync(join(root, inner)).mode & 0o777).toString(8);
      out[inner] = entry.isFile() ? `${mode} ${fs.readFileSync(join(root, inner), "utf8")}` : "special";
    }
  }
  return out;
}

const old = treeFiles({ "a/one": "1", "a/same": "s", "b/deep/two": "2" });
const next = treeFiles({ "a/one": "uno", "a/same": "s", "c/three": "3", "c/run": "r" });

/** Writes the tree, and dies at a change; false once there are not so many. */
async function writeAndDie(files: readonly TreeFile[], at: number, inPlace: boolean): Promise<boolean> {
  Object.assign(disk, { calls: 0, dieAt: at, log: [] });
  let died = false;
  await writeTree(folder, files, { inPlace }).catch((error: Error) => {
    if (error.message !== "killed") throw error;
    died = true;
  });
  // Whatever is caught on the way: nothing was changed from there on.
  died ||= disk.calls >= at;
  disk.dieAt = Infinity;
  return died;
}

/** The tree as each of the two builds leaves it, and the tree before the first. */
async function wholeTrees() {
  await writeTree(folder, old);
  const before = snapshot();
  await writeTree(folder, next);
  const after = snapshot();
  fs.rmSync(folder, { recursive: true, force: true });
  return { before, after };
}

describe("a build that is killed at any change on disk", () => {
  test("leaves no tree or the whole first one", async () => {
    const { before } = await wholeTrees();
    for (let at = 1; await writeAndDie(old, at, false); at++) {
      expect([{ "": "absent" }, before]).toContainEqual(snapshot());
      expect((await writeTree(folder, old)).kind).toBe("written");
      expect(snapshot()).toEqual(before);
      expect(fs.readdirSync(work)).toEqual(["out"]);
      fs.rmSync(folder, { recursive: true, force: true });
    }
    expect(disk.log.filter((call) => call.startsWith("renameSync"))).toHaveLength(1);
  });

  test("leaves the old tree or the new one; between two renames neither, and the next command puts it there", async () => {
    const { before, after } = await wholeTrees();
    const seen = { old: 0, new: 0, none: 0 };
    await writeTree(folder, old);
    for (let at = 1; await writeAndDie(next, at, false); at++) {
      const left = snapshot();
      expect([{ "": "absent" }, before, after]).toContainEqual(left);
      if ("" in left) {
        seen.none++;
        expect(disk.log.at(-1)).toContain("renameSync");
        expect(snapshot(join(work, ".out.lbc/old"))).toEqual(before);
        expect(snapshot(join(work, ".out.lbc/new"))).toEqual(after);
      } else seen["manifest.json" in left && "c" in left ? "new" : "old"]++;
      settleTree(folder);
      expect(["" in left ? after : left]).toContainEqual(snapshot());
      expect(fs.readdirSync(work)).toEqual(["out"]);
      fs.rmSync(folder, { recursive: true, force: true });
      await writeTree(folder, old);
    }
    expect(seen.none).toBe(1);
    expect(seen.old).toBeGreaterThan(8);
    expect(seen.new).toBeGreaterThan(2);
  });

  test("beside files that lbc did not write: the next command that reads the tree finishes it", async () => {
    const { before, after } = await wholeTrees();
    const foreign = { mine: "644 my own\n", ".git": "folder", ".git/HEAD": "644 x" };
    const prepare = async () => {
      await writeTree(folder, old);
      fs.writeFileSync(join(folder, "mine"), "my own\n");
      fs.mkdirSync(join(folder, ".git"));
      fs.writeFileSync(join(folder, ".git/HEAD"), "x");
    };
    await prepare();
    const outcomes = new Set<string>();
    for (let at = 1; await writeAndDie(next, at, false); at++) {
      settleTree(folder);
      const settled = snapshot();
      expect([
        { ...before, ...foreign },
        { ...after, ...foreign },
      ]).toContainEqual(settled);
      outcomes.add("c" in settled ? "new" : "old");
      expect(fs.readdirSync(work)).toEqual(["out"]);
      fs.rmSync(folder, { recursive: true, force: true });
      await prepare();
    }
    expect([...outcomes].sort()).toEqual(["new", "old"]);
  });

  test("while it clears away what another one left, or takes its lock", async () => {
    const { after } = await wholeTrees();
    for (const inPlace of [false, true]) {
      for (let first = 1; ; first += 3) {
        await writeTree(folder, old);
        if (!(await writeAndDie(next, first, inPlace))) break;
        for (let second = 1; await writeAndDie(next, second, inPlace); second++);
        expect(snapshot()).toEqual(after);
        expect(fs.readdirSync(work)).toEqual(["out"]);
        fs.rmSync(folder, { recursive: true, force: true });
      }
    }
  });
});

describe("what a build leaves as it is", () => {
  const facts = (path: string) => {
    const { ino, mtimeMs, nlink } = fs.statSync(join(folder, path));
    return { ino, mtimeMs, nlink };
  };

  test.each([false, true])("files that did not change (in place: %s)", async (inPlace) => {
    await writeTree(folder, old);
    const before = facts("a/same");
    disk.log = [];
    await writeTree(folder, old);
    expect(disk.log.filter((call) => call.includes(`${folder}/`))).toEqual([]);
    await writeTree(folder, next, { inPlace });
    expect(facts("a/same")).toEqual(before);
  });

  test("folders, when it writes in place", async () => {
    await writeTree(folder, old);
    const [root, inner] = [facts("").ino, facts("a").ino];
    await writeTree(folder, next, { inPlace: true });
    expect([facts("").ino, facts("a").ino]).toEqual([root, inner]);
  });

  test("the modes that somebody gave to folders", async () => {
    await writeTree(folder, old);
    fs.chmodSync(folder, 0o700);
    fs.chmodSync(join(folder, "a"), 0o750);
    await writeTree(folder, next);
    const modes = [".", "a", "c"].map((path) => (fs.statSync(join(folder, path)).mode & 0o777).toString(8));
    expect(modes.slice(0, 2)).toEqual(["700", "750"]);
    expect(fs.existsSync(join(folder, "b"))).toBe(false);
  });

  test("the folder itself, where files cannot have a second name", async () => {
    const { after } = await wholeTrees();
    await writeTree(folder, old);
    const { ino } = facts("");
    disk.fail = "linkSync";
    expect((await writeTree(folder, next)).kind).toBe("written");
    expect(snapshot()).toEqual(after);
    expect(facts("").ino).toBe(ino);
    expect(fs.readdirSync(work)).toEqual(["out"]);
  });

  test("a link to the folder", async () => {
    const { after } = await wholeTrees();
    fs.mkdirSync(join(work, "real"));
    fs.symlinkSync("real", folder);
    await writeTree(folder, old);
    await writeTree(folder, next);
    expect(fs.lstatSync(folder).isSymbolicLink()).toBe(true);
    expect(snapshot(join(work, "real"))).toEqual(after);
  });

  test("an empty folder that no build made", async () => {
    await writeTree(folder, old);
    fs.mkdirSync(join(folder, "b/empty"));
    await writeTree(folder, next);
    expect(fs.readdirSync(join(folder, "b"))).toEqual(["empty"]);
  });
});

describe("what somebody else left where a build keeps its own", () => {
  const outside = () => join(work, "outside");
  const journal = (value: unknown) => {
    fs.mkdirSync(outside());
    fs.writeFileSync(join(outside(), "victim"), "safe");
    fs.mkdirSync(join(folder, ".lbc-staging"), { recursive: true });
    fs.writeFileSync(join(folder, ".lbc-staging/0"), "evil");
    fs.writeFileSync(join(folder, ".lbc-staging/journal.json"), JSON.stringify(value));
    fs.symlinkSync("../outside", join(folder, "link"));
  };

  test.each([
    [{ write: ["../outside/victim"], remove: [] }],
    [{ write: ["/outside/victim"], remove: [] }],
    [{ write: ["link/victim"], remove: [] }],
    [{ write: ["link/new"], remove: [] }],
    [{ write: [], remove: ["link/victim"] }],
    [{ write: [], remove: ["../outside/victim"] }],
    [{ write: [1], remove: [] }],
    [{ write: "x" }],
    [null],
  ])("a journal cannot reach out of the folder: %j", async (value) => {
    journal(value);
    expect((await writeTree(folder, old)).kind).toBe("written");
    expect(snapshot(outside())).toEqual({ victim: "644 safe" });
    expect(fs.existsSync(join(folder, ".lbc-staging"))).toBe(false);
  });

  test.each([
    ["a file", () => fs.writeFileSync(join(work, ".out.lbc"), "mine")],
    ["a link", () => fs.symlinkSync("nowhere", join(work, ".out.lbc"))],
    [
      "a folder with something in it",
      () => {
        fs.mkdirSync(join(work, ".out.lbc"));
        fs.writeFileSync(join(work, ".out.lbc/mine"), "mine");
      },
    ],
  ])("%s beside the folder stays", async (_, make) => {
    const { after } = await wholeTrees();
    make();
    const before = fs.lstatSync(join(work, ".out.lbc")).ino;
    await writeTree(folder, old);
    await writeTree(folder, next);
    expect(snapshot()).toEqual(after);
    expect(fs.lstatSync(join(work, ".out.lbc")).ino).toBe(before);
  });
});

describe("two builds at once", () => {
  const lockOf = (target: string) => {
    fs.mkdirSync(join(work, ".out.lbc"), { recursive: true });
    fs.symlinkSync(target, join(work, ".out.lbc/lock"));
  };

  test("the second is refused, and changes nothing", async () => {
    await writeTree(folder, old);
    const before = snapshot();
    // The process above this one lives as long as it does.
    lockOf(String(process.ppid));
    const refused = await writeTree(folder, next);
    expect(refused).toMatchObject({
      kind: "refused",
      reason: expect.stringContaining(`process ${process.ppid}`),
    });
    expect(snapshot()).toEqual(before);
    settleTree(folder);
    expect(fs.readlinkSync(join(work, ".out.lbc/lock"))).toBe(String(process.ppid));
  });

  test.each(["999999999", `${process.ppid}-1`, "0", "nonsense"])(
    "a lock of a process that is gone, or is another one now, is taken: %s",
    async (target) => {
      if (!fs.existsSync("/proc/self/stat") && target.includes("-")) return;
      lockOf(target);
      expect((await writeTree(folder, old)).kind).toBe("written");
      expect(fs.readdirSync(work)).toEqual(["out"]);
    },
  );

  test("one that lost its lock does not commit", async () => {
    await writeTree(folder, old);
    const before = snapshot();
    const pause = () => {
      fs.rmSync(join(work, ".out.lbc/lock"), { force: true });
      lockOf(String(process.ppid));
      return false;
    };
    expect((await writeTree(folder, next, { pause })).kind).toBe("refused");
    expect(snapshot()).toEqual(before);
  });
});

test("asked to stop, it changes nothing and leaves nothing", async () => {
  await writeTree(folder, old);
  const before = snapshot();
  for (const inPlace of [false, true]) {
    expect(await writeTree(folder, next, { inPlace, pause: () => true })).toEqual({ kind: "stopped" });
    expect(snapshot()).toEqual(before);
    expect(fs.readdirSync(work)).toEqual(["out"]);
  }
});
