import { expect, test } from "vitest";
import type { Statement } from "../../../src/semantics/nginx/config.ts";
import { alwaysAnswers, run } from "../../../src/semantics/nginx/rewrite.ts";
import { parsePattern } from "../../../src/semantics/regex/parse.ts";

const back: Statement = { origin: "return", kind: "return", code: 403 };
const rewrite = (source: string, replacement: string, flag?: "last" | "permanent"): Statement => ({
  origin: source,
  kind: "rewrite",
  pattern: parsePattern(source, false),
  replacement,
  ...(flag === undefined ? {} : { flag }),
});
const when: Statement & { kind: "if" } = { origin: "if", kind: "if", statements: [back] };

test.each<[string, readonly Statement[], string | undefined]>([
  ["a return", [back], "return"],
  ["a redirect of all", [rewrite("^", "https://h/", "permanent"), back], "^"],
  ["a redirect of some, then of the rest", [rewrite("^/a", "/b", "permanent"), back], "return"],
  ["a stop for some", [rewrite("^/a", "/b", "last"), back], undefined],
  ["a condition", [when], undefined],
  ["a condition before a return", [when, back], "return"],
  [
    "a condition that ends the list",
    [{ ...when, statements: [{ origin: 0, kind: "break" }] }, back],
    undefined,
  ],
  [
    "a condition that goes elsewhere",
    [{ ...when, statements: [rewrite("^", "/b", "last")] }, back],
    undefined,
  ],
  [
    "a condition that sets",
    [{ ...when, statements: [{ origin: 0, kind: "set", name: "a", value: "" }] }, back],
    "return",
  ],
  ["a pattern that is not known", [rewrite("^(?=/a)", "https://h/")], undefined],
  ["nothing", [], undefined],
])("whether every request is answered: %s", (_, statements, by) => {
  expect(alwaysAnswers(statements)?.origin).toBe(by);
});

test("what is not known is named", () => {
  expect(run([when], "/")).toMatchObject({ kind: "unknown", construct: "if" });
  expect(run([rewrite("^/(.*)$", "/x/$1")], "/a")).toMatchObject({ kind: "through", uri: "/x/a" });
  expect(run([rewrite("^/(.*)$", "/x/$cookie_a")], "/a")).toMatchObject({ construct: "variable" });
  expect(run([rewrite("^/(?!b)", "/x")], "/a")).toMatchObject({ kind: "unknown", construct: "lookaround" });
  expect(run([rewrite("^/(.*)$", "/x/$1")], "x")).toMatchObject({ kind: "through", uri: "x" });
});
