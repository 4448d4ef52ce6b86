/** Every promise, kept and broken: a mark under a promise says what is said of it; the others are kept. */
import { describe, expect, test } from "vitest";
import { problemsOf, expectProblems } from "../support/mark.ts";
import { unjudged } from "../support/examples.ts";

const lan = `lb 1
network lan 10.0.0.0/24 fd00::/64
host lvs[1..2] { eth0 10.0.0.[11..12] }
host web[1..2] { eth0 10.0.0.[21..22] fd00::[21..22] }
host app[1..2] { eth0 10.0.0.[31..32] }
host cache[1..2] { eth0 10.0.0.[41..42] }
vip v 10.0.0.100 { virtual_router_id 7; director lvs1 priority 150; director lvs2 priority 100 }
`;
const service = (inside = "check tcp") =>
  `virtual_server v:80 { forward dr; scheduler rr; ${inside}; real_server web[1..2] }\n`;
const web = `${lan}${service()}nginx web on web[1..2] {
  upstream pool { server app[1..2]:8080 }
  server { listen 80 default_server; server_name "" ; location / { return 404 } }
  server {
    listen 80; listen [::]:80; server_name a.example www.a.example ~^b\\d+$
    location /                 { proxy_pass http://pool }
    location ^~ /static/       { root /srv }
    location = /gif            { empty_gif }
    location ~* \\.(png|jpg)$  { root /img; try_files $uri @none }
    location @none             { return 410 }
    location /old              { return 301 /new$is_args$args }
    location /far/             { return 302 https://far.example$request_uri }
    location /mark             { return 302 https://far.example/$cookie_x }
    location /cut/             { proxy_pass http://pool/base/ }
    location /direct/          { proxy_pass http://cache1:8080 }
    location /secret/          { deny 10.0.0.9; allow 10.0.0.0/24; allow fd00::/64; deny all; proxy_pass http://pool
      location ~ \\.pub$ { allow all; proxy_pass http://pool } }
    location /login/           { auth_basic x; proxy_pass http://pool }
    location /write/           { limit_except GET { deny all } proxy_pass http://pool }
    location /maybe/           { if ($http_x) { return 403 } proxy_pass http://pool }
    location /asked/           { auth_request /who; proxy_pass http://pool }
    location /inner/           { internal; return 200 x }
    location /sent/            { rewrite ^/sent/a$ /static/a last; return 403 }
  }
  server { listen 443 ssl; ssl_certificate /c; ssl_certificate_key /k; return 204 }
}
tomcat app on app[1..2] { version 9; connector 8080; context / { sessions s } context /shop { sessions t } }
memcached m on cache[1..2]
session_store s on m { sticky no; backup sync }
session_store t local
`;

const of = (head: string, lines: string) => expectProblems(`${head}${lines}`);

