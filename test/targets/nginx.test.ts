import { describe, expect, test } from "vitest";
import { compileText, contentOf } from "../support/examples.ts";

/** The nginx.conf of one host whose nginx block holds these statements. */
function conf(statements: string): string {
  const text = `lb 1
network lan 10.0.0.0/24
host edge { eth0 10.0.0.1 }
host app[1..2] { eth0 10.0.0.[11..12] }
tomcat shop on app[1..2] { connector 9080 }
nginx n on edge {
${statements}
}
`;
  const { artifacts, problems } = compileText(text);
  const found = artifacts.find((a) => a.path === "edge/etc/nginx/nginx.conf");
  return found === undefined ? problems.map((p) => p.code).join(" ") : contentOf(found);
}

/** The lines between the braces of `upstream u`. */
function upstream(statements: string): readonly string[] {
  const body = /upstream u \{\n([\s\S]*?)\n {4}\}/.exec(conf(`upstream u {\n${statements}\n}`))?.[1] ?? "";
  return body.split("\n").map((l) => l.trim());
}

describe("nginx.conf", () => {
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
});
