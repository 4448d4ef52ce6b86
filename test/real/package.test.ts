import { execFileSync, spawnSync } from "node:child_process";
import {
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";

const root = fileURLToPath(new URL("../../", import.meta.url));
let work = "";
let tarball = "";

beforeAll(() => {
  work = mkdtempSync(join(tmpdir(), "lbc-package-"));
  const packed = execFileSync("npm", ["pack", "--ignore-scripts", "--json", "--pack-destination", work], {
    cwd: root,
    encoding: "utf8",
    stdio: ["ignore", "pipe", "ignore"],
  });
  const [{ filename }] = JSON.parse(packed) as [{ filename: string }];
  tarball = join(work, filename);
});
afterAll(() => {
  rmSync(work, { recursive: true, force: true });
});

/** A folder where the package is installed. */
function installed(name: string): string {
  const place = join(work, name);
  mkdirSync(place);
  writeFileSync(join(place, "package.json"), '{ "type": "module" }\n');
  execFileSync("npm", ["install", "--ignore-scripts", "--offline", tarball], { cwd: place, stdio: "ignore" });
  return place;
}

test("the package is small, and works where it is installed without a build step", () => {
  expect(statSync(tarball).size).toBeLessThan(1_000_000);
  const place = installed("elsewhere");
  copyFileSync(join(root, "examples/lab/topo.lb"), join(place, "topo.lb"));
  execFileSync(join(place, "node_modules/.bin/lbc"), ["build"], { cwd: place, stdio: "ignore" });
  expect(statSync(join(place, "out/node01/etc/keepalived/keepalived.conf")).size).toBeGreaterThan(100);
  const script =
    'import { compile } from "lbc"; console.log(compile({ file: "x", read: () => "lb 1" }).problems.length);';
  writeFileSync(join(place, "use.js"), script);
  expect(execFileSync("node", ["use.js"], { cwd: place, encoding: "utf8" })).toBe("0\n");
  // What the program shows comes from pages that are in the package.
  for (const [args, path] of [
    [["explain", "arp/mute"], "spec/rules/arp/mute.md"],
    [["facts", "--script"], "spec/facts.sh"],
  ] as const) {
    const shown = execFileSync("node_modules/.bin/lbc", args, { cwd: place, encoding: "utf8" });
    expect(shown).toBe(readFileSync(join(root, path), "utf8"));
  }
  const problem = execFileSync("node_modules/.bin/lbc", ["explain", "name/unknown"], {
    cwd: place,
    encoding: "utf8",
  });
  expect(problem).toContain("name/unknown");
  execFileSync("node_modules/.bin/lbc", ["graph", "-o", "topo.html"], { cwd: place });
  expect(readFileSync(join(place, "topo.html"), "utf8")).toMatch(/^<!doctype html>/);
});

test("prettier itself formats with the plugin of the package, and `lbc fmt` does the same", () => {
  const place = installed("with-prettier");
  symlinkSync(join(root, "node_modules/prettier"), join(place, "node_modules/prettier"));
  writeFileSync(join(place, ".prettierrc.json"), '{ "plugins": ["lbc/prettier"], "printWidth": 120 }\n');
  const example = readFileSync(join(root, "examples/shop/topo.lb"), "utf8");
  const ugly = example.replace(/^ +/gm, "        ").replace(/ +\{/g, "   {");
  const broken = `${ugly}host  odd { eth0  "192.168.170.9 }\n`;
  const prettier = (...args: readonly string[]) =>
    spawnSync(process.execPath, ["node_modules/prettier/bin/prettier.cjs", "--no-color", ...args], {
      cwd: place,
      encoding: "utf8",
    });
  const lbc = (...args: readonly string[]) =>
    spawnSync("node_modules/.bin/lbc", args, { cwd: place, encoding: "utf8", input: ugly });

  for (const [name, text] of [
    ["topo.lb", ugly],
    ["broken.lb", broken],
    ["page.md", `# A\n\n\`\`\`lb\n${ugly}\`\`\`\n`],
  ])
    writeFileSync(join(place, name ?? ""), text ?? "");
  const unformatted = prettier("--check", ".");
  expect([unformatted.status, unformatted.stderr]).toEqual([1, expect.stringContaining("[warn] topo.lb")]);
  // What prettier thinks of the plugin: the same meaning, and a second time the same text.
  expect(prettier("--debug-check", "topo.lb", "broken.lb")).toMatchObject({ status: 0, stderr: "" });
  expect(prettier("--write", ".")).toMatchObject({ status: 0, stderr: "" });
  expect(prettier("--check", ".").status).toBe(0);
  const formatted = readFileSync(join(place, "topo.lb"), "utf8");
  expect(formatted).not.toBe(ugly);
  expect(readFileSync(join(place, "broken.lb"), "utf8")).toBe(
    `${formatted}host  odd { eth0  "192.168.170.9 }\n`,
  );
  // Topologies in Markdown are formatted with the page.
  expect(readFileSync(join(place, "page.md"), "utf8")).toContain(formatted);

  expect(lbc("fmt", "--check", "topo.lb")).toMatchObject({ status: 0, stderr: "" });
  expect(lbc("fmt", "-")).toMatchObject({ status: 0, stdout: formatted });
});
