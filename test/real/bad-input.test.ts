/** What a stranger may hand to the built lbc, and what a disk may do to it: one clear problem, soon, in little memory. */
import { spawn, spawnSync } from "node:child_process";
import * as fs from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { lbc, lbcPath } from "../support/lbc.ts";
import { needs } from "../support/real.ts";

const base = "lb 1\nnetwork lan 10.0.0.0/24\nhost a { eth0 10.0.0.1 }\nhost b { eth0 10.0.0.2 }\n";
const serve = "vip v 10.0.0.9 on a\n";

let work = "";
beforeEach(() => {
  work = fs.realpathSync(fs.mkdtempSync(join(tmpdir(), "lbc-bad-input-")));
  fs.writeFileSync(join(work, "good.lb"), `${base}nginx web on a b { server { listen 80; return 200 } }\n`);
});
afterEach(() => {
  fs.rmSync(work, { recursive: true, force: true });
});

const codes = (err: string) => [...err.matchAll(/^error\[(\S+)\]/gm)].map((m) => m[1]);

describe("a text", () => {
  test.each<[string, string | Buffer, readonly string[]]>([
    ["an empty file", "", ["file/empty"]],
    ["a binary file", Buffer.from(Array.from({ length: 4096 }, (_, i) => i % 256)), ["syntax/binary"]],
    ["UTF-16", Buffer.from(`\ufeff${base}`, "utf16le"), ["syntax/binary"]],
    [
      "Latin-1 in a word",
      Buffer.from("lb 1\nhost caf\xe9 { eth0 10.0.0.3 }\n", "latin1"),
      ["word/value", "syntax/encoding"],
    ],
    ["Latin-1 in a comment", Buffer.from(`${base}# caf\xe9\n`, "latin1"), []],
    ["a byte order mark", `\ufeff${base}`, []],
    ["CRLF", base.replaceAll("\n", "\r\n"), []],
    ["10 MB of words on one line", "a ".repeat(5_000_000), ["syntax/too-large"]],
    ["8 MB of words on one line", "a ".repeat(4_000_000), ["word/unknown", "syntax/too-large"]],
    ["one word of 8 MB of backslashes", "\\".repeat(8_000_000), ["syntax/long-word"]],
    ["one word of 8 MB of ranges", "[1..2]".repeat(1_300_000), ["syntax/long-word"]],
    ["one word of 5 MB", "a".repeat(5_000_000), ["syntax/long-word"]],
    ["a quote of 8 MB", `lb 1; host "${"x".repeat(8_000_000)}`, ["syntax/open-quote"]],
    ["40 MB", " ".repeat(40_000_000), ["file/unreadable"]],
    ["100,000 nested braces", "{".repeat(100_000), ["syntax/missing-keyword", "syntax/too-deep"]],
    ["100,000 closing braces", "}".repeat(100_000), ["syntax/extra-brace"]],
    ["a name declared twice", `${base}host a { eth0 10.0.0.3 }`, ["name/duplicate"]],
    ["an unknown reference", `${base}vip v 10.0.0.9 on c`, ["name/unknown"]],
    ["a range of a billion", `${base}host z[1..1000000000] { eth0 10.0.0.3 }`, ["range/too-large"]],
    ["a range without end", `${base}host z[1..${"9".repeat(400)}] { eth0 10.0.0.3 }`, ["range/too-large"]],
    [
      "a thousand hosts in a small network",
      `${base}host z[1..1000] { eth0 10.0.0.[1..1000] }`,
      ["host/duplicate-address", "host/not-usable", "word/value"],
    ],
    ["an absolute include", "lb 1\ninclude /etc/passwd", ["file/include"]],
    ["an include through ..", 'lb 1\ninclude "../../../../../etc/passwd"', ["file/include"]],
    ["an include of itself", "lb 1\ninclude topo.lb", ["file/include"]],
    ["an include through a link", "lb 1\ninclude link.lb", ["file/include"]],
    ["an include of a folder", "lb 1\ninclude folder", ["file/include"]],
    ["an include of a pipe", "lb 1\ninclude pipe", ["file/include"]],
    [
      "a port out of range",
      `${base}${serve}virtual_server v:99999 { forward nat; scheduler rr; real_server b }`,
      ["word/value"],
    ],
    [
      "port 0",
      `${base}${serve}virtual_server v:0 { forward nat; scheduler rr; real_server b }`,
      ["word/value"],
    ],
    // What is held to what stands beside it, is held to each once.
    [
      "20,000 names of a server",
      `${base}nginx n on a { server { listen 80; server_name ${Array.from({ length: 20_000 }, (_, i) => `n${i}.x`).join(" ")} } }`,
      [],
    ],
    [
      "100,000 statements that may exclude each other",
      `${base}nginx n on a { server { listen 80; location / { ${Array.from({ length: 100_000 }, (_, i) => `mirror /${i}`).join("; ")} } } }`,
      [],
    ],
    ["an address out of range", `${base}host c { eth0 10.0.0.256 }`, ["word/value"]],
    ["a host in no network", `${base}host c { eth0 10.9.0.6 }`, ["host/no-network"]],
    [
      "a vip that is a host's address",
      `${base}vip v 10.0.0.1 { virtual_router_id 1; director a priority 2; director b priority 1 }`,
      ["vip/host-address"],
    ],
  ])("%s", (_, text, expected) => {
    fs.writeFileSync(join(work, "topo.lb"), text);
    fs.symlinkSync("/etc/passwd", join(work, "link.lb"));
    fs.mkdirSync(join(work, "folder"));
    spawnSync("mkfifo", [join(work, "pipe")]);
    const script = `ulimit -v 4000000; exec /usr/bin/env node --max-old-space-size=256 ${lbcPath} build topo.lb`;
    const { status, stderr } = spawnSync("bash", ["-c", script], {
      cwd: work,
      encoding: "utf8",
      timeout: 30_000,
    });
    expect([status, codes(stderr)]).toEqual([expected.length === 0 ? 0 : 1, expected]);
    expect(fs.existsSync(join(work, "out"))).toBe(expected.length === 0);
    expect(stderr).not.toContain("root:x:0");
    expect(stderr.length).toBeLessThan(5000);
  });
});

