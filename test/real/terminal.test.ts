/** lbc at a terminal of its own (script, of util-linux), in a pipe, and in the shells that complete its words. */
import { spawn, spawnSync } from "node:child_process";
import * as fs from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { generateTopology } from "../support/generate.ts";
import { lbc, lbcPath } from "../support/lbc.ts";
import { needs } from "../support/real.ts";

let work = "";
beforeEach(() => {
  work = fs.mkdtempSync(join(tmpdir(), "lbc-terminal-"));
  fs.mkdirSync(join(work, "bin"));
  fs.symlinkSync(lbcPath, join(work, "bin/lbc"));
  fs.writeFileSync(join(work, "wrong.lb"), "lb 1\nhots a\n");
  fs.writeFileSync(
    join(work, "topo.lb"),
    "lb 1\nnetwork lan 10.0.0.0/24\nhost a { eth0 10.0.0.1 }\nnginx web on a { server { listen 80; return 200 } }\n",
  );
});
afterEach(() => {
  fs.rmSync(work, { recursive: true, force: true });
});

const plain = () => {
  const { NO_COLOR, FORCE_COLOR, ...env } = process.env;
  void [NO_COLOR, FORCE_COLOR];
  return { ...env, TERM: "xterm", PATH: `${join(work, "bin")}:${process.env["PATH"]}` };
};

/** What a terminal gets to see of a command line. */
function atTerminal(command: string, env: Readonly<Record<string, string>> = {}): string {
  const { stdout } = spawnSync("script", ["-qec", command, "/dev/null"], {
    cwd: work,
    env: { ...plain(), ...env },
    encoding: "utf8",
    input: "",
  });
  return stdout;
}

