import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { lstatSync, mkdtempSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { writeWhole } from "../../src/cli/files.ts";

const folder = mkdtempSync(join(tmpdir(), "lbc-files-"));
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

test("a file that is written keeps its mode, and a link to it stays one", () => {
  const [file, link] = [join(folder, "report"), join(folder, "link")];
  writeFileSync(file, "old", { mode: 0o600 });
  symlinkSync("report", link);
  writeWhole(link, "new");
  expect(readFileSync(file, "utf8")).toBe("new");
  expect(statSync(file).mode & 0o777).toBe(0o600);
  expect(lstatSync(link).isSymbolicLink()).toBe(true);
});

test("what is no regular file is written into, and stays what it is: /dev/null was replaced for root", async () => {
  const pipe = join(folder, "pipe");
  execFileSync("mkfifo", [pipe]);
  const reader = spawn("cat", [pipe], { stdio: ["ignore", "pipe", "ignore"] });
  writeWhole(pipe, "text");
  const [read] = (await once(reader.stdout, "data")) as [Buffer];
  expect(String(read)).toBe("text");
  expect(statSync(pipe).isFIFO()).toBe(true);
});
