/** What the model says of the examples: the same that test/real/nginx-answers.test.ts hears from nginx. */
import { describe, expect, test } from "vitest";
import { fromBytes, toBytes } from "../../src/analysis/nginx/bytes.ts";
import { nginxConfOf, statementOf, type NginxConf } from "../../src/analysis/nginx/conf.ts";
import { parseAddress, type Address } from "../../src/semantics/net/address.ts";
import { judgeClient } from "../../src/semantics/nginx/access.ts";
import { follow } from "../../src/semantics/nginx/follow.ts";
import { readHost } from "../../src/semantics/nginx/host.ts";
import { chooseServer, mergesSlashes, socketAt } from "../../src/semantics/nginx/servers.ts";
import { readTarget } from "../../src/semantics/nginx/uri.ts";
import { locationVerdicts } from "../../src/semantics/nginx/verdicts/locations.ts";
import { textOf } from "../../src/text/source.ts";
import { compileExample, compileText, contentOf, unjudged } from "../support/examples.ts";
import { nginxDirectives } from "../support/nginx-directives.ts";

function confOf(example: string, host: string): NginxConf {
  const { topology } = compileExample(example);
  const tier = topology.nginxes.find((t) => t.hosts.some((h) => h.name === host));
  const found = topology.hosts.find((h) => h.name === host);
  if (tier === undefined || found === undefined) throw new Error(`${example} has no nginx on ${host}`);
  return nginxConfOf(topology, tier, found);
}

