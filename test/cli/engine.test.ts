/** What V8 is told before a long text is read. */
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { transformSync } from "esbuild";
import { expect, test } from "vitest";

const source = readFileSync(new URL("../../src/cli/engine.ts", import.meta.url), "utf8");
const { code } = transformSync(source, { loader: "ts", format: "cjs" });

/** Of a process of its own: V8 complains past all that a test could look at. */
function told(text: number, more = "") {
  const script = `${code}\n${more}\nexpectText(${text});`;
  return spawnSync(process.execPath, ["-e", script], { encoding: "utf8" }).stderr;
}

test("V8 knows all of it", () => {
  expect(told(20_000)).toBe("");
  expect(told(2_000_000)).toBe("");
});

test("a V8 that was not tried is told nothing, nor is one told of a short text", () => {
  const shows = 'require("node:v8").setFlagsFromString = (flag) => console.error(flag);';
  const other = (v8: string) =>
    `${shows} Object.defineProperty(process, "versions", { value: { v8: "${v8}" } });`;
  expect(told(20_000, other("11.3.244.8-node.33"))).toContain("--interrupt-budget=3000000\n");
  expect(told(2_000_000, other("11.3.244.8-node.33"))).toContain("--interrupt-budget=600000\n");
  expect(told(20_000, other("12.4.254.21-node.33"))).toContain("--invocation-count-for-turbofan=30000\n");
  expect(told(20_000, other("99.1.2.3"))).toBe("");
  expect(told(1000, other("11.3.244.8-node.33"))).toBe("");
});
