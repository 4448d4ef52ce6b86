/** Promises of requests that one nginx passes to another: a mark says what is said of the promise above it. */
import { describe, test } from "vitest";
import { expectProblems } from "../support/mark.ts";

const HOST = "proxy_set_header Host $host";

const chain = (edge: string, mid: string, expects: string) =>
  expectProblems(`lb 1
network lan 10.0.0.0/24
host edge[1..2] { eth0 10.0.0.[11..12] }
host mid[1..2] { eth0 10.0.0.[21..22] }
host app[1..2] { eth0 10.0.0.[31..32] }
nginx edge on edge[1..2] {
  upstream inner { server mid[1..2]:8080 }
  server { listen 80; server_name www.example.com
    ${edge}
  }
}
nginx mid on mid[1..2] {
  upstream tomcats { server app[1..2]:8080 }
  server { listen 8080; server_name www.example.com
    ${mid}
  }
  server { listen 8080 default_server; server_name none.example; return 404 }
}
tomcat shop on app[1..2] { version 9; context / { sessions carts } }
session_store carts cluster { manager delta; backup sync }
${expects}`);

describe("a request through two tiers", () => {
  test("either tier may keep a promise of where it goes", () => {
    chain(
      `location /api/ { proxy_pass http://inner/v1/; ${HOST} }`,
      "location /v1/ { proxy_pass http://tomcats/app/ }",
      `expect http://www.example.com/api/x { location /api/; upstream inner; sends /v1/x }
expect http://www.example.com/api/x?q { location /v1/; upstream tomcats; sends /app/x?q; session kept }
expect http://www.example.com/api/y { upstream other }
                                      ^^^^^^^^^^^^^^ expect/false`,
    );
  });

  test("the Host header that is sent on chooses the server", () => {
    chain(
      `location /a { proxy_pass http://inner; ${HOST} }
    location / { proxy_pass http://inner }
    location /c { proxy_pass http://inner; proxy_set_header Host $cookie_x }`,
      "location / { return 204 }",
      `expect http://www.example.com/a { server www.example.com; status 204 }
expect http://www.example.com/b { server none.example; status 404 }
expect http://www.example.com/c { status 204 }
                                  ^^^^^^^^^^ expect/unknown`,
    );
  });

  test("every tier must let the client pass, and the next one sees who passes it on", () => {
    chain(
      `location / { proxy_pass http://inner; ${HOST} }
    location /real { proxy_pass http://inner; ${HOST}; proxy_set_header X-Real-IP $remote_addr }`,
      "set_real_ip_from 10.0.0.0/24; location / { allow 10.0.0.11; deny all; return 204 }\n    location /p { allow 10.0.0.11; allow 203.0.113.1; deny all; proxy_pass http://tomcats }\n    location /real { deny 203.0.113.1; proxy_pass http://tomcats }",
      `expect http://www.example.com/p { access allowed }
                                  ^^^^^^^^^^^^^^ expect/false
expect http://www.example.com/real { access denied; status 403 }
expect http://www.example.com/real from 203.0.113.2 { access allowed }`,
    );
  });

  test("answers come back through the tier before", () => {
    chain(
      `location /api/ { proxy_pass http://inner/v1/; ${HOST} }
    location /far { proxy_pass http://inner; ${HOST} }
    location /kept { proxy_pass http://inner; ${HOST}; proxy_redirect off }
    location /other { proxy_pass http://inner; ${HOST}; proxy_redirect /a /b }
    location /page { proxy_pass http://inner; ${HOST}; proxy_intercept_errors on; error_page 404 /x }
    location /gone { proxy_pass http://inner; ${HOST} }
    location /shut { proxy_pass http://inner; ${HOST} }`,
      `location /v1/ { return 301 http://inner/v1/new }
    location /far { return 302 https://far.example/ }
    location /kept { return 302 http://inner/x }
    location /other { return 302 /a }
    location /page { return 404 }
    location /gone { return 410 }
    location /shut { return 444 }`,
      `expect http://www.example.com/api/x { redirect http://www.example.com/api/new; status 301 }
expect http://www.example.com/far { redirect https://far.example/ }
expect http://www.example.com/kept { redirect http://inner/x }
expect http://www.example.com/other { redirect /b }
                                      ^^^^^^^^^^^ expect/unknown
expect http://www.example.com/page { status 404 }
                                     ^^^^^^^^^^ expect/unknown
expect http://www.example.com/gone { status 410 }
expect http://www.example.com/shut { status 444 }
                                     ^^^^^^^^^^ expect/unknown`,
    );
  });

  test("who goes round comes to no end", () => {
    chain(
      `location / { proxy_pass http://inner; ${HOST} }`,
      `location / { proxy_pass http://edge1; ${HOST} }`,
      `expect http://www.example.com/ { status 200 }
                                 ^^^^^^^^^^ expect/unknown`,
    );
  });

  test("another program on the port is not followed", () => {
    chain(
      "location / { proxy_pass http://mid1:9000 }",
      "location / { return 204 }",
      `expect http://www.example.com/ { status 204 }
                                 ^^^^^^^^^^ expect/unknown
expect http://www.example.com/ { upstream mid1:9000 }`,
    );
  });
});
