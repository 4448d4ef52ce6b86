/** What spec/language.md promises of words, ranges, parameters, snippets and names, seen in the outputs. */
import { describe, expect, test } from "vitest";
import { compile } from "../../src/index.ts";
import { contentOf, unjudged } from "../support/examples.ts";

const head = `lb 1
network lan 10.0.0.0/16 2001:db8::/64
host d[1..2] { eth0 10.0.0.[1..2] 2001:db8::[1..2] }
host web[01..03] { eth0 10.0.1.[11..13] 2001:db8::1:[11..13] }
vip v4 10.0.9.9 { virtual_router_id 1; director d1 priority 2; director d2 priority 1 }
vip v6 2001:db8::99 { virtual_router_id 2; director d1 priority 2; director d2 priority 1 }
`;

/** One file of the build; the codes of the problems when there are errors. */
function built(
  path: string,
  text: string,
  files: Readonly<Record<string, string>> = {},
  params: readonly (readonly [string, string])[] = [],
): string {
  const { artifacts, problems } = compile({
    file: "topo.lb",
    read: (p) => (p === "topo.lb" ? head + text : files[p]),
    params: new Map(params),
    rules: unjudged,
  });
  const found = artifacts.find((a) => a.path === path);
  return found === undefined ? problems.map((p) => p.code).join(" ") : contentOf(found);
}
const nginx = (statements: string, ...more: readonly (readonly [string, string])[]) =>
  built(
    "d1/etc/nginx/nginx.conf",
    `param port 81\nsnippet to_app {\n  proxy_set_header Host $host\n  proxy_pass http://web01 }\n${statements}`,
    {},
    more,
  );
const keepalived = (text: string) => built("d1/etc/keepalived/keepalived.conf", text);

describe("nginx's own words", () => {
  test("a log_format goes on while its lines are indented deeper", () => {
    const text = nginx(`nginx n on d1 {
  log_format main '$remote_addr [$time_local] "$request" '
                  '$status'   # the end
                  "\${request_time}s"
  sendfile on
}`);
    expect(text).toContain(
      `    log_format main '$remote_addr [$time_local] "$request" ' $status "\${request_time}s";\n    sendfile on;`,
    );
  });

  test("lines that are not deeper are statements, and the help says so", () => {
    expect(nginx("nginx n on d1 {\n  log_format main 'a'\n  '$status'\n}")).toBe("nginx/unknown-directive");
  });

  test("parameters and snippets reach inside, and the command line wins", () => {
    const statements =
      "nginx n on d1 { server { listen $(port); location / { use to_app; rewrite ^/a$(nothing) /b } } }";
    expect(nginx(statements)).toMatch(
      /listen 81;[\s\S]*proxy_set_header Host \$host;\n\s+proxy_pass http:\/\/10.0.1.11;/,
    );
    expect(nginx(statements, ["port", "82"])).toContain("listen 82;");
    expect(nginx(statements)).toContain("rewrite ^/a$(nothing) /b;");
  });

  test("ranges are names in an upstream and characters in a regex", () => {
    const text = nginx(
      "nginx n on d1 { upstream u { server web[01..02]:8080 }\nserver { location ~ ^/a[0..9]/ { return 204 } } }",
    );
    expect(text).toContain("server 10.0.1.11:8080;\n        server 10.0.1.12:8080;");
    expect(text).toContain("location ~ ^/a[0..9]/ {");
  });

  test("quoted braces, conditions and empty words come through", () => {
    const text = nginx(`nginx n on d1 {
  map $http_upgrade $up { default upgrade; '' close }
  server {
    server_name "~^(?<sub>[a-z]{2,3})\\.example\\.com$"
    if ($http_user_agent ~* "(bot|crawl{1,2})") { return 403 }
  }
}`);
    expect(text).toContain('"" close;');
    expect(text).toContain('server_name "~^(?<sub>[a-z]{2,3})\\.example\\.com$";');
    expect(text).toContain('if ($http_user_agent ~* "(bot|crawl{1,2})" ) {');
  });

  test("a waiver stands in a native block and reaches no output", () => {
    const waived = 'waive vrrp/priority-tie because "it is so"';
    expect(nginx(`nginx n on d1 { ${waived}\nserver { location / { ${waived} } } }`)).not.toContain("waive");
    expect(
      keepalived(`vip w 10.0.9.8 { virtual_router_id 3; director d1 priority 1; keepalived { ${waived} } }`),
    ).not.toContain("waive");
  });
});