describe("what is no text", () => {
  test.each([
    ["/dev/zero", "no regular file"],
    ["/dev/stdin", "out of the project's folder"],
    ["pipe", "no regular file"],
    [".", "it is a folder"],
    ["nothing.lb", "no such file"],
    ["good.lb/x.lb", "no such file"],
    ["loop.lb", "in a circle"],
    ["passwd.lb", "out of the project's folder"],
  ])("%s", (path, reason) => {
    spawnSync("mkfifo", [join(work, "pipe")]);
    fs.symlinkSync("loop.lb", join(work, "loop.lb"));
    fs.symlinkSync("/etc/passwd", join(work, "passwd.lb"));
    const { status, err } = lbc(work, ["check", path]);
    expect([status, codes(err)]).toEqual([1, ["file/unreadable"]]);
    expect(err).toContain(reason);
  });

  needs("setpriv")("nor may be read", () => {
    test("says so", () => {
      fs.chmodSync(work, 0o755);
      fs.chmodSync(join(work, "good.lb"), 0);
      const { stderr } = spawnSync(
        "setpriv",
        ["--reuid=65534", "--clear-groups", process.execPath, lbcPath, "check", "good.lb"],
        { cwd: work, encoding: "utf8" },
      );
      expect(stderr).toContain("cannot read good.lb: permission denied");
    });
  });
});

