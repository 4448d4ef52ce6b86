import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { answersOf } from "../support/nginx-answers.ts";
import { needs } from "../support/real.ts";

let work = "";
beforeAll(() => {
  work = mkdtempSync(join(tmpdir(), "lbc-answers-"));
});
afterAll(() => {
  rmSync(work, { recursive: true, force: true });
});

const answers = (
  example: string,
  host: string,
  requests: readonly string[],
  clients: readonly string[] = [],
) => answersOf(work, example, host, requests, clients);

needs(
  "nginx",
  "curl",
  "unshare",
  "ip",
)("nginx answers as declared", () => {
  test("virtual hosts by name, address and port", () => {
    const name = (host: string) => `-H 'Host: ${host}' http://192.168.20.20/`;
    expect(
      answers("vhosts", "web", [
        name("www.example.com"),
        name("shop.example.com"),
        name("a.shop.example.com"),
        name("unknown.example.org"),
        "http://192.168.20.21/",
        "http://192.168.20.20:8080/",
      ]),
    ).toEqual([
      "200 by name: www",
      "200 by name: shop",
      "200 by name: shop",
      "200 by name: www",
      "200 by address",
      "200 by port",
    ]);
  });

  test("every form of location", () => {
    const quiz: readonly (readonly [string, string])[] = [
      ["/logha", "200 /logha"],
      ["/loghab.txt", "200 /logha"],
      // The lesson's riddle: the longest prefix is /loghaha.html, which equals the URI but is not `=`; regexes go on.
      ["/loghaha.html", "200 regex ^/logh.*html"],
      ["/loghahx.html", "200 ^~ /loghah"],
      ["/loghX.html", "200 regex ^/logh.*html"],
      ["/LOGHAX.HTML", "200 caseless regex ^/logha.*html"],
      ["/exact.html", "200 = /exact.html"],
      ["/exact.htmlx", "200 /"],
      ["/outer/", "200 /outer/"],
      ["/outer/inner/x", "200 /outer/inner/"],
      ["/outer/inner/x.txt", "200 nested ~ .txt"],
      ["/outer/x.txt", "200 nested ~ .txt"],
      ["/old/page", "200 @teapot"],
      ["/anything", "200 /"],
    ];
    const found = answers(
      "locations",
      "web",
      quiz.map(([uri]) => `http://192.168.170.20:8080${uri}`),
    );
    expect(quiz.map(([uri], i) => [uri, found[i]])).toEqual(quiz);
  });

  test("access rules, from each kind of address", () => {
    const from = (client: string) => `--interface ${client} http://192.168.1.20:8081/`;
    const clients = ["192.168.1.109", "192.168.1.7", "192.168.9.9", "192.0.2.5", "203.0.113.5"];
    const found = answers("access", "web", clients.map(from), clients);
    expect(found.map((a) => a.slice(0, 3))).toEqual(["403", "200", "200", "200", "403"]);
  });

  test("the health page that the directors ask for", () => {
    expect(answers("shop", "edge1", ["http://192.168.170.21/healthz"])[0]).toBe("200 ok");
  });
});
