/** The ready-made CI jobs, run once each as their services would: on a clean topology and on one with a mistake. */
import { spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";
import { needs } from "../support/real.ts";

const root = fileURLToPath(new URL("../../", import.meta.url));
let work = "";
beforeAll(() => {
  work = mkdtempSync(join(tmpdir(), "lbc-ci-"));
});
afterAll(() => rmSync(work, { recursive: true }));

const topology = (priority: number) => `lb 1
network lan 192.168.170.0/24
host lvs[1..2] { eth0 192.168.170.[11..12] }
vip a 192.168.170.9 { virtual_router_id 51; director lvs1 priority 100; director lvs2 priority ${priority} }
`;

/** YAML as JSON, by the parser that Ansible brings along. */
function yaml(path: string): unknown {
  const script = "import json,sys,yaml; print(json.dumps(yaml.safe_load(open(sys.argv[1]))))";
  const { stdout } = spawnSync("python3", ["-c", script, path], { encoding: "utf8" });
  return JSON.parse(stdout);
}

/** This checkout as a repository of one commit: what git tracks or would. */
function repository(): string {
  const copy = join(work, "lbc");
  if (existsSync(copy)) return copy;
  mkdirSync(copy);
  const listed = spawnSync("git", ["ls-files", "-co", "--exclude-standard", "-z"], { cwd: root });
  for (const name of String(listed.stdout)
    .split("\0")
    .filter((n) => n !== "" && existsSync(join(root, n))))
    cpSync(join(root, name), join(copy, name), { recursive: true });
  run("git init -q && git add -A && git -c user.name=t -c user.email=t@example.com commit -qm all", copy);
  return copy;
}

function run(script: string, cwd: string, env: Readonly<Record<string, string>> = {}) {
  const { status, stdout, stderr } = spawnSync("bash", ["-e", "-c", script], {
    cwd,
    encoding: "utf8",
    env: { ...process.env, ...env },
    maxBuffer: 64 * 1024 * 1024,
  });
  return { status, stdout, stderr };
}

function project(name: string, priority: number): string {
  const folder = join(work, name);
  mkdirSync(folder);
  writeFileSync(join(folder, "topo.lb"), topology(priority));
  return folder;
}

needs(
  "git",
  "python3",
  "ansible-playbook",
)("the jobs for CI", () => {
  test("the GitHub Action annotates the line, and passes when there is nothing", () => {
    const { runs, inputs } = yaml(join(root, "action.yml")) as {
      runs: { steps: { run: string; env?: Record<string, string> }[] };
      inputs: Record<string, { default: string }>;
    };
    const values: Record<string, string> = { sarif: "out.sarif", arguments: "--max-warnings 0" };
    const step = (index: number, folder: string) => {
      const { run: script = "false", env = {} } = runs.steps[index] ?? {};
      const stated = Object.entries(env).map(([name, value]) => [
        name,
        value.replace(
          /\$\{\{ inputs\.(\w+) \}\}/,
          (_, of: string) => values[of] ?? inputs[of]?.default ?? "",
        ),
      ]);
      const variables = Object.fromEntries(stated) as Record<string, string>;
      return run(script, folder, { ...variables, GITHUB_ACTION_PATH: repository() });
    };
    expect(runs.steps.length).toBe(2);
    expect(step(0, work)).toMatchObject({ status: 0, stdout: "" });
    expect(step(1, project("github-good", 90))).toMatchObject({ status: 0, stdout: "" });
    const folder = project("github-bad", 100);
    const bad = step(1, folder);
    expect(bad.status).toBe(1);
    expect(bad.stdout).toMatch(/^::error file=topo\.lb,line=4,.*title=vrrp\/priority-tie::/);
    expect(readFileSync(join(folder, "out.sarif"), "utf8")).toContain('"version": "2.1.0"');
  });

  test("the GitLab job writes its reports and fails", () => {
    const { lbc } = yaml(join(root, "ci/gitlab.yml")) as {
      lbc: {
        variables: Record<string, string>;
        before_script: string[];
        script: string[];
        artifacts: { reports: Record<string, string> };
      };
    };
    const folder = project("gitlab", 100);
    const env = { ...lbc.variables, LBC_REPOSITORY: repository() };
    expect(run([...lbc.before_script, ...lbc.script].join("\n"), folder, env).status).toBe(1);
    const { codequality = "", junit = "" } = lbc.artifacts.reports;
    expect(readFileSync(join(folder, codequality), "utf8")).toContain("vrrp/priority-tie");
    expect(spawnSync("xmllint", ["--noout", join(folder, junit)]).status).toBe(0);
    writeFileSync(join(folder, "topo.lb"), topology(90));
    expect(run(lbc.script.join("\n"), folder, env).status).toBe(0);
  });
});

needs("git", "pre-commit")("the pre-commit hook", () => {
  test("stops a commit with a mistake", () => {
    const head = run("git rev-parse HEAD", repository()).stdout.trim();
    const config = `repos: [{ repo: "${repository()}", rev: "${head}", hooks: [{ id: lbc-check }] }]\n`;
    const hook = (folder: string) => {
      writeFileSync(join(folder, ".pre-commit-config.yaml"), config);
      const script = "git init -q && git add -A && pre-commit run --all-files";
      return run(script, folder, { PRE_COMMIT_HOME: join(work, "pre-commit") });
    };
    const bad = hook(project("hook-bad", 100));
    expect([bad.status, bad.stdout]).toEqual([1, expect.stringContaining("vrrp/priority-tie")]);
    const good = hook(project("hook-good", 90));
    expect([good.status, good.stdout]).toEqual([0, expect.stringContaining("Passed")]);
  });
});