needs("setpriv", "unshare")("a folder that cannot be written", () => {
  const asNobody = (...args: string[]) =>
    spawnSync("setpriv", ["--reuid=65534", "--clear-groups", process.execPath, lbcPath, ...args], {
      cwd: work,
      encoding: "utf8",
    });

  test("below one that belongs to somebody else", () => {
    fs.chmodSync(work, 0o755);
    const { status, stderr } = asNobody("build", "good.lb");
    expect([status, stderr]).toEqual([1, `lbc: cannot use ${work}/out: permission denied\n`]);
  });

  test("that belongs to somebody else: its tree can still be looked at", () => {
    fs.chmodSync(work, 0o755);
    expect(lbc(work, ["build", "good.lb"]).status).toBe(0);
    expect(asNobody("build", "--check", "good.lb").status).toBe(0);
    expect(asNobody("where", "out/a/etc/nginx/nginx.conf:3").stderr).toBe("");
    fs.appendFileSync(join(work, "good.lb"), "host c { eth0 10.0.0.3 }\n");
    const { status, stderr } = asNobody("build", "good.lb");
    expect(status).toBe(1);
    expect(stderr).toMatch(/^lbc: cannot use .*out\/\S+: permission denied\n$/m);
  });

  test("in a folder of its own it may write, though not beside it: it is written in place", () => {
    fs.chmodSync(work, 0o755);
    fs.mkdirSync(join(work, "out"));
    fs.chownSync(join(work, "out"), 65534, 65534);
    expect(asNobody("build", "good.lb").status).toBe(0);
    fs.appendFileSync(join(work, "good.lb"), "host c { eth0 10.0.0.3 }\n");
    expect(asNobody("build", "good.lb").status).toBe(0);
    expect(asNobody("build", "--check", "good.lb").status).toBe(0);
    expect(fs.readdirSync(join(work, "out")).filter((name) => name.startsWith("."))).toEqual([]);
  });

  test.each([
    ["beside it", "mount -t tmpfs -o size=128k none disk", "disk/out"],
    ["in it, a mounted one", "mkdir disk/out; mount -t tmpfs -o size=128k none disk/out", "disk/out"],
  ])("a full disk: nothing is half-written, and what was there stays (%s)", (_, mount, out) => {
    const numbers = Array.from({ length: 60 }, (_, i) => `host h${i} { eth0 10.0.0.${i + 10} }`);
    fs.writeFileSync(
      join(work, "big.lb"),
      `${base}${numbers.join("\n")}\nnginx web on ${numbers.map((_, i) => `h${i}`).join(" ")} { server { listen 80; return 200 "${"x".repeat(3000)}" } }\n`,
    );
    const script = `mkdir disk; ${mount}
lbc() { ${process.execPath} ${lbcPath} "$@"; }
lbc build good.lb -o ${out}; echo "first $?"
cp -a ${out} before
lbc build big.lb -o ${out}; echo "second $?"
diff -r before ${out} && echo same
ls -A disk
lbc build --check good.lb -o ${out}; echo "third $?"`;
    const { stdout, stderr } = spawnSync("unshare", ["-m", "bash", "-c", script], {
      cwd: work,
      encoding: "utf8",
    });
    expect(stdout).toBe("first 0\nsecond 1\nsame\nout\nthird 0\n");
    expect(stderr).toMatch(/lbc: cannot (write|use .*): no space left on device\n$/);
  });

  test("a folder where none can be made ends a build", () => {
    for (const out of ["/proc/x", "good.lb/x", "/proc/x/y"]) {
      const { status, err } = lbc(work, ["build", "good.lb", "-o", out], {
        timeout: 20_000,
        killSignal: "SIGKILL",
      });
      expect([out, status]).toEqual([out, 1]);
      expect(err).toMatch(/^lbc: cannot use .*(no such file|not a directory)/);
    }
  });

  test("a mounted folder, which cannot be renamed, stays mounted", () => {
    const script = `mkdir real out; mount --bind real out
lbc() { ${process.execPath} ${lbcPath} "$@" 2>&1; }
lbc build good.lb; echo 'host c { eth0 10.0.0.3 }' >>good.lb; lbc build good.lb; lbc build --check good.lb; echo $?; diff -r real out && ls -A`;
    const { stdout } = spawnSync("unshare", ["-m", "bash", "-c", script], { cwd: work, encoding: "utf8" });
    expect(stdout).toMatch(/\n0\ngood\.lb\nout\nreal\n$/);
  });
});

test("two builds at once: each writes its whole tree or says that the other is at work", async () => {
  const numbers = Array.from({ length: 100 }, (_, i) => i);
  const files = ["one", "two"].map((name) => {
    const hosts = numbers.map((i) => `host ${name}${i} { eth0 10.0.0.${i + 10} }`).join("\n");
    fs.writeFileSync(
      join(work, `${name}.lb`),
      `lb 1\nnetwork lan 10.0.0.0/24\n${hosts}\nnginx web on ${numbers.map((i) => name + i).join(" ")} { server { listen 80; return 200 } }\n`,
    );
    return `${name}.lb`;
  });
  for (let round = 0; round < 5; round++) {
    const ended = await Promise.all(
      [0, 1, 2, 3].map(async (i) => {
        const child = spawn(process.execPath, [lbcPath, "build", files[i % 2] ?? ""], { cwd: work });
        let err = "";
        child.stderr.on("data", (data: Buffer) => void (err += data.toString()));
        const status = await new Promise<number | null>((resolve) => child.on("close", resolve));
        return { status, err };
      }),
    );
    for (const { status, err } of ended) {
      if (status !== 0)
        expect(err).toMatch(
          /^lbc: (another build|other builds) .*wait for (it|them)\nnothing was written\n$/,
        );
    }
    expect(ended.some((e) => e.status === 0)).toBe(true);
    const same = files.filter((file) => lbc(work, ["build", "--check", file]).status === 0);
    expect(same).toHaveLength(1);
    expect(fs.readdirSync(work).filter((name) => name.startsWith("."))).toEqual([]);
  }
});
