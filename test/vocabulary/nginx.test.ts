import { describe, expect, test } from "vitest";
import type { Version } from "../../src/model/topology.ts";
import type { Problem } from "../../src/problems/problem.ts";
import { textOf } from "../../src/text/source.ts";
import { checkNginx } from "../../src/vocabulary/nginx-check.ts";
import { nginxDirectives } from "../support/nginx-directives.ts";

function problemsOf(
  text: string,
  version: Version = [1, 22, 1],
  modules: readonly string[] = [],
): readonly Problem[] {
  const out: Problem[] = [];
  const directives = nginxDirectives(text);
  if (directives === undefined) throw new Error(`not nginx text: ${text}`);
  checkNginx(directives, { version, modules, report: (p) => out.push(p) });
  return out;
}
const found = (...args: Parameters<typeof problemsOf>) =>
  problemsOf(...args).map((p) => `${p.code} ${textOf(p.span)}`);

describe("good statements", () => {
  test.each([
    "user www-data; worker_connections 1024; sendfile on; server { listen 80; location / { return 204; } }",
    "events { worker_connections 64; } http { server { listen 80; } }",
    "upstream u { ip_hash; server 10.0.0.1:80 max_fails=2; server 10.0.0.2:80 weight 2; keepalive 8; }",
    "map $uri $x { default 0; ~^/a 1; proxy_pass 2; volatile; } geo $g { default 0; 10.0.0.0/8 1; }",
    "types { text/html html htm; } split_clients $uri $v { 50% a; * b; }",
    "server { if ($host = x) { return 301 /; } location / { if ($uri ~ a) { set $a b; proxy_pass http://127.0.0.1; } } }",
    "server { location / { limit_except GET { deny all; } location /a { internal; } } }",
    "sendfile ON; tcp_nopush Off;",
    "include a.conf; server { include b.conf; location / { include c.conf; } }",
  ])("%s", (text) => {
    expect(found(text)).toEqual([]);
  });
});

describe("bad statements", () => {
  test.each([
    ["worker_conections 5;", "nginx/unknown-directive worker_conections"],
    ["server { proxy_pass http://127.0.0.1; }", "nginx/wrong-context proxy_pass"],
    ["server { location / { listen 80; } }", "nginx/wrong-context listen"],
    ["http { worker_processes 2; }", "nginx/wrong-context worker_processes"],
    ["http { http { } }", "nginx/wrong-context http"],
    ["events { sendfile on; }", "nginx/wrong-context sendfile"],
    ["upstream u { listen 80; }", "nginx/wrong-context listen"],
    ["server { if ($a) { proxy_pass http://x; } }", "nginx/wrong-context proxy_pass"],
    ["server { listen; }", "nginx/argument-count listen"],
    ["sendfile on off;", "nginx/argument-count sendfile"],
    ["server a { }", "nginx/argument-count server"],
    ["upstream u { server; }", "nginx/argument-count server"],
    ["sendfile yes;", "nginx/flag yes"],
    ["server;", "nginx/block-expected server"],
    ["sendfile on { }", "nginx/block-unexpected sendfile"],
    ["upstream u { server 10.0.0.1 { } }", "nginx/block-unexpected server"],
  ])("%s", (text, problem) => {
    expect(found(text)).toEqual([problem]);
  });

  test("all are errors with help", () => {
    for (const problem of problemsOf(
      "worker_conections 5; server { proxy_pass http://x; listen; } sendfile x;",
    )) {
      expect(problem.severity).toBe("error");
      expect(problem.help).toBeTruthy();
    }
  });

  test.each([
    ["lua_shared_dict a 1m;", "nginx_modules lua"],
    ["server { location / { content_by_lua_file a; } }", "nginx_modules lua"],
    ["stream { }", "nginx_modules stream"],
    ["server { more_set_headers a; }", "nginx_modules headers-more"],
    ["server { zzz a; }", "nginx_modules NAME"],
    ["log_format a b; '$status $x';", "indented deeper"],
  ])("%s: the help says what to do", (text, help) => {
    expect(problemsOf(text)[0]?.help).toContain(help);
    expect(found(text, [1, 22, 1], ["any"])).toEqual([]);
  });

  test("a misspelt word is named", () => {
    expect(problemsOf("server { proxy_reed_timeout 3; }")[0]?.help).toContain("`proxy_read_timeout`");
  });
});

describe("versions", () => {
  test.each<[string, Version, readonly string[]]>([
    ["server { ssl on; }", [1, 22, 1], ["nginx/obsolete ssl"]],
    ["server { ssl on; }", [1, 14, 2], []],
    ["server { ssl on; }", [1, 25, 1], ["nginx/version ssl"]],
    ["server { http2 on; }", [1, 25, 0], ["nginx/version http2"]],
    ["server { http2 on; }", [1, 25, 1], []],
    ["keepalive_time 1h;", [1, 19, 9], ["nginx/version keepalive_time"]],
    ["keepalive_time 1h;", [1, 19, 10], []],
    ["upstream u { resolver 127.0.0.1; server 10.0.0.1; }", [1, 27, 2], ["nginx/version resolver"]],
    ["upstream u { resolver 127.0.0.1; server 10.0.0.1; }", [1, 27, 3], []],
    ["resolver 127.0.0.1;", [1, 22, 1], []],
    ["upstream u { server 10.0.0.1; keepalive 8 local; }", [1, 29, 6], ["nginx/version keepalive"]],
    ["upstream u { server 10.0.0.1; keepalive 8 local; }", [1, 29, 7], []],
    [
      "upstream u { server 10.0.0.1; keepalive_requests 8; }",
      [1, 15, 2],
      ["nginx/version keepalive_requests"],
    ],
    ["upstream u { sticky cookie c; server 10.0.0.1; }", [1, 29, 5], ["nginx/version sticky"]],
    ["upstream u { sticky cookie c; server 10.0.0.1; }", [1, 29, 6], []],
  ])("%s for %j", (text, version, expected) => {
    expect(found(text, version)).toEqual(expected);
  });
});

test("with a third-party module unknown words pass, known ones are still checked", () => {
  const text = "foo_bar a; server { foo { a b; } listen; }";
  expect(found(text, [1, 22, 1], ["foo"])).toEqual(["nginx/argument-count listen"]);
});