needs("script")("at a terminal", () => {
  test("problems are in colour, unless NO_COLOR says no", () => {
    expect(atTerminal("lbc check wrong.lb")).toContain("\u001b[1;31merror[word/unknown]\u001b[0m");
    expect(atTerminal("lbc check wrong.lb", { NO_COLOR: "1" })).not.toContain("\u001b");
    expect(atTerminal("lbc check wrong.lb", { TERM: "dumb" })).not.toContain("\u001b");
    expect(atTerminal("lbc check wrong.lb 2>log; cat log")).not.toContain("\u001b");
  });

  test("a long build shows what it does and takes the line away; a short one, or one in a pipe, does not", () => {
    fs.writeFileSync(join(work, "long.lb"), generateTopology(5_000));
    const shown = atTerminal("lbc build long.lb");
    expect(shown).toMatch(/\r\u001b\[Kwriting \d+ of \d+ files …/);
    const last = shown.trimEnd().split("\u001b[K").at(-1) ?? "";
    expect(last).toMatch(/^\d+ files for \d+ hosts in out/);
    expect(atTerminal("lbc build long.lb 2>log; cat log")).not.toContain("\u001b");
  });
});

describe("in a pipe", () => {
  test("there are no colours, unless FORCE_COLOR asks for them", () => {
    expect(lbc(work, ["check", "wrong.lb"], { env: plain() }).err).not.toContain("\u001b");
    expect(lbc(work, ["check", "wrong.lb"], { env: { ...plain(), FORCE_COLOR: "1" } }).err).toContain(
      "\u001b[1;31m",
    );
  });

  test.each([
    ["lbc build --stdout | head -1", "==> a/etc/nginx/nginx.conf <==\n"],
    ["lbc check wrong.lb 2>&1 | head -1", "error[word/unknown]: `hots` is not a word of a topology\n"],
  ])("who reads may stop: %s", (command, expected) => {
    const { stdout, stderr } = spawnSync("bash", ["-c", command], {
      cwd: work,
      env: plain(),
      encoding: "utf8",
    });
    expect([stdout, stderr]).toEqual([expected, ""]);
  });
});

describe("--watch", () => {
  /** Starts it, and gives a way to wait until its output has a line this often. */
  function watching(...args: string[]) {
    const child = spawn(process.execPath, [lbcPath, "build", "--watch", ...args], {
      cwd: work,
      env: plain(),
    });
    let err = "";
    let look = () => undefined as void;
    child.stderr.on("data", (data: Buffer) => {
      err += data.toString();
      look();
    });
    const ended = new Promise<string | null>((resolve) => {
      child.on("exit", (_, signal) => resolve(signal));
    });
    const until = (pattern: RegExp, times: number) =>
      new Promise<void>((resolve, reject) => {
        const late = setTimeout(() => {
          reject(new Error(`${pattern} was not seen ${times} times in:\n${err}`));
        }, 60_000);
        look = () => {
          if ([...err.matchAll(pattern)].length < times) return;
          clearTimeout(late);
          resolve();
        };
        look();
      });
    return { child, ended, until, shown: () => err };
  }
  const built = /files for \d+ hosts? in out/g;

  test("builds again when a file that it reads changes, whatever it was, and no other", async () => {
    fs.appendFileSync(join(work, "topo.lb"), "include parts/more.lb\n");
    const { child, ended, until, shown } = watching();
    // Neither the file nor its folder is there yet.
    await until(/cannot read parts\/more\.lb/g, 1);
    fs.mkdirSync(join(work, "parts"));
    fs.writeFileSync(join(work, "parts/more.lb"), "host b { eth0 10.0.0.2 }\n");
    await until(built, 1);
    fs.appendFileSync(join(work, "parts/more.lb"), "host c { eth0 10.0.0.3 }\n");
    await until(built, 2);
    // As an editor saves: a new file in the old one's place.
    fs.writeFileSync(
      join(work, "topo.lb~"),
      fs.readFileSync(join(work, "topo.lb"), "utf8").replace("return 200", "return 204"),
    );
    fs.renameSync(join(work, "topo.lb~"), join(work, "topo.lb"));
    await until(built, 3);
    expect(fs.readFileSync(join(work, "out/a/etc/nginx/nginx.conf"), "utf8")).toContain("return 204");
    fs.writeFileSync(join(work, "other.lb"), "nobody reads this");
    fs.appendFileSync(join(work, "topo.lb"), "hots d\n");
    await until(/did you mean `host`/g, 1);
    expect([...shown().matchAll(built)]).toHaveLength(3);
    fs.rmSync(join(work, "topo.lb"));
    await until(/cannot read topo\.lb: there is no such file/g, 1);
    child.kill("SIGINT");
    expect(await ended).toBe("SIGINT");
    expect(fs.readdirSync(work).sort()).toEqual(["bin", "other.lb", "out", "parts", "wrong.lb"]);
  });
});

describe("completion", () => {
  const written = (shell: string) => {
    const path = join(work, `_lbc.${shell}`);
    fs.writeFileSync(path, lbc(work, ["completion", shell]).out);
    return path;
  };

  /** What bash offers for these words, one a line, and what it says to stderr. */
  const bash = (words: string, at: number) => {
    const script = `set -eu; source ${written("bash")}; COMP_WORDS=(${words}); COMP_CWORD=${at}; _lbc; printf '%s\\n' "\${COMPREPLY[@]}"; complete -p lbc >/dev/null`;
    const { stdout, stderr } = spawnSync("bash", ["--norc", "-c", script], { cwd: work, encoding: "utf8" });
    return [stdout, stderr];
  };

  needs("bash")("bash", () => {
    test.each([
      ["lbc b", 1, "build\n"],
      ["lbc build --wat", 2, "--watch\n"],
      ["lbc build to", 2, "topo.lb\n"],
      ["lbc completion f", 2, "fish\n"],
      ["lbc where wr", 2, "wrong.lb\n"],
    ])("%s", (words, at, expected) => {
      expect(bash(words, at)).toEqual([expected, ""]);
    });
  });

  needs("bash", "zsh")("zsh", () => {
    test("loads, and says the same as bash", () => {
      const driver = `
autoload -Uz compinit && compinit -u -d ${join(work, "dump")}
compadd() { while [[ $1 == -* && $1 != -- ]]; do shift; done; [[ $1 == -- ]] && shift; print -l -- "$@"; }
_describe() { print -l -- "\${(@)\${(P)2}%%:*}"; }
_files() { print FILES; }
source ${written("zsh")}
print -r -- "$_comps[lbc]"
words=(lbc b) CURRENT=2; _lbc
words=(lbc check --) CURRENT=3; _lbc
words=(lbc completion f) CURRENT=3; _lbc`;
      const { stdout, stderr } = spawnSync("zsh", ["-f", "-c", driver], { cwd: work, encoding: "utf8" });
      expect(stderr).toBe("");
      const verbs = bash('lbc ""', 1)[0] ?? "";
      const options = bash("lbc check --", 2)[0] ?? "";
      expect([verbs, options]).toEqual([
        expect.stringContaining("explain"),
        expect.stringContaining("--fix"),
      ]);
      expect(stdout).toBe(`_lbc\n${verbs}${options}FILES\nbash\nzsh\nfish\n`);
    });
  });

  needs("fish")("fish", () => {
    test.each([
      ["lbc b", "build\twrite the files of every host\n"],
      ["lbc build --wat", "--watch\tbuild again whenever a file of the project changes\n"],
      ["lbc completion f", "fish\n"],
    ])("%s", (words, expected) => {
      const script = `source ${written("fish")}; complete -C "${words}"`;
      const env = { ...plain(), HOME: work, XDG_CONFIG_HOME: work };
      const { stdout, stderr } = spawnSync("fish", ["--no-config", "-c", script], {
        cwd: work,
        env,
        encoding: "utf8",
      });
      expect([stdout, stderr]).toEqual([expected, ""]);
    });
  });
});
