/** The blocks of the nginx rules' pages, each as lbc writes it, on one real nginx: what a client gets of the bad and of the good. */
import { writeFileSync } from "node:fs";
import { once } from "node:events";
import { afterAll, beforeAll, expect, test } from "vitest";
import { compile } from "../../src/index.ts";
import { contentOf, unjudged } from "../support/examples.ts";
import { connected, socketFolder, type Running } from "../support/nginx-running.ts";
import { inNamespace, needs } from "../support/real.ts";
import { KINDS, ruleBlock, type Kind } from "../support/rule-page.ts";

/** Rule, target, the client's address, and what it gets of the bad and of the good block: status and body. */
const table: readonly (readonly [string, string, string, string, string])[] = [
  ["dead-location", "/report.pdf", "192.0.2.1", "200 files", "200 papers"],
  ["encoded-only", "/shop/x", "192.0.2.1", "200 all", "200 shop"],
  ["unmatched-name", "/my%20files/", "192.0.2.1", "404", "200 files"],
  ["unmatched-name", "/a//b", "192.0.2.1", "404", "200 b"],
  ["inside-regex", "/api/admin", "192.0.2.1", "200 api", "403"],
  ["regex-as-prefix", "/admin/login.php", "192.0.2.1", "200 site", "403"],
  ["long-name", "/other", "192.0.2.1", "200 long", "200 site"],
  ["overridden-prefix", "/reports/main.css", "192.0.2.1", "404", "502"],
  ["nested-caret", "/app/static/a.php", "192.0.2.1", "200 php", "200 static"],
  ["slash-redirect", "/shop", "192.0.2.1", "301", "200 front"],
  ["server-answers-all", "/.well-known/acme-challenge/x", "192.0.2.1", "301", "404"],
  ["regex-around-protection", "/admin/.html", "192.0.2.1", "404", "403"],
  ["prefix-around-protection", "/admin/export/x", "192.0.2.1", "404", "403"],
  ["duplicate-named", "/missing", "192.0.2.1", "200 first", "200 first"],
  ["missing-named", "/missing", "192.0.2.1", "500", "200 app"],
  ["dead-access-rule", "/", "192.168.170.109", "200", "403"],
  ["allow-without-deny", "/status", "192.0.2.1", "200", "403"],
  ["family-hole", "/", "2001:db8::1", "200", "403"],
  ["bypassed-access", "/secret", "192.0.2.1", "200 secret", "403"],
  ["dropped-access", "/shop/", "192.168.170.109", "200", "403"],
  // As the first director asks.
  ["../ipvs/check-status", "/status", "192.168.170.11", "403", "200"],
];
const codes = [...new Set(table.map(([code]) => code))];
const nameOf = (code: string, kind: string) => `${code.replaceAll(/\W+/g, "_")}_${kind}`;

/** The nginx.conf of a page's block. */
function confOf(code: string, kind: Kind): string {
  const text = ruleBlock(`nginx/${code}`, kind);
  const read = (path: string) => (path === "topo.lb" ? text : undefined);
  const { artifacts } = compile({ file: "topo.lb", read, rules: unjudged });
  const conf = artifacts.find((a) => a.path.endsWith("nginx.conf"));
  return conf === undefined ? "" : contentOf(conf);
}

/** The server of a page's block on a socket of its own; the client's address comes from a header. */
function serverOf(code: string, kind: Kind): string {
  const server = /^( *)server \{\n[\s\S]*?^\1\}$/m.exec(confOf(code, kind))?.[0] ?? "";
  let listens = 0;
  // Nothing leaves the machine: a backend that is not there answers 502.
  const closed = server.replaceAll(/192\.168\.170\.\d+:\d+/g, "127.0.0.1:1");
  return closed.replace(/^ *listen .*;$/gm, () =>
    listens++ > 0
      ? ""
      : `listen unix:@${nameOf(code, kind)}; set_real_ip_from unix:; real_ip_header X-Client;`,
  );
}

needs("nginx", "unshare")("the pages of the nginx rules on a real nginx", () => {
  const place = socketFolder();
  let nginx: Running | undefined;

  beforeAll(async () => {
    const servers = codes.flatMap((code) => KINDS.map((kind) => serverOf(code, kind)));
    nginx = await place.nginx("worker_connections 512;", servers.join("\n"));
  }, 30_000);
  afterAll(async () => {
    await nginx?.stop();
    place.remove();
  });

  async function answer(code: string, kind: string, target: string, client: string): Promise<string> {
    const socket = await connected(place.path(nameOf(code, kind)));
    let read = "";
    socket.on("data", (data) => {
      read += data.toString("latin1");
    });
    socket.write(`GET ${target} HTTP/1.0\r\nX-Client: ${client}\r\n\r\n`);
    await once(socket, "end");
    socket.destroy();
    const found = /^HTTP\/1\.1 (\d+)[^]*?\r\n\r\n([^]*)$/.exec(read);
    // Bodies of errors and pictures say nothing.
    const body = /^[a-z]+$/.exec(found?.[2] ?? "")?.[0];
    return body === undefined ? (found?.[1] ?? "nothing") : `${found?.[1] ?? ""} ${body}`;
  }

  test.each(table)("nginx/%s: %s", async (code, target, client, bad, good) => {
    expect({
      bad: await answer(code, "bad", target, client),
      good: await answer(code, "good", target, client),
    }).toEqual({ bad, good });
  });

  test("nginx/type-twice: a warning at every test", () => {
    const warnings = (kind: Kind) => {
      const file = place.path(`types-${kind}.conf`);
      writeFileSync(file, confOf("type-twice", kind));
      return inNamespace(["eth0"], `nginx -t -q -c '${file}'`).output.match(/\[\w+\].*/g) ?? [];
    };
    expect(warnings("bad")).toEqual([expect.stringContaining('duplicate MIME type "text/html"')]);
    expect(warnings("good")).toEqual([]);
  });
});
