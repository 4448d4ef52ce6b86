import { describe, expect, test } from "vitest";
import { compileText, contentOf, unjudged } from "../support/examples.ts";

/** The nginx.conf of one host whose nginx block holds these statements. */
function conf(statements: string, modules = ""): string {
  const text = `lb 1
${modules === "" ? "" : `target { nginx_modules ${modules} }`}
network lan 10.0.0.0/24
host edge { eth0 10.0.0.1 }
host app[1..2] { eth0 10.0.0.[11..12] }
tomcat shop on app[1..2] { connector 9080 }
nginx n on edge {
${statements}
}
`;
  const { artifacts, problems } = compileText(text, unjudged);
  const found = artifacts.find((a) => a.path === "edge/etc/nginx/nginx.conf");
  return found === undefined ? problems.map((p) => p.code).join(" ") : contentOf(found);
}

/** The lines between the braces of `upstream u`. */
function upstream(statements: string): readonly string[] {
  const body = /upstream u \{\n([\s\S]*?)\n {4}\}/.exec(conf(`upstream u {\n${statements}\n}`))?.[1] ?? "";
  return body.split("\n").map((l) => l.trim());
}

describe("nginx.conf", () => {
  test("a listen on a host's address is written on that host only", () => {
    const { artifacts, problems } = compileText(`lb 1
network lan 10.0.0.0/24
host web[1..2] { eth0 10.0.0.[11..12] }
nginx n on web[1..2] {
  server { listen web[1..2]:80; listen 127.0.0.1:80 }
  server { listen 10.0.0.11:81; listen web2:82 }
}
`);
    expect(problems).toEqual([]);
    const listens = (host: string) => {
      const found = artifacts.find((a) => a.path === `${host}/etc/nginx/nginx.conf`);
      return (found === undefined ? "" : contentOf(found)).match(/listen .*(?=;)/g);
    };
    expect(listens("web1")).toEqual(["listen 10.0.0.11:80", "listen 127.0.0.1:80", "listen 10.0.0.11:81"]);
    expect(listens("web2")).toEqual(["listen 10.0.0.12:80", "listen 127.0.0.1:80", "listen 10.0.0.12:82"]);
  });

  test("buckets grow with the longest name, unless a size is stated", () => {
    const long = "a".repeat(47);
    expect(conf(`map $uri $${"a".repeat(46)} { ${"b".repeat(46)} 1 }`)).not.toContain("bucket_size");
    expect(conf(`server { set $${long} 1 }`)).toContain("variables_hash_bucket_size 128;");
    expect(conf(`map $uri $x { ${long} 1 }`)).toContain("map_hash_bucket_size 128;");
    expect(conf(`map $uri $x { ~${long} 1 }`)).not.toContain("map_hash_bucket_size");
    expect(conf(`map_hash_bucket_size 256\nmap $uri $x { ${long} 1 }`)).not.toContain("128");
  });

  test("a balancing method comes before keepalive and the servers", () => {
    expect(upstream("server app1:80\nkeepalive 8\nleast_conn")).toEqual([
      "least_conn;",
      "server 10.0.0.11:80;",
      "keepalive 8;",
    ]);
  });

  test("with a backup server the author's order stays, and the one that nginx refuses is a problem", () => {
    expect(upstream("server app1:80\nserver app2:80 backup\nip_hash")).toEqual([
      "server 10.0.0.11:80;",
      "server 10.0.0.12:80 backup;",
      "ip_hash;",
    ]);
    expect(conf("upstream u {\nip_hash\nserver app1:80\nserver app2:80 backup\n}")).toBe(
      "nginx/backup-with-method",
    );
  });

  test("a Tomcat's name is a server a host, and words of a parameter become one", () => {
    expect(upstream("server shop max_fails 2 fail_timeout 10s")).toEqual([
      "server 10.0.0.11:9080 max_fails=2 fail_timeout=10s;",
      "server 10.0.0.12:9080 max_fails=2 fail_timeout=10s;",
    ]);
  });

  test("data is not directives", () => {
    expect(conf("map $arg_x $y { listen app1; proxy_pass app2 }")).toMatch(
      /listen app1;\n\s+proxy_pass app2;/,
    );
    expect(conf("map $arg_x $z { access_log /l; limit_req zone=one }")).toContain("limit_req zone=one;");
  });

  test("an upstream's name wins over a host's, in any case", () => {
    const text = conf("upstream APP1 { server app2:80 }\nserver { location / { proxy_pass http://app1 } }");
    expect(text).toContain("proxy_pass http://app1;");
    expect(conf("server { location / { proxy_pass http://app1:80/x } }")).toContain(
      "proxy_pass http://10.0.0.11:80/x;",
    );
  });

  test("prefixes come sorted, regexes in their own order, after them", () => {
    const text = conf(
      "server {\nlocation ~ b { }\nlocation /b { }\nlocation ~ a { }\nlocation /a-b { }\nlocation /a/b { }\nlocation = /a { }\n}",
    );
    expect([...text.matchAll(/location (.*) \{/g)].map((m) => m[1])).toEqual([
      "= /a",
      "/a/b",
      "/a-b",
      "/b",
      "~ b",
      "~ a",
    ]);
  });

  test("beside an included file, which may hold regexes, the author's order stays", () => {
    const text = conf("server {\nlocation ~ b { }\ninclude more.conf\nlocation /a { }\n}");
    expect(text).toMatch(/location ~ b \{\n\s+\}\n\s+include more.conf;\n\s+location \/a/);
  });

  test("Lua is kept as it stands, whatever its braces, quotes and comments", () => {
    const lua = `{
      -- a } that closes nothing, don't
      local t = { "}", '{', [[ } ]], [1] = "[1..3]" } --[==[ } ]==]
      ngx.say("$(domain) #", #t)   # 1
    }`;
    const text = conf(`server { location / { content_by_lua_block ${lua} } }`, "lua");
    expect(text).toContain(`content_by_lua_block ${lua}\n`);
    expect(conf(`set_by_lua_block $x { return "}" }\nserver { listen 81 }`, "lua")).toContain(
      `    set_by_lua_block $x { return "}" }\n    server {`,
    );
  });

  test("what only looks like Lua is quoted like any word", () => {
    const text = conf('server { content_by_lua_block "{ } listen 82; {" }', "lua");
    expect(text).toContain('content_by_lua_block "{ } listen 82; {";');
  });

  test("stream stands beside http, with upstreams and hosts of its own", () => {
    const text = conf(
      "stream { upstream tls { least_conn; server app1:443 }\nserver { listen 443; proxy_pass tls } }\nsendfile on",
      "stream",
    );
    expect(text).toMatch(/^stream \{/m);
    expect(text).toContain("server 10.0.0.11:443;");
    expect(text).toContain("proxy_pass tls;");
    expect(text).toMatch(/^ {4}sendfile on;/m);
    expect(conf("stream { server { listen 443; proxy_pass tsl } }", "stream")).toBe("nginx/unknown-upstream");
  });

  test("beside an http block stands what stood beside it in the file it comes from", () => {
    const text = conf("include /etc/nginx/a/*.main\nthird 1\nhttp { include b.conf }", "third");
    expect(text).toMatch(/^include \/etc\/nginx\/a\/\*.main;/m);
    expect(text).toMatch(/^third 1;/m);
    expect(text).toMatch(/^ {4}include b.conf;/m);
    expect(conf("include c.conf\nthird 1", "third")).toMatch(/^ {4}third 1;/m);
    expect(conf("include /etc/nginx/modules-enabled/*.conf")).toMatch(/^include \/etc/m);
  });
});