describe("what spec/textbook.md says of the lesson's nginx", () => {
  test.each([
    ["server { location / { allow 10.1.0.0/24;10.0.0.0/16; } }", "nginx/unknown-directive"],
    ["server { location { } }", "nginx/argument-count"],
    ["limit_zone crawler $binary_remote_addr 10m", "nginx/unknown-directive"],
  ])("%s is refused", (statements, code) => {
    expect(nginx(`nginx n on d1 { ${statements} }`)).toBe(code);
  });

  test("a regex that ends in `$` with its block's brace behind it is read as it is meant", () => {
    expect(nginx("nginx n on d1 { server { location ~ .*\\.(php|php5)?${\nreturn 204 } } }")).toContain(
      "location ~ .*\\.(php|php5)?$ {",
    );
  });
});

describe("keepalived's global_defs", () => {
  const notify = "notify { email a@b.example; smtp 10.0.0.3 }";
  const script = 'vip w 10.0.9.8 { virtual_router_id 3; director d1 priority 1; notify_master "/bin/true" }';

  test("hold what is stated, and replace what lbc would write", () => {
    const text = keepalived(
      `global_defs { vrrp_skip_check_adv_addr; script_user nobody; smtp_alert false }\n${notify}\n${script}`,
    );
    expect(text).toContain("\n    vrrp_skip_check_adv_addr\n");
    expect(text.match(/script_user .*/g)).toEqual(["script_user nobody"]);
    expect(text.match(/smtp_alert.*/g)).toEqual(["smtp_alert false"]);
    expect(keepalived("global_defs { router_id x }")).toBe("keepalived/own-word");
    expect(keepalived("global_defs { vrrp_skip_check_adv }")).toBe("keepalived/unknown-keyword");
    expect(keepalived("global_defs { state MASTER }")).toBe("keepalived/wrong-context");
  });

  test("a sync group has statements of its own", () => {
    const group = (inside: string) =>
      keepalived(
        `vip w 10.0.9.8 { virtual_router_id 3; director d1 priority 1 }\nsync_group g { group v4 w; keepalived { ${inside} } }`,
      );
    expect(group('notify_master "/bin/true"')).toMatch(
      /enable_script_security[\s\S]*vrrp_sync_group g \{[\s\S]*notify_master \/bin\/true\n\}/,
    );
    expect(group("group { v4 }")).toBe("keepalived/own-word");
    expect(group("virtual_ipaddress { 10.0.0.1 }")).toBe("keepalived/own-word");
    expect(group("priority 1")).toBe("keepalived/own-word");
    expect(group("lb_foo 1")).toBe("keepalived/unknown-keyword");
  });

  test("mail tells of vips too", () => {
    expect(keepalived(notify)).toContain("smtp_alert");
    expect(keepalived("")).not.toContain("smtp_alert");
  });
});

