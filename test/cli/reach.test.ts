/** `lbc reach`, as the page shows it. */
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { inFolder } from "../support/in-folder.ts";

const { lbc, write } = inFolder();
const page = readFileSync(new URL("../../spec/reach.md", import.meta.url), "utf8");

test("the page shows what is printed", async () => {
  write(/```lb\n([^]*?)```/.exec(page)?.[1] ?? "");
  const shown = [...page.matchAll(/```text\n\$ lbc (.*)\n([^]*?)```/g)];
  expect(shown).toHaveLength(2);
  for (const [, command = "", output] of shown)
    expect(await lbc(...command.split(" "))).toEqual({ code: 0, out: output, err: "" });
});

test("a nested location is named with those around it or alone; a wrong name is 2", async () => {
  write(/```lb\n([^]*?)```/.exec(page)?.[1] ?? "");
  for (const name of ["/admin/ /admin/health", "/admin/health"]) {
    const { code, out } = await lbc("reach", "--location", name);
    expect(code).toBe(0);
    expect(out.match(/clients/g)).toHaveLength(1);
    expect(out).not.toContain("ways round");
  }
  expect(await lbc("reach", "--location", "/admim/")).toEqual({
    code: 2,
    out: "",
    err: "lbc: no location is `/admim/`; did you mean `/admin/`?\n",
  });
  expect((await lbc("reach", "--param", "x")).code).toBe(2);
});

test("a topology without nginx, and one that cannot be understood", async () => {
  write("lb 1\n");
  expect(await lbc("reach")).toEqual({
    code: 0,
    out: "no way round a protected location is known\n",
    err: "",
  });
  write("lb 1\nhots\n");
  expect((await lbc("reach")).code).toBe(1);
});
