import * as fs from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { run } from "../../src/cli/main.ts";
import { examplesFolder } from "../support/examples.ts";

let folder = "";
beforeEach(() => {
  folder = fs.mkdtempSync(join(tmpdir(), "lbc-tree-"));
});
afterEach(() => {
  fs.rmSync(folder, { recursive: true, force: true });
});

async function lbc(...argv: string[]) {
  let out = "";
  let err = "";
  const io = {
    out: (t: string) => void (out += t),
    err: (t: string) => void (err += t),
    color: false,
    cwd: folder,
    pages: "spec",
  };
  return { code: await run(argv, io), out, err };
}

const lab = join(examplesFolder, "lab/topo.lb");

describe("lbc build", () => {
  test("writes, is content the second time, and finds a line's cause", async () => {
    expect((await lbc("build", lab)).code).toBe(0);
    expect((await lbc("build", lab, "--check")).code).toBe(0);
    expect((await lbc("build", lab)).err).toContain("(0 changed)");
    const conf = fs
      .readFileSync(join(folder, "out/node01/etc/keepalived/keepalived.conf"), "utf8")
      .split("\n");
    const line = conf.findIndex((l) => l.includes("priority 100")) + 1;
    // The end of a block leads to where its beginning does.
    const begins = conf.indexOf("    virtual_ipaddress {") + 1;
    const at = (n: number) => lbc("where", `out/node01/etc/keepalived/keepalived.conf:${n}`);
    expect(await at(conf.indexOf("    }", begins) + 1)).toEqual(await at(begins));
    expect((await at(begins)).code).toBe(0);
    expect((await at(1)).code).toBe(1);
    const { out } = await lbc("where", `out/node01/etc/keepalived/keepalived.conf:${line}`);
    const source =
      fs
        .readFileSync(lab, "utf8")
        .split("\n")
        .findIndex((l) => l.includes("priority 100")) + 1;
    expect(out).toMatch(new RegExp(`^topo\\.lb:${source}:`));
  });

  test("writes nothing with an error, and takes away what no longer belongs", async () => {
    const topo = join(folder, "topo.lb");
    fs.copyFileSync(lab, topo);
    expect((await lbc("build")).code).toBe(0);
    fs.writeFileSync(
      topo,
      fs.readFileSync(lab, "utf8").replace("real_server node03 weight 1", "reel_server node03"),
    );
    const failed = await lbc("build");
    expect(failed.code).toBe(1);
    expect(failed.err).toContain("did you mean `real_server`?");
    expect(fs.existsSync(join(folder, "out/node03/usr/local/sbin/lbc-vip"))).toBe(true);
    fs.writeFileSync(topo, fs.readFileSync(lab, "utf8").replace("real_server node03 weight 1", ""));
    expect((await lbc("build")).code).toBe(0);
    expect(fs.existsSync(join(folder, "out/node03"))).toBe(false);
  });

  test("leaves foreign and edited files alone", async () => {
    fs.mkdirSync(join(folder, "out/node01/etc/keepalived"), { recursive: true });
    const conf = join(folder, "out/node01/etc/keepalived/keepalived.conf");
    fs.writeFileSync(conf, "mine\n");
    expect((await lbc("build", lab)).code).toBe(1);
    expect(fs.readFileSync(conf, "utf8")).toBe("mine\n");
    fs.rmSync(conf);
    expect((await lbc("build", lab)).code).toBe(0);
    fs.appendFileSync(conf, "edited\n");
    expect((await lbc("build", lab)).err).toContain("was edited");
    expect(fs.readFileSync(conf, "utf8")).toContain("edited");
  });

  test("does not follow a link out of the folder", async () => {
    fs.mkdirSync(join(folder, "elsewhere"));
    fs.mkdirSync(join(folder, "out"));
    fs.symlinkSync(join(folder, "elsewhere"), join(folder, "out/node01"));
    expect((await lbc("build", lab)).code).toBe(1);
    expect(fs.readdirSync(join(folder, "elsewhere"))).toEqual([]);
  });
});

describe("the command line", () => {
  test.each([
    [["check", lab], 0],
    [["check", "nothing.lb"], 1],
    [["chekc"], 2],
    [["build", lab, "--nonsense"], 2],
    [["build", lab, "--target", "nginy"], 2],
    [["build", lab, "--host", "node09"], 2],
    [["build", lab, "--out", ""], 2],
    [["build", lab, "--stdout", "--check"], 2],
    [["--version"], 0],
    [["build", "--help"], 0],
    [["completion", "bash"], 0],
    [["where", "nowhere:1"], 1],
  ])("%j exits with %i", async (argv, code) => {
    expect((await lbc(...argv)).code).toBe(code);
  });

  test("init asks at a terminal for what was not given", async () => {
    const asked: string[] = [];
    const ask = async (question: string, suggestion: string) => {
      asked.push(question);
      return question.includes("real servers") ? "4" : suggestion;
    };
    const io = { out: () => undefined, err: () => undefined, color: false, cwd: folder, pages: "spec", ask };
    expect(await run(["init"], io)).toBe(0);
    expect(asked).toHaveLength(4);
    expect(fs.readFileSync(join(folder, "topo.lb"), "utf8")).toContain("real_server web4");
  });

  test("init writes a topology that builds, once", async () => {
    expect((await lbc("init", "--servers", "5")).code).toBe(0);
    expect((await lbc("build")).code).toBe(0);
    expect((await lbc("init")).code).toBe(2);
  });
});