describe("ranges, files and addresses", () => {
  test("a file in a folder, and one beside that", () => {
    const files = {
      "sub/a.lb": 'include "b/c.lb"\ninclude "../d.lb"',
      "sub/b/c.lb": "param port 90",
      "d.lb": "host more { eth0 10.0.3.3; clock ntp }",
    };
    expect(built("more/etc/chrony/chrony.conf", 'include "sub/a.lb"', files)).toContain("pool");
  });

  test("the protocol and the family are in the head", () => {
    const service = (name: string) =>
      `virtual_server ${name} { forward nat; check none; real_server web[01..02] }`;
    expect(keepalived(service("v4:53/udp"))).toMatch(/virtual_server 10.0.9.9 53 \{[\s\S]*protocol UDP/);
    expect(keepalived(service("[2001:db8::99]:80"))).toMatch(
      /virtual_server 2001:db8::99 80 \{[\s\S]*real_server 2001:db8::1:11 80/,
    );
    expect(keepalived(service("10.0.9.9:80"))).toContain("virtual_server 10.0.9.9 80 {");
    expect(keepalived(service("10.0.9.10:80"))).toBe("name/unknown");
  });

  test("what an operator sets replaces what is derived, in either spelling", () => {
    const nat = "virtual_server v4:80 { forward nat; check none; real_server web01 }";
    const text = built(
      "d9/etc/sysctl.d/60-lbc.conf",
      `${nat}\nhost d9 { eth0 10.0.0.9; sysctl net/ipv4/ip_forward 0 }\nvip w 10.0.9.7 { virtual_router_id 9; director d9 priority 1 }\nvirtual_server w:80 { forward nat; check none; real_server web02 }`,
    );
    expect(text.match(/ip_forward/g)).toHaveLength(1);
    expect(text).toContain("net.ipv4.ip_forward = 0");
  });
});

test("every form of expect is read", () => {
  const { problems } = compile({
    file: "topo.lb",
    read: () => `${head}
virtual_server v4:80 { forward nat; check none; real_server web01 }
memcached m on d1
session_store carts on m
expect http://a/ { location "^~ /static/" }
expect http://a/x?y=1 from 10.0.0.7 method POST host b header Cookie "a=b" {
  server a; location /a "~ b"; status 200-299; access allowed; upstream u; sends /x; session kept }
expect http://a/ { redirect https://a/; access denied }
expect down d1 { vip v4 on d2 }
expect down d1 web01 { vip v4 served; virtual_server v4:80 served }
expect down any 1 { sessions carts kept }
`,
    rules: unjudged,
  });
  // They are false, but they are understood.
  expect(problems.filter((p) => !/^expect\/(false|unknown|nowhere)$/.test(p.code))).toEqual([]);
});

describe("keepalived.conf", () => {
  const vip = (name: string, id: number, more: string) =>
    `vip ${name} 10.0.9.${id} { virtual_router_id ${id}; director d1 priority 255; director d2 priority 1; ${more} }\n`;

  test("an interface that two vips track by different weights keeps its name", () => {
    const text = keepalived(
      vip("a", 11, "track x { interface eth1; weight 2 }") +
        vip("b", 12, "track x { interface eth1; weight 3 }"),
    );
    expect(text.match(/eth1 weight .*/g)).toEqual(["eth1 weight 2", "eth1 weight 3"]);
    expect(text).not.toContain("_eth1");
  });

  test("by strict and 255 a director is the owner, and says so", () => {
    const text = keepalived(vip("a", 11, "strict") + vip("b", 12, "accept"));
    expect(text.match(/state .*/g)).toEqual(["state BACKUP", "state BACKUP", "state MASTER", "state BACKUP"]);
  });

  test("a sorry server has the port of each service, or its own", () => {
    const service = (sorry: string) =>
      keepalived(`virtual_server v4:80 v4:81 { forward dr; sorry_server ${sorry}; real_server web01 }`).match(
        /sorry_server .*/g,
      );
    expect(service("web02")).toEqual(["sorry_server 10.0.1.12 80", "sorry_server 10.0.1.12 81"]);
    expect(service("web02:90")).toEqual(["sorry_server 10.0.1.12 90", "sorry_server 10.0.1.12 90"]);
  });
});

test("files that hold a password are not for everybody", () => {
  const text = `${head}vip p 10.0.9.8 { virtual_router_id 3; director d1 priority 2; director d2 priority 1; auth_pass secret }
redis r on d1 { password secret }`;
  const { artifacts } = compile({ file: "topo.lb", read: () => text, params: new Map(), rules: unjudged });
  const holding = artifacts.filter((a) => contentOf(a).includes("secret"));
  expect(holding.map((a) => a.path)).toContain("d2/etc/keepalived/keepalived.conf");
  expect(holding.map((a) => a.path)).toContain("d1/etc/redis/redis.conf");
  for (const { path, mode } of holding) expect(mode & 0o007, path).toBe(0);
});
