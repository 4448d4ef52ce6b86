import { readFileSync } from "node:fs";
import Ajv from "ajv";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { misfit } from "../../src/generated/problems-validator.js";
import { machineFormats } from "../../src/report/formats.ts";
import type { Problem } from "../../src/index.ts";
import { problemsOf } from "../support/mark.ts";

const context = {
  version: "1.2.3",
  pathOf: (name: string) => `edge/${name}`,
  pageOf: (code: string) => (code.startsWith("vrrp/") ? `# ${code}\n` : undefined),
};
const text = `lb 1
network lan 192.168.170.0/24
host lvs[1..2] { eth0 192.168.170.[11..12] }
vip a 192.168.170.100 {
  virtual_router_id 51
  director lvs1 priority 100
  director lvs2 priority 100
  waive vrrp/priority-tie because "x" until 2020-01-01
}
`;
const problems: readonly Problem[] = problemsOf(text.replace(/ *waive.*\n/, ""));
const render = (format: string, of: readonly Problem[] = problems) =>
  machineFormats[format]?.(of, context) ?? "";

/** The schema that OASIS published, as a package carries it. */
const sarifSchema = JSON.parse(
  readFileSync(
    new URL("../../node_modules/@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json", import.meta.url),
    "utf8",
  ),
) as Record<string, unknown>;
// Written for draft 4, in which an identifier had another name; nothing else of it differs.
delete sarifSchema["id"];
sarifSchema["$schema"] = "http://json-schema.org/draft-07/schema#";
const isSarif = new Ajv.default({ strict: false, validateFormats: false, unicodeRegExp: false }).compile(
  sarifSchema,
);

/** Problems with hostile texts in every place that has one. */
const hostile = fc
  .record({ message: fc.string({ unit: "binary" }), help: fc.string({ unit: "binary" }) })
  .map(({ message, help }): Problem => {
    const source = { name: "a b,%:c.lb", text: `${help}\n${message}` };
    const span = { source, start: 0, end: source.text.length };
    const fix = { title: message, edits: [{ span, text: help }], safe: true };
    return { code: "x/y", severity: "warning", message, help, span, related: [{ span, message }], fix };
  });

test("there is something to report", () => {
  expect(problems.map((p) => p.code)).toEqual(["vrrp/priority-tie"]);
  expect(problems[0]?.related?.length).toBe(1);
  expect(problems[0]?.fix).toBeDefined();
});

describe("json", () => {
  test("fits its schema and names places from 1", () => {
    const value = JSON.parse(render("json")) as { problems: { file: string; start: object; end: object }[] };
    expect(misfit(value)).toBeUndefined();
    expect(value.problems[0]).toMatchObject({
      code: "vrrp/priority-tie",
      file: "edge/topo.lb",
      start: { line: 7, column: 26 },
      end: { line: 7, column: 29 },
    });
    expect(misfit({ ...value, problems: [{}] })).toMatchObject({ instancePath: "/problems/0" });
  });
  test("fits for any text", () => {
    fc.assert(fc.property(hostile, (p) => misfit(JSON.parse(render("json", [p]))) === undefined));
  });
});

describe("sarif", () => {
  test("fits the published schema, with pages, related places and fixes", () => {
    const log = JSON.parse(render("sarif")) as {
      runs: { tool: { driver: { rules: object[] } }; results: object[] }[];
    };
    expect(isSarif(log), JSON.stringify(isSarif.errors)).toBe(true);
    expect(log.runs[0]?.tool.driver.rules[0]).toMatchObject({
      id: "vrrp/priority-tie",
      help: { markdown: "# vrrp/priority-tie\n" },
    });
    expect(log.runs[0]?.results[0]).toMatchObject({
      level: "error",
      relatedLocations: [{ physicalLocation: { region: { startLine: 6 } } }],
      fixes: [{ artifactChanges: [{ replacements: [{ insertedContent: { text: "90" } }] }] }],
    });
    expect(isSarif({ ...log, runs: [{}] })).toBe(false);
    expect(isSarif(JSON.parse(render("sarif", [])))).toBe(true);
  });
  test("fits for any text", () => {
    fc.assert(
      fc.property(hostile, (p) => {
        // The schema wants a text in every message.
        fc.pre(p.message !== "");
        return isSarif(JSON.parse(render("sarif", [p])));
      }),
    );
  });
});

describe("github", () => {
  test("is one command a problem", () => {
    expect(render("github")).toMatch(
      /^::error file=edge\/topo\.lb,line=7,endLine=7,col=26,endColumn=29,title=vrrp\/priority-tie::`lvs2` and .*%0Agive each/,
    );
  });
  test("no text can begin another command", () => {
    fc.assert(
      fc.property(hostile, (p) => {
        const out = render("github", [p, p]);
        expect(out.split(/\r|\n/).length).toBe(3);
        expect(out.match(/^::/gm)?.length).toBe(2);
        expect(out.replaceAll("\n", "")).not.toMatch(/[\p{Cc}\p{Cf}]/u);
      }),
    );
  });
});

describe("gitlab", () => {
  test("has what Code Quality asks for, each fingerprint once", () => {
    const twice = JSON.parse(render("gitlab", [...problems, ...problems])) as { fingerprint: string }[];
    expect(twice[0]).toMatchObject({
      check_name: "vrrp/priority-tie",
      severity: "critical",
      location: { path: "edge/topo.lb", lines: { begin: 7 } },
    });
    expect(new Set(twice.map((e) => e.fingerprint)).size).toBe(2);
  });
});

describe("junit", () => {
  test("fails a test for each problem, and has one that passed when there is none", () => {
    expect(render("junit")).toContain('tests="1" failures="1"');
    expect(render("junit")).toContain("<failure type=");
    expect(render("junit", [])).toContain('tests="1" failures="0"');
  });
  test("no text leaves its place", () => {
    fc.assert(
      fc.property(hostile, (p) => {
        const out = render("junit", [p]);
        expect(out.match(/<\/?[a-z-]+/g)?.length).toBe(8);
        expect(out).not.toMatch(/[^\t\n\r\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]/u);
      }),
    );
  });
});