describe("requests", () => {
  test.each([
    [
      "server",
      `expect http://a.example/ { server WWW.a.example }
expect http://b12/ { server "~^b\\d+$" }
expect http://c.example/ { server a.example }
                           ^^^^^^^^^^^^^^^^ expect/false`,
    ],
    [
      "location",
      `expect http://a.example/static/x.png { location "^~ /static/" }
expect http://a.example/x.PNG { location @none; status 410 }
expect http://a.example/x.png { location "~* \\.(png|jpg)$" }
                                ^^^^^^^^^^^^^^^^^^^^^^^^^^ expect/unknown
expect http://a.example/secret/x.pub { location /secret/ "~ \\.pub$" }
expect http://a.example/secret/x.pub { location "~ \\.pub$" }
                                       ^^^^^^^^^^^^^^^^^^^ expect/false
expect http://a.example/gif { location / }
                              ^^^^^^^^^^ expect/false
expect http://a.example/gif { location "= /gif" }
expect http://a.example/%73tatic//../static/y { location "^~ /static/" }
expect http://a.example/sent/a { location "^~ /static/" }`,
    ],
    [
      "status",
      `expect http://a.example/gif { status 200 }
expect http://a.example/gif method POST { status 200 }
                                          ^^^^^^^^^^ expect/false
expect http://c.example/ { status 404 }
expect http://a.example/old { status 300-399 }
expect http://a.example/inner/ { status 404 }
expect http://a.example/static { status 404 }
                                 ^^^^^^^^^^ expect/unknown
expect http://a.example/static/x { status 403 }
                                   ^^^^^^^^^^ expect/false
expect http://a.example/%zz { status 400 }
expect http://a.example/ method TRACE { status 405 }
expect http://a.example/login/ { status 401 }
expect http://a.example/login/ header Authorization "Basic eDp5" { status 401 }
                                                                   ^^^^^^^^^^ expect/unknown
expect http://a.example/maybe/ { status 403 }
                                 ^^^^^^^^^^ expect/unknown
expect https://a.example/ { status 204 } at web
expect http://a.example:443/ at web { status 400 }
expect https://a.example:80/ { status 200 }
                               ^^^^^^^^^^ expect/false`.replace(
        "{ status 204 } at web",
        "at web { status 204 }",
      ),
    ],
    [
      "access",
      `expect http://a.example/secret/ from 10.0.0.9 { status 403; access denied }
expect http://a.example/secret/ from 10.0.0.8 { access allowed; upstream pool }
expect http://a.example/secret/ from 10.0.0.8 { status 403 }
                                                ^^^^^^^^^^ expect/false
expect http://a.example/secret/ from fd00::5 at web { access allowed }
expect http://a.example/secret/ { access denied }
expect http://a.example/secret/x.pub { access allowed }
expect http://a.example/write/ method PUT { status 403 }
expect http://a.example/write/ method HEAD { access allowed }
expect http://a.example/login/ { access allowed }
                                 ^^^^^^^^^^^^^^ expect/false
expect http://a.example/asked/ { access allowed }
                                 ^^^^^^^^^^^^^^ expect/unknown
expect http://c.example/ { access denied }
                           ^^^^^^^^^^^^^ expect/false`,
    ],
    [
      "upstream and sends",
      `expect http://a.example/x%20y?z { upstream pool; sends "/x%20y?z" }
expect http://a.example/cut/a?b { sends /base/a?b }
expect http://a.example/cut/a { sends /cut/a }
                                ^^^^^^^^^^^^ expect/false
expect http://a.example/direct/ { upstream cache1:8080 }
expect http://a.example/direct/ { upstream pool }
                                  ^^^^^^^^^^^^^ expect/false
expect http://a.example/gif { upstream pool }
                              ^^^^^^^^^^^^^ expect/false`,
    ],
    [
      "redirect",
      `expect http://a.example/old?q { redirect http://a.example/new?q }
expect http://a.example/far/x?y { redirect https://far.example/far/x?y; status 302 }
expect http://a.example/mark { redirect https://far.example/ }
                               ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ expect/unknown
expect http://a.example/old { redirect http://a.example/newer }
                              ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ expect/false
expect http://a.example/gif { redirect http://a.example/ }
                              ^^^^^^^^^^^^^^^^^^^^^^^^^^ expect/false
expect http://a.example/cut { redirect http://a.example/cut/; status 301 }
expect http://10.0.0.21:80/old host www.a.example { redirect http://www.a.example/new }`,
    ],
    [
      "session",
      `expect http://a.example/x { session kept }
expect http://a.example/shop/x { session kept }
                                 ^^^^^^^^^^^^ expect/false
expect http://a.example/shopping { session kept }
expect http://a.example/gif { session kept }
                              ^^^^^^^^^^^^ expect/false`,
    ],
    [
      "where it is sent",
      `expect http://10.0.0.100/ { status 404 }
expect http://10.0.0.200/ { status 404 }
       ^^^^^^^^^^^^^^^^^^ expect/nowhere
expect http://a.example:81/ { status 404 }
                              ^^^^^^^^^^ expect/false
expect http://a.example/ at nothing { status 404 }
       ^^^^^^^^^^^^^^^^^ expect/nowhere
expect http://10.0.0.31:8080/shop/ { session kept }
expect http://10.0.0.31:8080/shop/ { server a.example }
                                     ^^^^^^^^^^^^^^^^ expect/false
expect http://10.0.0.41/ { status 200 }
                           ^^^^^^^^^^ expect/unknown
expect http://[fd00::21]/ { status 404 }
                            ^^^^^^^^^^ expect/unknown
expect http://[fd00::31]/ { status 404 }
       ^^^^^^^^^^^^^^^^^^ expect/nowhere
expect http://10.0.0.100/ from fd00::5 { status 404 }`.replace(
        "/shop/ { session kept }",
        "/ { status 200 }\n                                ^^^^^^^^^^ expect/unknown",
      ),
    ],
  ])("%s", (_, lines) => of(web, lines));

  test("two nginx with one name need `at`, and an inner one is not meant", () => {
    const two = `${lan}nginx one on web1 { server { listen 80; server_name x; return 200 one } }
nginx two on web2 { server { listen 80; server_name x; return 200 two } }\n`;
    of(
      two,
      `expect http://x/ { status 200 }
       ^^^^^^^^^ expect/nowhere
expect http://x/ at one { status 200 }`,
    );
    const inner = two.replace("return 200 one", "location / { proxy_pass http://web2 }");
    of(inner, "expect http://x/ { upstream web2 }");
  });

  test("the port of a redirect is the one that nginx listens on, behind NAT too", () => {
    const nat = `${lan}virtual_server v:80 { forward nat; scheduler rr; check tcp; real_server web[1..2]:8080 }
nginx web on web[1..2] { server { listen 8080; server_name x; SET; location /a { return 301 /b } } }\n`;
    of(nat.replace("SET; ", ""), "expect http://x/a { redirect http://x:8080/b }");
    of(nat.replace("SET", "port_in_redirect off"), "expect http://x/a { redirect http://x/b }");
    of(nat.replace("SET", "absolute_redirect off"), "expect http://x/a { redirect /b }");
  });

  test("what limit_except leaves of a location, and what an error page is asked with", () => {
    of(
      `${lan}nginx web on web1 { server { listen 80; error_page 403 /page
      location /a { limit_except GET { deny 10.0.0.9 } return 200 }
      location /p { limit_except GET { allow all } proxy_pass http://cache1:80 }
      location /g { limit_except GET { allow all } empty_gif }
      location /page { limit_except GET { deny all } proxy_pass http://cache1:80 }
      location /q { rewrite ^/q1$ /p?x=1; rewrite ^/q2$ /p?x=1?; rewrite ^/q3$ /p? } } }\n`,
      `expect http://x/a { status 200 }
expect http://x/a method HEAD { status 200 }
expect http://x/a method PUT { status 405 }
expect http://x/a?b method PUT from 10.0.0.9 { location /page; sends /page }
expect http://x/p?b method PUT { sends /p?b }
expect http://x/g method PUT { status 405 }
expect http://x/g { status 200 }
expect http://x/q1?b { sends /p?x=1&b }
expect http://x/q2?b { sends /p?x=1 }
expect http://x/q3?b { sends /p }`,
    );
  });

  test("a file that lbc does not know makes it unknown", () => {
    const head = (inside: string) =>
      `${lan}nginx web on web1 { server { listen 80; location / { ${inside}; return 200 } location /b { return 204 } } }\n`;
    of(
      head("include more.conf"),
      `expect http://x/ { status 200 }
                   ^^^^^^^^^^ expect/unknown
expect http://x/b { status 204 }`,
    );
    of(head("include proxy_params"), "expect http://x/ { status 200 }");
  });

  test("a header that says who the client is, from one who may say it", () => {
    of(
      `${lan}nginx web on web1 { server { listen 80; set_real_ip_from 10.0.0.5; location / { deny 10.0.0.5; empty_gif } } }\n`,
      `expect http://x/ from 10.0.0.5 { access denied }
expect http://x/ from 10.0.0.5 header X-Real-IP 1.2.3.4 { access denied }
                                                          ^^^^^^^^^^^^^ expect/false
expect http://x/ from 10.0.0.5 header X-Real-IP 1.2.3.4 { access allowed }
expect http://x/ from 10.0.0.5 header X-Real-IP someone { access denied }
                                                          ^^^^^^^^^^^^^ expect/unknown
expect http://x/ from 10.0.0.6 header X-Real-IP 10.0.0.5 { access allowed }`,
    );
  });

  test("the trace that refutes a promise names the lines", () => {
    const text = `${web}expect http://a.example/secret/ from 10.0.0.9 { upstream pool }`;
    const [problem] = problemsOf(text, {}, undefined, unjudged);
    expect(problem?.message).toBe(
      "this is not so: nothing is passed on: the answer is 403, an access rule denies the client",
    );
    expect(problem?.related?.map((r) => r.message)).toEqual([
      "web: this server answers, by its name `a.example`",
      "this location is chosen",
      "this rule denies the client",
    ]);
  });
});

