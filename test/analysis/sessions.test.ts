/** What leads to a Tomcat context, and what becomes of its sessions: src/analysis/sessions.ts. */
import { describe, expect, test } from "vitest";
import { sessionPaths } from "../../src/analysis/session-paths.ts";
import { sessionOfRequest, sessionVerdict } from "../../src/analysis/sessions.ts";
import { compileExample, compileText } from "../support/examples.ts";

const topology = (nginx: string, more = "", contexts = "context / { sessions carts }") =>
  compileText(`lb 1
network lan 192.168.170.0/24
host edge[1..2] { eth0 192.168.170.[21..22] }
host app[1..3] { eth0 192.168.170.[31..33] }
host cache[1..2] { eth0 192.168.170.[41..42] }
memcached cache on cache[1..2] {}
session_store carts on cache { sticky yes }
session_store here local
tomcat shop on app[1..2] { version 9; ${contexts} }
tomcat far on app3 { context / {} }
nginx edge on edge[1..2] { ${nginx} }
${more}
`).topology;
type Made = ReturnType<typeof topology>;
const pathsTo = (made: Made, at: string) => {
  const context = made.tomcats[0]?.contexts.find((c) => c.path === at);
  return (context === undefined ? [] : (sessionPaths(made).get(context) ?? [])).map(
    (p) => `${p.affinity ?? "unknown"} ${p.tomcats.map((h) => h.name).join(",")}`,
  );
};
const server = (locations: string) => `server { listen 80; ${locations} }`;

describe("what chooses the Tomcat", () => {
  test.each([
    ["round robin", "server shop", "none app1,app2"],
    ["two of three", "server app1:8080; server app3:8080", "none app1"],
    ["least_conn", "least_conn; server shop", "none app1,app2"],
    ["ip_hash", "ip_hash; server shop", "address app1,app2"],
    ["a hash of the address", "hash $binary_remote_addr consistent; server shop", "address app1,app2"],
    ["a hash of the URI", "hash $request_uri; server shop", "none app1,app2"],
    ["a hash of a cookie", "hash ${cookie_jsessionid}; server shop", "cookie app1,app2"],
    ["a hash of something else", "hash $http_x_user; server shop", "unknown app1,app2"],
    ["one and its backup", "server app1:8080; server app2:8080 backup", "address app1,app2"],
    ["one that is down", "server app1:8080 down; server app2:8080", "address app2"],
  ])("%s", (_, upstream, expected) => {
    const made = topology(`upstream pool { ${upstream} } ${server("location / { proxy_pass http://pool }")}`);
    expect(pathsTo(made, "/")).toEqual([expected]);
  });

  test("the Tomcat itself", () => {
    expect(pathsTo(topology(server("location / { proxy_pass http://app2:8080 }")), "/")).toEqual([
      "address app2",
    ]);
  });

  test("a map on the route", () => {
    const map = String.raw`map $cookie_JSESSIONID $pool { default any; "~\.app1$" one; "~\.app2$" two }
upstream any { server shop } upstream one { server app1:8080 } upstream two { server app2:8080 }`;
    const made = topology(`${map} ${server("location / { proxy_pass http://$pool }")}`);
    expect(pathsTo(made, "/")).toEqual(["route app1,app2"]);
  });

  test("a variable of unknown meaning: nothing", () => {
    const made = topology(
      `map $http_x_pool $pool { default any } upstream any { server shop } ${server("location / { proxy_pass http://$pool }")}`,
    );
    expect(pathsTo(made, "/")).toEqual([]);
  });
});

test("a location leads to the contexts below it, and to the one above", () => {
  const locations = `location /shop/ { proxy_pass http://a } location /shop/cart/x/ { proxy_pass http://b }
location / { proxy_pass http://c } location = /shop/ping { proxy_pass http://d } location /old/ { proxy_pass http://d/shop/ }
location ~ \\.css$ { proxy_pass http://d } location ~ ^/x { proxy_pass http://e }`;
  const upstreams = ["a", "b", "c", "d", "e"].map((n) => `upstream ${n} { server shop }`).join(" ");
  const made = topology(
    `${upstreams} ${server(locations)}`,
    "",
    "context / {}; context /shop {}; context /shop/cart {}; context /shopping {}",
  );
  const by = (at: string) => {
    const context = made.tomcats[0]?.contexts.find((c) => c.path === at);
    const found = context === undefined ? [] : (sessionPaths(made).get(context) ?? []);
    return found.map((p) => /`(.)`/.exec(p.chooser.name)?.[1]).sort();
  };
  expect(by("/")).toEqual(["c", "e"]);
  expect(by("/shop")).toEqual(["a", "c", "d", "e"]);
  expect(by("/shop/cart")).toEqual(["a", "b", "c", "d", "e"]);
  expect(by("/shopping")).toEqual(["c", "e"]);
});

describe("verdicts", () => {
  const made = topology(
    `upstream pool { ip_hash; server shop } upstream any { server shop }
server { listen 80; location / { proxy_pass http://pool } location /here/ { proxy_pass http://any } }`,
    "",
    "context / { sessions carts }; context /here { sessions here }; context /other {}",
  );
  const host = (name: string) => made.hosts.filter((h) => h.name === name);
  const [carts, here] = made.sessionStores;
  const context = (path: string) => made.tomcats[0]?.contexts.find((c) => c.path === path);

  test.each([
    [[], "kept"],
    [["app1"], "kept"],
    [["cache1"], "kept"],
    [["edge1"], "kept"],
    [["edge1", "edge2"], "refused"],
    [["app1", "cache2"], "lost"],
    [["app3"], "kept"],
  ])("of a store while %j are down: %s", (down, fate) => {
    if (carts === undefined) throw new Error("no store");
    expect(sessionVerdict(made, carts, down.flatMap(host))?.fate).toBe(fate);
  });

  test("of a context, with the reason", () => {
    const local = context("/here");
    if (local === undefined || here === undefined) throw new Error("no context");
    expect(sessionOfRequest(made, local)).toEqual({
      fate: "lost",
      reason:
        "the next request may reach another Tomcat, which does not know the session and begins a new one",
    });
    expect(sessionVerdict(made, here)).toEqual(sessionOfRequest(made, local));
  });

  test("none where nothing says how requests come", () => {
    const far = made.tomcats[1]?.contexts[0];
    if (far === undefined) throw new Error("no context");
    expect(sessionOfRequest(made, far)).toBeUndefined();
  });

  test.each(["shop", "sessions-sticky", "sessions-cluster", "sessions-redis"])(
    "the example %s keeps its sessions, and does when a Tomcat dies",
    (name) => {
      const example = compileExample(name).topology;
      const [store] = example.sessionStores;
      if (store === undefined) throw new Error("no store");
      expect(sessionVerdict(example, store)?.fate).toBe("kept");
      for (const dead of example.tomcats.flatMap((t) => t.hosts))
        expect(sessionVerdict(example, store, [dead])?.fate).toBe("kept");
    },
  );
});
