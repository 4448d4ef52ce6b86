/** What the differential test does not ask: what is said where a request does not decide. */
import { describe, expect, test } from "vitest";
import { nginxConfOf } from "../../../src/analysis/nginx/conf.ts";
import { follow } from "../../../src/semantics/nginx/follow.ts";
import { Variables } from "../../../src/semantics/nginx/variables.ts";
import { parsePattern } from "../../../src/semantics/regex/parse.ts";
import { compileUnjudged } from "../../support/examples.ts";

function wayOf(http: string, uri: string, known: Readonly<Record<string, string>> = {}) {
  const { topology } = compileUnjudged(
    `lb 1\nnetwork lan 10.0.0.0/24\nhost h { eth0 10.0.0.1 }\nnginx n on h {\n${http}\n}`,
  );
  const [tier] = topology.nginxes;
  const [host] = topology.hosts;
  if (tier === undefined || host === undefined) throw new Error("no topology");
  const conf = nginxConfOf(topology, tier, host).http;
  const [server] = conf.servers;
  if (server === undefined) throw new Error("no server");
  return follow(conf, server, uri, undefined, { variable: (name) => known[name] });
}

describe("an `if` of which nobody knows whether it holds", () => {
  test("leaves what it sets unknown, and nothing else", () => {
    const server = (location: string) =>
      `server { listen 80; if ($http_user_agent ~ bot) { set $bot 1; } set $a 2; ${location} }`;
    expect(wayOf(server('location / { return 302 "/x$a"; }'), "/").end).toMatchObject({ text: "/x2" });
    const unknown = wayOf(server('location / { return 302 "/x$bot"; }'), "/").end;
    expect(unknown).toMatchObject({ kind: "answer", status: 302 });
    expect(unknown).not.toHaveProperty("text");
    expect(wayOf(server("location / { if ($bot) { return 403; } }"), "/").end).toMatchObject({
      kind: "unknown",
    });
    expect(wayOf(server("location / { proxy_pass http://h:81; }"), "/").end).toMatchObject({
      kind: "content",
    });
  });

  test.each([
    ["takes try_files away, perhaps", "set $b 1;", "try_files /a =404;", "unknown"],
    ["only sets", "set $b 1;", "proxy_pass http://h:81;", "content"],
    ["answers, perhaps", "return 403;", "proxy_pass http://h:81;", "unknown"],
    ["passes elsewhere, perhaps", "proxy_pass http://h:82;", "proxy_pass http://h:81;", "unknown"],
    ["has another page, perhaps", "error_page 404 /x;", "return 404;", "unknown"],
  ])("in a location: %s", (_, inside, outside, kind) => {
    const http = `server { listen 80; location / { if ($http_a) { ${inside} } ${outside} } }`;
    expect(wayOf(http, "/").end.kind).toBe(kind);
  });
});

test("a value that nobody knows may be set and never asked", () => {
  const http = `map $cookie_a $m { x y; default z; }
server { listen 80; location / { set $v "$m"; proxy_pass http://h:81; } location /v { proxy_pass http://$v; } }`;
  expect(wayOf(http, "/").end.kind).toBe("content");
  expect(wayOf(http, "/v").expand("http://$v")).toBe("http://");
  expect(wayOf(http, "/").expand("$v")).toBeUndefined();
  expect(wayOf(http, "/", { cookie_a: "X" }).expand("$v")).toBe("y");
});

test.each([
  ["a file that nobody has", "map $uri $m { include /etc/map; default a; }"],
  ["ranges", "geo $remote_addr $m { ranges; 10.0.0.0-10.0.0.9 a; }"],
  ["a hash", "split_clients $remote_addr $m { 50% a; * b; }"],
  ["a group of the same name", 'map $uri $m { default a; }\nserver { listen 81; location ~ "(?<m>x)" { } }'],
])("a variable by %s is unknown", (_, text) => {
  const known = { uri: "/", remote_addr: "10.0.0.9" };
  expect(wayOf(`server { listen 80; }\n${text}`, "/", known).expand("$m")).toBeUndefined();
});

test("a map that needs itself, and a text that a map tears, give nothing", () => {
  const map = (source: string, value: string) =>
    ({ kind: "map", source, exact: new Map(), patterns: [], otherwise: value, volatile: false }) as const;
  const now = { uri: "/", args: "" };
  const round = new Variables({
    variables: new Map([
      ["a", map("$b", "1")],
      ["b", map("$a", "1")],
    ]),
  });
  expect(round.expand("$a", now)).toBeUndefined();
  const pattern = parsePattern("(b)", false);
  const tearing = { ...map("abc", ""), patterns: [{ pattern, value: "v" }] };
  const torn = new Variables({ variables: new Map([["m", tearing]]) }, undefined, false, ["a"]);
  expect(torn.expand("$m $1", now)).toBe("v b");
  const other = new Variables({ variables: new Map([["m", tearing]]) }, undefined, false, ["a"]);
  expect(other.expand("$1 $m", now)).toBeUndefined();
  expect(other.isTorn).toBe(true);
});
