/** Promises about requests whose way depends on variables: kept where the request decides them, unknown where not. */
import { expect, test } from "vitest";
import { inFolder } from "../support/in-folder.ts";
import { expectProblems } from "../support/mark.ts";

const topology = `lb 1
network lan 10.0.0.0/24
host web[1..2] { eth0 10.0.0.[21..22] }
host app[1..4] { eth0 10.0.0.[31..34] }
nginx edge on web[1..2] {
  map $cookie_release $pool { default tomcats; blue blue; }
  map $host $tenant { hostnames; default none; *.shop.example.com shop; }
  geo $inside { default 0; 10.0.0.0/8 1; }
  upstream tomcats { server app[1..2]:8080 }
  upstream blue { server app[3..4]:8080 }
  server {
    listen 80
    server_name www.example.com ~^(?<sub>\\w+)\\.shop\\.example\\.com$
    location /pool/ { proxy_pass http://$pool }
    location ~ ^/user/(?<id>\\d+)/(.*)$ { proxy_pass http://tomcats/u/$id$is_args$args }
    location /in/ { if ($inside) { proxy_pass http://blue; } proxy_pass http://tomcats; }
    location /sub/ { return 302 https://$sub.example.com$request_uri }
    location /app { try_files $uri $uri/ /index.php?$args }
    location = /index.php { proxy_pass http://tomcats }
    location /err/ { error_page 404 =200 /app$uri; return 404 }
    location /ten/ { set $up $tenant-pool; proxy_pass http://$up; }
    location /dns/ { resolver 10.0.0.1; proxy_pass http://$tenant; }
    location /page/ { error_page 502 /app; proxy_pass http://$tenant; }
    location /addr/ { set $a 10.0.0.31:8080; proxy_pass http://$a/x; }
    location /odd/ { set $a host:port; proxy_pass http://$a; }
  }
}
tomcat shop on app[1..4] { version 9; context / { } }
`;

test("kept and broken", () => {
  expectProblems(`${topology}
expect http://www.example.com/pool/a header Cookie "a=b; release=blue" { upstream blue }
expect http://www.example.com/pool/a header Cookie "release=x" { upstream tomcats }
expect http://www.example.com/pool/a header Cookie "release=x" { upstream blue }
                                                                 ^^^^^^^^^^^^^ expect/false
expect http://www.example.com/pool/a { upstream blue }
                                       ^^^^^^^^^^^^^ expect/unknown
expect http://www.example.com/user/17/a%20b?c { sends /u/17?c }
expect http://www.example.com/in/x from 10.1.2.3 { upstream blue }
expect http://www.example.com/in/x from 8.8.8.8 { upstream tomcats }
expect http://a1.shop.example.com/sub/x?y { redirect https://a1.example.com/sub/x?y }
expect http://www.example.com/app/foo?z=1 { location "= /index.php"; upstream tomcats; sends /index.php?z=1 }
expect http://www.example.com/err/foo { upstream tomcats }
expect http://www.example.com/ten/foo { status 502 }
expect http://www.example.com/dns/foo { status 502 }
                                        ^^^^^^^^^^ expect/unknown
expect http://www.example.com/page/foo { status 502 }
                                         ^^^^^^^^^^ expect/unknown
expect http://www.example.com/addr/foo { upstream 10.0.0.31:8080; sends /x }
expect http://www.example.com/odd/foo { status 500 }
`);
});

const { lbc, write } = inFolder();
test("lbc trace takes headers, and says what it lacks", async () => {
  write(topology);
  const url = "http://www.example.com/pool/a";
  expect((await lbc("trace", url)).out).toContain(
    "depends on `$cookie_release`, which the request does not tell",
  );
  const asked = await lbc("trace", url, "--header", "Cookie: release=blue", "--header", "X-A:b");
  expect(asked.out).toContain("blue is asked for /pool/a: app3:8080, app4:8080");
  for (const [header, said] of [
    ["Cookie", "lbc: --header takes `Name: value`, not `Cookie`\n"],
    ["Host: a", "lbc: the Host header is what --host says\n"],
  ] as const)
    expect(await lbc("trace", url, "--header", header)).toEqual({ code: 2, out: "", err: said });
});
