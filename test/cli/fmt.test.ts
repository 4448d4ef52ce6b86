/** `lbc fmt`: which files it reads and writes, what it prints, and how it exits. */
import {
  chmodSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { run } from "../../src/cli/main.ts";

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "lbc-fmt-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

async function lbc(argv: readonly string[], input: string | Uint8Array = "") {
  let out = "";
  let err = "";
  const code = await run(argv, {
    out: (text) => (out += text),
    err: (text) => (err += text),
    color: false,
    input: () => Buffer.from(input),
    cwd: folder,
    pages: "/nowhere",
  });
  return { code, out, err };
}
const write = (name: string, text: string | Uint8Array) => writeFileSync(join(folder, name), text);
const read = (name: string) => readFileSync(join(folder, name), "utf8");

const ugly = "lb  1\nhost a {eth0 10.0.0.1}\n";
const nice = "lb 1\nhost a { eth0 10.0.0.1 }\n";

describe("lbc fmt", () => {
  test("formats topo.lb and what it includes, and writes only what changes", async () => {
    mkdirSync(join(folder, "sub"));
    write(
      "topo.lb",
      'include   "sub/hosts.lb"\nnginx w on a { include other.conf }\nvip v 10.0.0.9 { include "v.lb" }\n',
    );
    write("sub/hosts.lb", nice);
    write("v.lb", "virtual_router_id   1\n");
    write("stranger.lb", ugly);
    const before = statSync(join(folder, "sub/hosts.lb"));
    expect(await lbc(["fmt"])).toEqual({
      code: 0,
      out: "topo.lb\nsub/hosts.lb (unchanged)\nv.lb\n",
      err: "",
    });
    expect(read("topo.lb")).toMatch(/^include "sub\/hosts.lb"\n/);
    expect(read("v.lb")).toBe("virtual_router_id 1\n");
    expect(read("stranger.lb")).toBe(ugly);
    expect(statSync(join(folder, "sub/hosts.lb")).ino).toBe(before.ino);
    expect(readdirSync(folder).sort()).toEqual(["stranger.lb", "sub", "topo.lb", "v.lb"]);
  });

  test("formats the files named, keeps their modes, and writes through links", async () => {
    write("a.lb", ugly);
    chmodSync(join(folder, "a.lb"), 0o640);
    symlinkSync("a.lb", join(folder, "b.lb"));
    expect(await lbc(["fmt", "b.lb"])).toEqual({ code: 0, out: "b.lb\n", err: "" });
    expect(read("a.lb")).toBe(nice);
    expect(statSync(join(folder, "a.lb")).mode & 0o777).toBe(0o640);
    expect(lstatSync(join(folder, "b.lb")).isSymbolicLink()).toBe(true);
  });

  test("--check names what differs and writes nothing", async () => {
    write("topo.lb", ugly);
    write("nice.lb", nice);
    expect(await lbc(["fmt", "--check"])).toEqual({ code: 1, out: "", err: "[warn] topo.lb\n" });
    expect(await lbc(["fmt", "--check", "nice.lb"])).toEqual({ code: 0, out: "", err: "" });
    expect(read("topo.lb")).toBe(ugly);
  });

  test("--diff prints what would change and writes nothing", async () => {
    write("topo.lb", ugly);
    const out = `--- topo.lb.orig\n+++ topo.lb\n@@ -1,2 +1,2 @@\n${ugly.replace(/^/gm, "-").slice(0, -1)}${nice.replace(/^/gm, "+").slice(0, -1)}`;
    expect(await lbc(["fmt", "--diff"])).toEqual({ code: 0, out, err: "" });
    expect(await lbc(["fmt", "--diff", "--check"])).toEqual({ code: 1, out, err: "[warn] topo.lb\n" });
    expect(read("topo.lb")).toBe(ugly);
  });

  test("`-` reads the standard input", async () => {
    expect(await lbc(["fmt", "-"], ugly)).toEqual({ code: 0, out: nice, err: "" });
    expect(await lbc(["fmt", "--check", "-"], ugly)).toEqual({ code: 1, out: "", err: "[warn] <stdin>\n" });
    expect((await lbc(["fmt", "-"], Buffer.from([0x61, 0xff]))).err).toBe(
      "lbc: cannot read <stdin>: it is not UTF-8\n",
    );
  });

  test("--print-width says how long a line may be", async () => {
    const { out } = await lbc(["fmt", "--print-width", "20", "-"], nice);
    expect(out).toBe("lb 1\nhost a {\n  eth0 10.0.0.1\n}\n");
  });

  test("formats around a mistake, reports it and exits with 1", async () => {
    write("topo.lb", `${ugly}host  b { eth0  "10.0.0.2 }\n`);
    const { code, out, err } = await lbc(["fmt"]);
    expect([code, out]).toEqual([1, "topo.lb\n"]);
    expect(err).toContain("error[syntax/open-quote]");
    expect(err).toContain("--> topo.lb:3:");
    expect(read("topo.lb")).toBe(`${nice}host  b { eth0  "10.0.0.2 }\n`);
  });

  test("leaves what it cannot read, says so, and goes on", async () => {
    write("latin.lb", Buffer.from([...Buffer.from("# caf"), 0xe9, 0x0a]));
    write("good.lb", "# \ufffd is a character\nlb  1\n");
    write("mixed.lb", "a  'b\nc' 'd\r\ne'\n");
    const { code, out, err } = await lbc(["fmt", "latin.lb", "none.lb", ".", "mixed.lb", "good.lb"]);
    expect(code).toBe(1);
    expect(err.split("\n")).toEqual([
      "lbc: cannot read latin.lb: it is not UTF-8",
      "lbc: cannot read none.lb: there is no such file",
      "lbc: cannot read .: it is a folder",
      "lbc: mixed.lb stays as it is: it holds line endings of several kinds inside its words, which would change",
      "",
    ]);
    expect(out).toBe("good.lb\n");
    expect(read("good.lb")).toBe("# \ufffd is a character\nlb 1\n");
    expect(readFileSync(join(folder, "latin.lb")).includes(0xe9)).toBe(true);
  });

  test("a missing topo.lb or include is a problem, a wrong command line another", async () => {
    expect((await lbc(["fmt"])).err).toContain("error[file/unreadable]");
    write("topo.lb", 'include "none.lb"\n');
    const { code, err } = await lbc(["fmt"]);
    expect([code, err.includes("error[file/include]")]).toEqual([1, true]);
    for (const wrong of [["-", "topo.lb"], ["--print-width", "few"], ["--print-width", "5"], ["--chekc"]])
      expect((await lbc(["fmt", ...wrong])).code).toBe(2);
  });

  test("finds nothing to do in what `lbc init` writes", async () => {
    for (const servers of ["2", "12"]) {
      await lbc(["init", `${servers}.lb`, "--directors", "2", "--servers", servers]);
      expect(await lbc(["fmt", "--check", `${servers}.lb`])).toEqual({ code: 0, out: "", err: "" });
    }
  });
});
