/** Random nginx tiers in which every place says where it is, and requests to them: for judging expectations by nginx. */
import { randomOf, type Random } from "../differential/random.ts";

export type Asked = {
  readonly name: string;
  readonly path: string;
  readonly method: string;
  /** Of 127.0.0.0/8. */
  readonly from: string;
  readonly port: number;
};
export type Made = {
  readonly topology: string;
  /** The locations, as `expect` names them, by their marks. */
  readonly locations: ReadonlyMap<string, string>;
  readonly requests: readonly Asked[];
};

const CLIENTS = ["127.0.0.1", "127.0.0.2", "127.0.1.1", "127.1.0.1"];
const SEGMENTS = ["a", "b", "ab", "c.png", "d.html", "A", "%61", "..", "", "."];
const PREFIXES = ["/", "/a", "/a/", "/a/b", "/ab/", "/b/", "/c.png", "/B"];
const REGEXES = ["\\.png$", "\\.html$", "^/a", "b", "/$", "^/b/.*\\.png$", "(a|b)/c"];
const NAMES = ["one.example", "two.example", "*.two.example", "~^three\\d", "three.*"];
const ASKED = ["one.example", "two.example", "x.two.example", "three1", "three.x", "ONE.example", "none"];

/** Servers on two ports; `backend` is a port at which everything is echoed. */
export function makeExpected(seed: number, ports: readonly [number, number], backend: number): Made {
  const random = randomOf(seed);
  const locations = new Map<string, string>();
  const names = [...NAMES];
  let servers = "";
  for (const port of ports) {
    for (let i = random.below(3); i >= 0; i--) {
      const own = names.splice(random.below(names.length), names.length === 0 ? 0 : 1);
      servers += `  server {
    listen 127.0.0.1:${port}${random.chance(0.3) && i === 0 ? " default_server" : ""}
    ${own.length === 0 ? "" : `server_name ${own.join(" ")}`}
    add_header X-Mark server always
    ${settings(random)}
${level(random, "", "", 0, locations)}  }\n`;
    }
  }
  const topology = `lb 1
network loopback 127.0.0.0/8
host web { eth0 127.0.0.1 }
nginx web on web {
  upstream pool { server 127.0.0.1:${backend} }
${servers}}
`;
  const requests = random.many(50, 50, () => ({
    name: random.pick(ASKED),
    path: `/${random.many(0, 4, () => random.pick(SEGMENTS)).join("/")}${random.chance(0.2) ? "?q=1" : ""}`,
    method: random.chance(0.8) ? "GET" : random.pick(["PUT", "DELETE", "HEAD"]),
    from: random.pick(CLIENTS),
    port: random.pick(ports),
  }));
  return { topology, locations, requests };
}

function level(
  random: Random,
  base: string,
  outer: string,
  depth: number,
  marks: Map<string, string>,
): string {
  const taken = new Set<string>();
  let text = "";
  for (let i = random.below(depth === 0 ? 6 : 3) + (depth === 0 ? 2 : 0); i > 0; i--) {
    const isRegex = random.chance(0.35);
    const name = isRegex ? random.pick(REGEXES) : base + random.pick(PREFIXES).slice(base === "" ? 0 : 1);
    const modifier = isRegex ? random.pick(["~", "~*"]) : random.pick(["", "", "=", "^~"]);
    const key = `${modifier === "^~" ? "" : modifier} ${name}`;
    if (taken.has(key)) continue;
    taken.add(key);
    const head = `${modifier} ${name}`.trim();
    const mark = `m${marks.size}`;
    const path = `${outer} ${head}`.trim();
    marks.set(mark, path);
    // Only what a prefix can hold, and not too deep.
    const inner =
      depth < 2 && !isRegex && modifier !== "=" && random.chance(0.4)
        ? level(random, name, path, depth + 1, marks)
        : "";
    const indent = "  ".repeat(depth + 2);
    text += `${indent}location ${head} {
${indent}  add_header X-Mark ${mark} always
${indent}  ${settings(random)}
${indent}  ${content(random, isRegex)}
${inner}${indent}}\n`;
  }
  return text;
}

/** What may stand in a server and in a location. */
function settings(random: Random): string {
  const out: string[] = [];
  if (random.chance(0.3)) {
    out.push(
      ...random.many(
        1,
        3,
        () =>
          `${random.pick(["allow", "deny"])} ${random.pick(["127.0.0.1", "127.0.0.0/24", "127.0.0.0/16", "all"])}`,
      ),
    );
  }
  if (random.chance(0.1)) out.push(`error_page 403 ${random.pick(["/a/b", "/denied", "=404 /ab/"])}`);
  if (random.chance(0.05)) out.push("absolute_redirect off");
  return out.map((s) => (s.endsWith("}") ? s : `${s};`)).join(" ");
}

/** In a regex location nginx refuses a pass with a URI. */
function content(random: Random, isRegex: boolean): string {
  const out: string[] = [];
  if (random.chance(0.1))
    out.push(
      `rewrite ^/a(/|$) ${random.pick(["/b/", "/ab/x", "/c.png"])} ${random.pick(["last", "break", "permanent", "redirect", ""])}`,
    );
  if (random.chance(0.1))
    out.push(
      random.pick([
        "rewrite ^/([^/]*)/(.*)$ /$2/$1 last",
        "rewrite ^/a(b)?/?(.*)$ /to/$2?x=$1 redirect",
        "rewrite ^/b/(.*)$ https://far.example/$1?$args? permanent",
        "rewrite (.*?)/c(.*) $uri-$1$2 break",
        "if ($request_method = PUT) { return 405 }",
        "if ($args ~ ^q=(.)) { return 302 /q$1$uri }",
      ]),
    );
  if (random.chance(0.1)) out.push("internal");
  if (random.chance(0.1)) out.push("limit_except GET { deny 127.0.0.2 }");
  out.push(
    random.pick([
      "empty_gif",
      "return 200 here",
      "return 204",
      "return 301 /moved$is_args$args",
      "return 302 https://far.example$request_uri",
      "return 403",
      "return 404 gone",
      "proxy_pass http://pool",
      "proxy_pass http://pool",
      isRegex ? "return 204" : "proxy_pass http://pool/base/",
    ]),
  );
  return out.map((s) => (s.endsWith("}") ? s : `${s};`)).join(" ");
}
