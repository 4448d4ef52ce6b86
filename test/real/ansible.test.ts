import { execFileSync, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { compileExample, compileUnjudged, contentOf, exampleNames } from "../support/examples.ts";
import { needs } from "../support/real.ts";
import type { Artifact } from "../../src/index.ts";

let work = "";
beforeAll(() => {
  work = mkdtempSync(join(tmpdir(), "lbc-ansible-"));
});
afterAll(() => {
  rmSync(work, { recursive: true, force: true });
});

function write(name: string, artifacts: readonly Artifact[]): string {
  for (const artifact of artifacts) {
    const path = join(work, name, artifact.path);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, contentOf(artifact), { mode: artifact.mode });
  }
  return join(work, name);
}

/** Runs the play into a scratch root a host; returns how many changes each host had. */
function play(folder: string): Readonly<Record<string, number>> {
  const { status, stdout, stderr } = spawnSync(
    "ansible-playbook",
    [
      "-i",
      "ansible/inventory.yml",
      "ansible/site.yml",
      "-c",
      "local",
      "-e",
      `{"lbc_root": "${folder}-root/{{ inventory_hostname }}", "lbc_services": false, "lbc_become": false}`,
    ],
    {
      cwd: folder,
      encoding: "utf8",
      maxBuffer: 64 * 1024 * 1024,
      env: { ...process.env, ANSIBLE_NOCOLOR: "1" },
    },
  );
  expect(status, stdout + stderr).toBe(0);
  const recap = stdout.slice(stdout.indexOf("PLAY RECAP"));
  return Object.fromEntries(
    [...recap.matchAll(/^(\S+)\s+: ok=\d+\s+changed=(\d+)/gm)].map((m) => [m[1] ?? "", Number(m[2])]),
  );
}

needs("ansible-playbook")("the play", () => {
  test.each(exampleNames.filter((n) => n !== "fleet"))("of %s is one that Ansible can read", (name) => {
    const folder = write(`syntax-${name}`, compileExample(name).artifacts);
    execFileSync("ansible-playbook", ["-i", "ansible/inventory.yml", "ansible/site.yml", "--syntax-check"], {
      cwd: folder,
      stdio: "pipe",
    });
  });

  test.each(["lab", "sessions-redis"])(
    "of %s ships every file as it is, and changes nothing the second time",
    (name) => {
      const { artifacts } = compileExample(name);
      const folder = write(`run-${name}`, artifacts);
      const first = play(folder);
      const shipped = artifacts.filter((a) => a.install !== undefined);
      expect(Object.keys(first).sort()).toEqual([...new Set(shipped.map((a) => a.host))].sort());
      for (const changes of Object.values(first)) expect(changes).toBeGreaterThan(0);
      for (const artifact of shipped) {
        const path = `${folder}-root/${artifact.host}${artifact.install}`;
        expect(readFileSync(path, "utf8"), path).toBe(contentOf(artifact));
        expect(statSync(path).mode & 0o777, path).toBe(artifact.mode);
      }
      for (const changes of Object.values(play(folder))) expect(changes).toBe(0);
    },
  );

  test("takes what looks like a template for the text it is", () => {
    const { artifacts, problems } = compileUnjudged(`lb 1
network lan 10.0.0.0/24
host a { eth0 10.0.0.1 }
nginx n on a { server { listen 80; return 200 "{{ lookup('pipe', 'touch ${work}/pwned') }}" } }
`);
    expect(problems).toEqual([]);
    const folder = write("template", artifacts);
    play(folder);
    expect(readFileSync(`${folder}-root/a/etc/nginx/nginx.conf`, "utf8")).toContain("{{ lookup(");
    expect(() => statSync(`${work}/pwned`)).toThrow();
  });
});
