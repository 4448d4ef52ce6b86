import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { compileExample, contentOf } from "../support/examples.ts";
import { faces, inNamespace, needs } from "../support/real.ts";

let work = "";
beforeAll(() => {
  work = mkdtempSync(join(tmpdir(), "lbc-answers-"));
});
afterAll(() => {
  rmSync(work, { recursive: true, force: true });
});

/**
 * Starts nginx on the nginx.conf of a host of an example, in a namespace that has the host's addresses and some of
 * clients, and runs curl once for each request. A request is curl's arguments; the answer is `status body`.
 */
function answers(
  example: string,
  host: string,
  requests: readonly string[],
  clients: readonly string[] = [],
): readonly string[] {
  const { artifacts, topology } = compileExample(example);
  const artifact = artifacts.find((a) => a.path === `${host}/etc/nginx/nginx.conf`);
  const found = topology.hosts.find((h) => h.name === host);
  if (artifact === undefined || found === undefined) throw new Error(`${example} has no nginx on ${host}`);
  const folder = join(work, example);
  mkdirSync(folder, { recursive: true });
  // Only where the logs and the pid go is changed: the test must not write where a real nginx does.
  const text = contentOf(artifact)
    .replaceAll("/var/log/nginx/", `${folder}/`)
    .replaceAll("/run/nginx.pid", `${folder}/pid`);
  writeFileSync(join(folder, "nginx.conf"), text);
  const addresses = found.interfaces.flatMap((i) =>
    i.addresses.map((a) => `ip addr add ${a.address.text}/${a.length} dev ${i.name}`),
  );
  const { output } = inNamespace(
    faces,
    `${addresses.join("\n")}
${clients.map((c) => `ip addr add ${c}/32 dev lo`).join("\n")}
nginx -c ${folder}/nginx.conf -g 'daemon off;' 2>${folder}/stderr &
pid=$!
for i in $(seq 50); do [ -s ${folder}/pid ] && break; sleep 0.1; done
${requests.map((r) => `curl -s -m 5 -o ${folder}/body -w '%{http_code} ' ${r}; head -n 1 ${folder}/body; rm -f ${folder}/body; echo; echo ---`).join("\n")}
kill $pid; wait $pid
cat ${folder}/stderr`,
  );
  const parts = output.split("---\n").map((answer) => answer.trim());
  // The last part is what nginx itself said.
  expect(parts.pop()).toBe("");
  return parts;
}

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
