import { expect, test } from "vitest";
import type { Traced } from "../../src/lsp/trace.ts";
import { editor } from "../support/editor.ts";
import { shopWith } from "../support/shop.ts";

const shop = () => editor(shopWith("lb 1", "lb 1‸"));

test("the way of a request, each line with the words that decide it", () => {
  const e = shop();
  const { title, lines } = e.ask("lbc/trace", { url: "http://www.example.com/img/a.png" }) as Traced;
  expect(title).toMatch(/^GET http:\/\/www\.example\.com\/img\/a\.png from /);
  const at = (text: RegExp) => {
    const line = lines.find((l) => text.test(l.text));
    return line?.location === undefined ? line : e.words("topo.lb", line.location.range);
  };
  expect(at(/`\/img\/`: the longest prefix/)).toContain("location /img/");
  // Where a line names a place, the place is given, and the other way round.
  for (const { text, location } of lines)
    expect(/topo\.lb:(\d+)/.exec(text)?.[1], text).toBe(
      location === undefined ? undefined : String(location.range.start.line + 1),
    );
});

test("with hosts down", () => {
  const { title, lines } = shop().ask("lbc/trace", {
    url: "http://192.168.170.100/",
    down: "lvs1",
  }) as Traced;
  expect(title).toContain("with lvs1 down");
  expect(lines.map((l) => l.text).join("\n")).toContain("lvs2");
});

test.each<[string, object, string]>([
  ["no URL", { url: "nope" }, "is no http URL"],
  ["no address", { url: "http://192.168.170.100/", from: "x" }, "`from` takes an address"],
  ["no method", { url: "http://192.168.170.100/", method: "get it" }, "`method` takes GET"],
  ["no such host", { url: "http://192.168.170.100/", down: "lvs9" }, "no host is called `lvs9`"],
  ["nowhere", { url: "http://10.9.9.9/" }, "it cannot be told"],
])("refused: %s", (_, params, message) => {
  expect(() => shop().ask("lbc/trace", params)).toThrow(message);
});

test("refused: a topology with errors", () => {
  expect(() => editor({ "topo.lb": "lb 1\nnope‸\n" }).ask("lbc/trace", { url: "http://a/" })).toThrow(
    "has errors",
  );
});