/** The location that answers, as written, or the end of the way. */
function answer(
  { http }: NginxConf,
  address: string,
  port: number,
  host: string,
  target: string,
  from?: string,
) {
  const socket = socketAt(http, 4, address, port);
  if (socket === undefined) return "nobody listens";
  const chosen = chooseServer(socket, readHost(host) ?? "");
  const read = readTarget(target, mergesSlashes(http, socket));
  if (chosen.kind !== "server" || read.kind === "bad") return "400";
  const client = parseAddress(from ?? "192.0.2.1") as Address;
  const way = follow(http, chosen.server, read.uri, ({ path }) => {
    const { verdict } = judgeClient([http, chosen.server, ...path], client);
    return verdict === "pass" ? undefined : 403;
  });
  const last = way.path.at(-1);
  const place = last === undefined ? undefined : statementOf(last);
  const name =
    place === undefined ? "the server" : (/^location\s+([^{]*?)\s*\{/.exec(textOf(place.span))?.[1] ?? "?");
  return `${way.end.kind === "answer" || way.end.kind === "content" ? (way.end.status ?? 200) : way.end.kind} ${name}`;
}

describe("the model of an nginx tier", () => {
  test("virtual hosts by name, address and port", () => {
    const conf = confOf("vhosts", "web");
    const server = (address: string, port: number, host: string) => {
      const socket = socketAt(conf.http, 4, address, port);
      const chosen = socket === undefined ? undefined : chooseServer(socket, host);
      if (chosen?.kind !== "server") return "nobody";
      return /return 200 "([^"\\]*)/.exec(textOf(statementOf(chosen.server)?.span as never))?.[1];
    };
    expect([
      server("192.168.20.20", 80, "www.example.com"),
      server("192.168.20.20", 80, "shop.example.com"),
      server("192.168.20.20", 80, "a.shop.example.com"),
      server("192.168.20.20", 80, "unknown.example.org"),
      server("192.168.20.21", 80, "192.168.20.21"),
      server("192.168.20.20", 8080, "192.168.20.20"),
      server("192.168.20.20", 81, ""),
    ]).toEqual([
      "by name: www",
      "by name: shop",
      "by name: shop",
      "by name: www",
      "by address",
      "by port",
      "nobody",
    ]);
  });

  test.each([
    ["/logha", "200 /logha"],
    ["/loghab.txt", "200 /logha"],
    ["/loghaha.html", "200 ~ ^/logh.*html$"],
    ["/loghahx.html", "200 ^~ /loghah"],
    ["/LOGHAX.HTML", "200 ~* ^/logha.*html$"],
    ["/exact.html", "200 = /exact.html"],
    ["/exact.htmlx", "200 /"],
    ["/outer/inner/x.txt", "200 ~ \\.txt$"],
    ["/outer/%2e%2e/outer//", "200 /outer/"],
    ["/old/page", "200 @teapot"],
    ["/../x", "400"],
  ])("every form of location: %s", (target, expected) => {
    expect(answer(confOf("locations", "web"), "192.168.170.20", 8080, "x", target)).toBe(expected);
  });

  test.each([
    ["192.168.1.109", "403 /"],
    ["192.168.1.7", "200 /"],
    ["192.168.9.9", "200 /"],
    ["192.0.2.5", "200 /"],
    ["203.0.113.5", "403 /"],
  ])("access rules from %s", (from, expected) => {
    expect(answer(confOf("access", "web"), "192.168.1.20", 8081, "x", "/", from)).toBe(expected);
  });

  test("is of the file that is written", () => {
    const text = `lb 1
network lan 10.0.0.0/24
host a { eth0 10.0.0.1 }
host b { eth0 10.0.0.2 }
nginx n on a b {
  allow 10.0.0.0/24
  server { listen a:80; listen b:80; listen 81; server_name A.Example *.é; root /srv
    location ~ ^/x$ { return 301 /y }
    location /b { proxy_pass http://b:8080/q }
    location /a { error_page 404 =200 @n; try_files $uri /z; internal }
    location @n { rewrite ^/(.*)$ /$1 break; empty_gif }
  }
}
`;
    const { topology, artifacts } = compileText(text, unjudged);
    const [tier] = topology.nginxes;
    if (tier === undefined) throw new Error("no nginx");
    for (const host of topology.hosts) {
      const { http } = nginxConfOf(topology, tier, host);
      const artifact = artifacts.find((a) => a.path === `${host.name}/etc/nginx/nginx.conf`);
      const written = artifact === undefined ? undefined : nginxDirectives(contentOf(artifact));
      const section = written?.find((d) => d.name === "http")?.block ?? [];
      const server = section.find((d) => d.name === "server")?.block ?? [];
      const args = (name: string) =>
        server.filter((d) => d.name === name).map((d) => d.args.map((a) => a.value).join(" "));
      const [model] = http.servers;
      expect(
        model?.listens.map((l) => (l.address === "*" ? String(l.port) : `${l.address}:${l.port}`)),
      ).toEqual(args("listen"));
      expect(model?.names.map((n) => fromBytes(n.text)).join(" ")).toBe(args("server_name")[0]);
      expect(
        model?.locations.map(({ match }) =>
          match.kind === "regex" ? `~ ${match.pattern.text}` : match.name,
        ),
      ).toEqual(args("location"));
      expect(model?.locations.map((l) => l.handler?.value)).toEqual([
        undefined,
        "http://10.0.0.2:8080/q",
        undefined,
        "",
      ]);
      expect(http.access).toHaveLength(1);
    }
    // One object a file, so that what is found out about it is found out once.
    const [a, b] = topology.hosts;
    if (a === undefined || b === undefined) throw new Error("no hosts");
    expect(nginxConfOf(topology, tier, a)).toBe(nginxConfOf(topology, tier, a));
    expect(nginxConfOf(topology, tier, a)).not.toBe(nginxConfOf(topology, tier, b));
  });

  test("verdicts point at the statements", () => {
    const { topology } = compileText(`lb 1
network lan 10.0.0.0/24
host a { eth0 10.0.0.1 }
nginx n on a {
  server { listen 80
    location ~ \\.php$ { return 200 a }
    location ~ ^/x.*\\.php$ { return 200 b }
    location /y { return 200 c }
  }
}
`);
    const [tier] = topology.nginxes;
    const [host] = topology.hosts;
    if (tier === undefined || host === undefined) throw new Error("no nginx");
    const { http } = nginxConfOf(topology, tier, host);
    const [server] = http.servers;
    const said = server === undefined ? [] : [...locationVerdicts(server, http.version, true)];
    expect(
      said.map(([location, v]) => [
        statementOf(location)?.args.at(-1)?.value,
        v.kind === "dead" ? v.blockers.map((b) => statementOf(b)?.args.at(-1)?.value) : v.kind,
      ]),
    ).toEqual([
      ["/y", "reachable"],
      ["\\.php$", "reachable"],
      ["^/x.*\\.php$", ["\\.php$"]],
    ]);
  });

  test("texts and bytes", () => {
    for (const text of ["", "/a", "/käse/\u{1f600}"]) expect(fromBytes(toBytes(text))).toBe(text);
    expect(fromBytes("/a\n\xff")).toBe("/a\\x0a\\xff");
  });
});
