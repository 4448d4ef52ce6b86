/** `lbc graph`, as the page shows it. */
import { existsSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { inFolder } from "../support/in-folder.ts";

const { lbc, path, write } = inFolder();
const page = readFileSync(new URL("../../spec/graph.md", import.meta.url), "utf8");
const topology = /```lb\n([^]*?)```/.exec(page)?.[1] ?? "";

test("the page shows what is printed", async () => {
  write(topology);
  const shown = [...page.matchAll(/```(?:dot|text)\n\$ lbc (.*)\n([^]*?)```/g)];
  expect(shown).toHaveLength(2);
  for (const [, command = "", output] of shown)
    expect(await lbc(...command.split(" "))).toEqual({ code: 0, out: output, err: "" });
});

describe("what is drawn", () => {
  test.each([
    ["topo.dot", /^digraph lbc \{/],
    ["topo.mmd", /^flowchart LR\n/],
    ["topo.svg", /^<svg xmlns=/],
    ["TOPO.HTML", /^<!doctype html>/],
  ])("%s says so by its ending", async (name, begins) => {
    write(topology);
    expect(await lbc("graph", "-o", name)).toEqual({ code: 0, out: "", err: "" });
    expect(readFileSync(path(name), "utf8")).toMatch(begins);
    const { out } = await lbc("graph", "--format", name.toLowerCase().slice(5));
    expect(out).toMatch(begins);
  });
  test("a format wins over an ending", async () => {
    write(topology);
    await lbc("graph", "--format", "svg", "-o", "topo.txt");
    expect(readFileSync(path("topo.txt"), "utf8")).toMatch(/^<svg/);
  });
});

test("a command line that is wrong is 2, and writes nothing", async () => {
  write(topology);
  for (const [args, says] of [
    [
      ["-o", "topo.png"],
      "`topo.png` does not say what to draw: end it with .dot, .mmd, .svg or .html, or use --format",
    ],
    [
      ["-o", "topo"],
      "`topo` does not say what to draw: end it with .dot, .mmd, .svg or .html, or use --format",
    ],
    [["--format", "png"], "--format takes dot, mmd, svg or html, not `png`"],
    [["--format", "constructor"], "--format takes dot, mmd, svg or html, not `constructor`"],
    [["--down", "lvs1,lvs9", "-o", "a.svg"], "no host is called `lvs9`; did you mean lvs1?"],
    [["--param", "x"], "--param takes NAME=VALUE, not `x`"],
  ] as const)
    expect(await lbc("graph", ...args)).toEqual({ code: 2, out: "", err: `lbc: ${says}\n` });
  expect(existsSync(path("topo.png"))).toBe(false);
  expect(existsSync(path("a.svg"))).toBe(false);
});

test("of a topology with errors there is a picture, with them, and the code is 1", async () => {
  write(topology.replace("director lvs2 priority 100", "director lvs2 priority 150"));
  const { code, out, err } = await lbc("graph");
  expect(code).toBe(1);
  expect(out).toContain("error: vrrp/priority-tie");
  expect(err).toContain("error[vrrp/priority-tie]");
  write(topology.replace("scheduler rr", "schedular rr"));
  expect(await lbc("graph", "-o", "topo.svg")).toMatchObject({ code: 1, out: "" });
  expect(readFileSync(path("topo.svg"), "utf8")).toContain('class="badge error"');
});

test("a file that is not there", async () => {
  expect((await lbc("graph", "nowhere.lb")).code).toBe(1);
});
