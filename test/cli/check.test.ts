/** `lbc check` as a gate: formats, thresholds, baselines and fixes. */
import { existsSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { inFolder } from "../support/in-folder.ts";

const { lbc, path, write } = inFolder();
const read = (name: string) => readFileSync(path(name), "utf8");

const vip = (name: string, last: number, second: number) =>
  `vip ${name} 192.168.170.${last} { virtual_router_id ${last}; director lvs1 priority 100; director lvs2 priority ${second} }\n`;
const head = "lb 1\nnetwork lan 192.168.170.0/24\nhost lvs[1..2] { eth0 192.168.170.[11..12] }\n";
const warned = `${head}waive vrrp/priority-tie because "nothing"\n${vip("a", 100, 90)}`;

describe("exit codes", () => {
  test("0 clean, 1 with an error, 0 with a warning, 1 with more than allowed, 2 for a wrong command line", async () => {
    write(head + vip("a", 100, 90));
    expect(await lbc("check")).toEqual({ code: 0, out: "", err: "" });
    write(head + vip("a", 100, 100));
    expect((await lbc("check")).code).toBe(1);
    write(warned);
    expect((await lbc("check")).code).toBe(0);
    expect((await lbc("check", "--max-warnings", "0")).err).toContain("1 warnings; 0 are allowed");
    expect((await lbc("check", "--max-warnings", "0")).code).toBe(1);
    expect((await lbc("check", "--max-warnings", "1")).code).toBe(0);
    expect(await lbc("check", "--severity", "error")).toEqual({ code: 0, out: "", err: "" });
    for (const wrong of [
      ["--max-warnings", "few"],
      ["--severity", "fatal"],
      ["--format", "sarf"],
      ["--format", "json="],
      ["--format", "json", "--format", "sarif"],
      ["--update-baseline"],
      ["--baseline", "none.json"],
    ]) {
      const { code, err, out } = await lbc("check", ...wrong);
      expect([wrong, code, out]).toEqual([wrong, 2, ""]);
      expect(err.split("\n").length).toBe(2);
    }
    expect((await lbc("check", "--format", "sarf")).err).toContain("did you mean sarif?");
  });
});

describe("formats", () => {
  test("several at once: text to people, one to a pipe, the rest to files", async () => {
    write(head + vip("a", 100, 100));
    const formats = ["text", "json", "sarif=out.sarif", "junit=out.xml", "gitlab=q.json", "github=gh.txt"];
    const { code, out, err } = await lbc("check", ...formats.flatMap((f) => ["--format", f]));
    expect(code).toBe(1);
    expect(err).toContain("error[vrrp/priority-tie]");
    expect(JSON.parse(out)).toMatchObject({ summary: { errors: 1 } });
    expect(JSON.parse(read("out.sarif"))).toMatchObject({ version: "2.1.0" });
    expect(read("out.sarif")).toContain("# vrrp/priority-tie\\n");
    expect(read("out.xml")).toContain("<failure");
    expect(JSON.parse(read("q.json"))).toHaveLength(1);
    expect(read("gh.txt")).toMatch(/^::error file=topo\.lb,line=4/);
  });
});

describe("a baseline", () => {
  test("lets pass what it knows, fails what is new, and forgets what is mended", async () => {
    write(head + vip("a", 100, 100) + vip("b", 101, 100));
    const recorded = await lbc("check", "--baseline", "base.json", "--update-baseline");
    expect([recorded.code, recorded.err]).toEqual([0, "2 problems recorded in base.json\n"]);
    expect(await lbc("check", "--baseline", "base.json")).toEqual({ code: 0, out: "", err: "" });
    // Moved, but the same.
    write(`${head}\n\n${vip("a", 100, 100)}${vip("b", 101, 100)}`);
    expect((await lbc("check", "--baseline", "base.json")).code).toBe(0);
    write(head + vip("a", 100, 100) + vip("b", 101, 90) + vip("c", 102, 100));
    const fresh = await lbc("check", "--baseline", "base.json", "--update-baseline");
    expect(fresh.code).toBe(1);
    expect(fresh.err).toContain("1 mended problems removed from base.json");
    expect(fresh.err.match(/error\[/g)).toHaveLength(1);
    expect((JSON.parse(read("base.json")) as { problems: unknown[] }).problems).toHaveLength(1);
  });
  test("is never one that lbc cannot read", async () => {
    write(head + vip("a", 100, 100));
    write('{"format": 2}', "base.json");
    const { code, err } = await lbc("check", "--baseline", "base.json", "--update-baseline");
    expect([code, read("base.json")]).toEqual([2, '{"format": 2}']);
    expect(err).toContain("is no baseline");
  });
  test("does not hide that the topology cannot be read", async () => {
    write("host");
    const { code, err } = await lbc("check", "--baseline", "base.json", "--update-baseline");
    expect(code).toBe(1);
    expect(err).toContain(
      "base.json is not changed: no rule is asked while the topology has errors of its own",
    );
    expect(existsSync(path("base.json"))).toBe(false);
  });
  test("holds though a promise is broken", async () => {
    write(head + vip("a", 100, 100));
    await lbc("check", "--baseline", "base.json", "--update-baseline");
    write(`${head}${vip("a", 100, 100)}expect down lvs1 { vip a on lvs1 }`);
    const { code, err } = await lbc("check", "--baseline", "base.json");
    expect([code, err.match(/^(error|warning)\[[^\]]*\]/gm)]).toEqual([1, ["error[expect/false]"]]);
  });
});

describe("--fix", () => {
  test("applies what is safe, says so, and leaves the rest", async () => {
    write(`${head}waive vrrp/priority-tie because "nothing"; ${vip("a", 100, 90)}`);
    const { code, err } = await lbc("check", "--fix");
    expect([code, err]).toEqual([0, "fixed waive/nothing at topo.lb:4: remove the waiver\n"]);
    expect(read("topo.lb")).toBe(head + vip("a", 100, 90));
    write(head + vip("a", 100, 100));
    expect((await lbc("check", "--fix")).code).toBe(1);
    expect(read("topo.lb")).toBe(head + vip("a", 100, 100));
  });
  test("mends an included file where it stands", async () => {
    write(`waive vrrp/priority-tie because "x"\n${vip("a", 100, 90)}`, "vips.lb");
    write(`${head}include "vips.lb"\n`);
    expect((await lbc("check", "--fix")).err).toContain("fixed waive/nothing at vips.lb:1");
    expect(read("vips.lb")).toBe(vip("a", 100, 90));
  });
});

describe("rules and their pages", () => {
  test("are listed and printed", async () => {
    expect((await lbc("rules")).out).toMatch(/^vrrp\/priority-tie +error +two directors/m);
    expect((await lbc("explain", "vrrp/priority-tie")).out).toMatch(/^# vrrp\/priority-tie\n/);
    expect((await lbc("explain", "syntax/missing-brace")).out).toMatch(/^# syntax\/missing-brace\n/);
    const wrong = await lbc("explain", "vrrp/priority-tei");
    expect([wrong.code, wrong.err]).toEqual([
      2,
      "lbc: no rule or problem is called `vrrp/priority-tei`; did you mean `vrrp/priority-tie`?\n",
    ]);
  });
});
