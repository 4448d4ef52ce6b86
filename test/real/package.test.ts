import { execFileSync } from "node:child_process";
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
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

test("the package is small, and works where it is installed without a build step", () => {
  expect(statSync(tarball).size).toBeLessThan(1_000_000);
  const place = join(work, "elsewhere");
  mkdirSync(place);
  writeFileSync(join(place, "package.json"), '{ "type": "module" }\n');
  execFileSync("npm", ["install", "--ignore-scripts", "--offline", tarball], { cwd: place, stdio: "ignore" });
  copyFileSync(join(root, "examples/lab/topo.lb"), join(place, "topo.lb"));
  execFileSync(join(place, "node_modules/.bin/lbc"), ["build"], { cwd: place, stdio: "ignore" });
  expect(statSync(join(place, "out/node01/etc/keepalived/keepalived.conf")).size).toBeGreaterThan(100);
  const script =
    'import { compile } from "lbc"; console.log(compile({ file: "x", read: () => "lb 1" }).problems.length);';
  writeFileSync(join(place, "use.js"), script);
  expect(execFileSync("node", ["use.js"], { cwd: place, encoding: "utf8" })).toBe("0\n");
});
