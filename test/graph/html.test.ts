/** The page: asks for nothing, runs nothing but its own, and is kept by an editor. */
import { createHash } from "node:crypto";
import { describe, expect, test } from "vitest";
import { graphOf } from "../../src/graph/graph.ts";
import { html } from "../../src/graph/html.ts";
import { compileExample } from "../support/examples.ts";

const { topology, problems } = compileExample("shop");
const graph = graphOf(topology, problems, { down: ["lvs1"] });
const policyOf = (page: string) =>
  /http-equiv="Content-Security-Policy" content="([^"]*)"/.exec(page)?.[1] ?? "";
const inside = (page: string, element: string) =>
  new RegExp(`<${element}[^>]*>([^]*?)</${element.split(" ")[0]}>`).exec(page)?.[1] ?? "";
const sha = (text: string) => `'sha256-${createHash("sha256").update(text).digest("base64")}'`;

describe("the policy", () => {
  const page = html(graph);
  test("names what is there by its hash, and nothing else", () => {
    const script = /<script>([^]*)<\/script>\n<\/body>/.exec(page)?.[1] ?? "";
    expect(script.length).toBeGreaterThan(1000);
    expect(policyOf(page)).toBe(
      `default-src 'none'; script-src ${sha(script)}; style-src ${sha(inside(page, "style"))}; base-uri 'none'; form-action 'none'`,
    );
  });
  test("stands before what it is about", () => {
    expect(page.indexOf("Content-Security-Policy")).toBeLessThan(page.indexOf("<style"));
  });
  test("is by a nonce where one is given", () => {
    const own = html(graph, { nonce: "abc123" });
    expect(policyOf(own)).toContain("script-src 'nonce-abc123'; style-src 'nonce-abc123'");
    expect(own.match(/<(?:style|script) nonce="abc123">/g)).toHaveLength(2);
    expect(own).not.toContain("sha256-");
  });
});

test("nothing is asked for, and no element has a style or a handler of its own", () => {
  const page = html(graph);
  const without = page.replace(/<script[^]*?<\/script>/g, "").replace(/<style[^]*?<\/style>/g, "");
  expect(without).not.toMatch(/\s(?:src|href|style|on\w+)=/i);
  expect(page).not.toMatch(
    /@import|url\((?!#)|fetch\(|XMLHttpRequest|WebSocket|import\(|eval\(|new Function/,
  );
  const own = page.replace(/<script id="data"[^]*?<\/script>/, "");
  expect(own).not.toMatch(/https?:\/\//);
});

test("the same picture is the same bytes, and small", () => {
  expect(html(graph)).toBe(html(graphOf(topology, problems, { down: ["lvs1"] })));
  expect(html(graph).length).toBeLessThan(60_000);
  expect(html(graph)).toContain('"down":["lvs1"]');
});
