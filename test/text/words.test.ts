/** What is said of texts that are no URL, and of JSON that does not fit. */
import { expect, test } from "vitest";
import { misfitText, readJson } from "../../src/text/json.ts";
import { readUrl, whyNoUrl } from "../../src/text/url.ts";

test.each([
  ["HTTP://A.example", { scheme: "http", host: "A.example", port: 80, target: "/" }],
  ["https://a?b#c", { scheme: "https", host: "a", port: 443, target: "/?b" }],
  ["http://a:/x", { port: 80, target: "/x" }],
  ["http://[fd00::1]:81/%41", { host: "fd00::1", port: 81, target: "/%41" }],
  ["http://bücher.example/ü", { host: "xn--bcher-kva.example", target: "/\xc3\xbc" }],
])("%s is a URL", (text, url) => {
  expect(readUrl(text)).toMatchObject(url);
});

test.each([
  ["/x", "it begins with neither http:// nor https://"],
  ["ftp://a/", "it begins with neither http:// nor https://"],
  ["http:///x", "it names no host"],
  ["http://me:pw@a/", "what stands before the `@` is no part of what is asked for"],
  ["http://a:99999/", "`99999` is no port"],
  ["http://a:8o/", "`8o` is no port"],
  ["http://a:0/", "`0` is no port"],
  ["http://[fd00::zz]/", "`[fd00::zz]` is no host"],
  ["http://a\\b", "`a\\b` is no host"],
])("%s is none", (text, why) => {
  expect([readUrl(text), whyNoUrl(text)]).toEqual([undefined, why]);
});

test("JSON", () => {
  expect(readJson({ name: "a.json", text: "{" })).toMatchObject({
    reason: "this is not JSON: close brace expected",
  });
  expect(misfitText({ keyword: "enum", params: { allowedValues: ["off", "error"] } })).toBe(
    'takes "off", "error"',
  );
  expect(misfitText({ keyword: "required", params: { missingProperty: "a" } })).toBe("lacks `a`");
  expect(misfitText({ keyword: "additionalProperties", params: { additionalProperty: "a" } })).toBe(
    "has no `a`",
  );
  expect(misfitText({ message: "must be number" })).toBe("must be number");
  expect(misfitText()).toBe("does not fit");
});