describe("hosts that are down", () => {
  test.each([
    [
      "vips",
      lan,
      `expect down lvs1 { vip v on lvs2; vip v served }
expect down lvs2 { vip v on lvs2 }
                   ^^^^^^^^^^^^^ expect/false
expect down any 1 { vip v served }
expect down any 2 { vip v served }
                    ^^^^^^^^^^^^ expect/false
expect down web1 web2 { vip v on lvs1 }`,
    ],
    [
      "services",
      lan + service(),
      `expect down web1 { virtual_server v:80 served; virtual_server v:80 capacity 50% }
expect down any 1 { virtual_server v:80 capacity 51% }
                    ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ expect/false
expect down web1 web2 { virtual_server 10.0.0.100:80 served }
                        ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ expect/false
expect down any 3 { virtual_server v:80 served }
                    ^^^^^^^^^^^^^^^^^^^^^^^^^^ expect/false`,
    ],
    [
      "a real server that nothing checks",
      lan + service("check none"),
      `expect down web1 { virtual_server v:80 served }
                   ^^^^^^^^^^^^^^^^^^^^^^^^^^ expect/false
expect down any 1 { virtual_server v:80 served }
                    ^^^^^^^^^^^^^^^^^^^^^^^^^^ expect/false
expect down app1 { virtual_server v:80 served }`,
    ],
    [
      "one that only a script checks",
      lan + service('check misc { script "/bin/x" }').replace("};", "}"),
      `expect down any 1 { virtual_server v:80 served }
                    ^^^^^^^^^^^^^^^^^^^^^^^^^^ expect/unknown`,
    ],
    [
      "a quorum without a sorry server",
      lan + service("check tcp; quorum 2"),
      "expect down any 1 { virtual_server v:80 served }",
    ],
    [
      "a quorum with one",
      lan + service("check tcp; quorum 2; sorry_server lvs1:81"),
      `expect down web2 { virtual_server v:80 served }
                   ^^^^^^^^^^^^^^^^^^^^^^^^^^ expect/false`,
    ],
    [
      "a quorum that hysteresis holds",
      lan + service("check tcp; quorum 2; hysteresis 1; sorry_server lvs1:81"),
      "expect down any 1 { virtual_server v:80 served }",
    ],
    [
      "sessions",
      web,
      `expect down any 1 { sessions s kept }
expect down any 2 { sessions s kept }
                    ^^^^^^^^^^^^^^^ expect/false
expect down cache1 app1 { sessions s kept }
expect down lvs1 { sessions t kept }
                   ^^^^^^^^^^^^^^^ expect/false`,
    ],
    [
      "a store that nobody uses",
      `${lan}session_store t local\n`,
      `expect down lvs1 { sessions t kept }
                   ^^^^^^^^^^^^^^^ expect/unknown`,
    ],
  ])("%s", (_, head, lines) => of(head, lines));

  test("the choice that refutes it is named", () => {
    const messages = problemsOf(
      `${lan}${service()}expect down any 2 { virtual_server v:80 capacity 50% }`,
      {},
      undefined,
      unjudged,
    );
    expect(messages.map((p) => p.message)).toEqual([
      "this is not so: with `web1`, `web2` down no real server is left",
    ]);
  });
});
