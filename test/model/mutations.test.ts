import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { check } from "../../src/index.ts";
import { exampleNames, examplesFolder, unjudged } from "../support/examples.ts";
import { problemsOf } from "../support/mark.ts";
import { mutationsOf } from "../support/mutate.ts";

describe("one mistake in an example costs one message", () => {
  const results = exampleNames.flatMap((name) => {
    const folder = join(examplesFolder, name);
    return mutationsOf(readFileSync(join(folder, "topo.lb"), "utf8")).map((mutation) => {
      const read = (path: string) => {
        if (path === "topo.lb") return mutation.text;
        return existsSync(join(folder, path)) ? readFileSync(join(folder, path), "utf8") : undefined;
      };
      const errors = check({ file: "topo.lb", read }).problems.filter((p) => p.severity === "error");
      const said = errors.map((p) => `${p.code}: ${p.message}`);
      return { ...mutation, name, said };
    });
  });
  const shown = (count: number) =>
    results
      .filter((r) => r.said.length >= count)
      .map((r) => `${r.name}, ${r.kind} ${r.what}\n  ${r.said.join("\n  ")}`);

  test("in nearly all cases", () => {
    expect(results.length).toBeGreaterThan(2500);
    const many = shown(2);
    expect(many.length / results.length, many.join("\n")).toBeLessThan(0.02);
  });

  test("and in none more than five", () => {
    expect(shown(6)).toEqual([]);
  });
});

describe("a missing `}` is found at the next declaration", () => {
  const before = "lb 1\nnetwork lan 10.0.0.0/24\nhost a { eth0 10.0.0.1 }\nhost b {\n  eth0 10.0.0.2\n";
  const after = "vip v 10.0.0.9 { virtual_router_id 1; director a priority 2; director b priority 1 }\n";
  const codes = (text: string, files: Readonly<Record<string, string>> = {}) =>
    problemsOf(text, files, undefined, unjudged)
      .filter((p) => p.severity === "error")
      .map((p) => `${p.code} ${p.span.source.text.slice(0, p.span.start).split("\n").length}`);

  test.each([
    "notify { email ops@example.com; from lb@example.com; smtp 10.0.0.1 }",
    "notify\n{ email ops@example.com; from lb@example.com; smtp 10.0.0.1 }",
    "target { nginx 1.24.0 }",
    "network second 10.0.1.0/24",
    "host c { eth0 10.0.0.3 }",
    "vip w 10.0.0.8 on a",
    "virtual_server v:80 { forward dr; scheduler rr; real_server b }",
    "nginx web on a { server { listen 80; return 200 } }",
    "tomcat t on a { context / }",
    "memcached m on a",
    "redis r on a",
    "session_store s local",
    "param x 1",
    "snippet s { mtu 1500 }",
    "expect down a { vip v on b }",
    'waive vrrp/priority-tie because "a drill"',
    "include other.lb",
    'include "other.lb" # more',
  ])("%s", (declaration) => {
    const files = { "other.lb": "host z { eth0 10.0.0.7 }\n" };
    expect(codes(`${before}}\n${declaration}\n${after}`, files)).toEqual([]);
    expect(codes(`${before}${declaration}\n${after}`, files)).toEqual(["syntax/missing-brace 4"]);
  });

  test("`lb` at the start of a file that is included whole", () => {
    expect(codes("host b {\n  eth0 10.0.0.2\nlb 1\nnetwork lan 10.0.0.0/24\n")).toEqual([
      "syntax/missing-brace 1",
    ]);
  });

  test.each([
    [
      "notify is a script's word in a vip",
      "vip v 10.0.0.9 {\nvirtual_router_id 1\ndirector a priority 2\nnotify /bin/true\n",
    ],
    ["include is nginx's own word", "nginx web on a {\nserver { listen 80 }\ninclude mime.types\n"],
  ])("%s", (_, text) => {
    expect(codes(`lb 1\nnetwork lan 10.0.0.0/24\nhost a { eth0 10.0.0.1 }\n${text}`)).toEqual([
      "syntax/missing-brace 4",
    ]);
  });

  test("any `}` of the examples: its block is named, as indentation shows it", () => {
    let tried = 0;
    for (const name of ["lab", "shop", "locations", "vhosts", "sessions-sticky", "active-active"]) {
      const text = readFileSync(new URL(`../../examples/${name}/topo.lb`, import.meta.url), "utf8");
      const lines: number[] = [];
      // No quote and no comment of theirs holds one.
      for (const { 0: brace, index } of text.matchAll(/(?<!\$)[{}]|\$\{\w+\}/g)) {
        const line = text.slice(0, index).split("\n").length;
        if (brace === "{") lines.push(line);
        if (brace !== "}") continue;
        const opener = lines.pop();
        // Within a line nothing shows which of two blocks lacks it.
        if (!/^\s*($|#)/.test(text.slice(index + 1).split("\n")[0] ?? "")) continue;
        const found = codes(text.slice(0, index) + text.slice(index + 1));
        expect(found, `${name}:${line}`).toEqual([`syntax/missing-brace ${opener}`]);
        tried++;
      }
      expect(lines).toEqual([]);
    }
    expect(tried).toBeGreaterThan(50);
  });
});
