/** What `lbc reach` says: its witnesses are held to the model of a whole request, and each kind of answer is shown. */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { check } from "../../src/index.ts";
import { reachOf, waysRound, type LocationReach } from "../../src/reach/reach.ts";
import { makeExpected } from "../support/expected.ts";
import { exampleNames, examplesFolder, unjudged } from "../support/examples.ts";

/** What is answered by an error page ends elsewhere than it came to. */
const ERROR_PAGES = /error_page [^;\n]*;? */g;

type Files = (path: string) => string | undefined;

const checked = (read: Files) => check({ file: "topo.lb", read, rules: unjudged });

/** An expectation for each witness: it ends in its location, and access is as said. */
function promised(read: Files): readonly string[] {
  const { topology } = checked(read);
  return reachOf(topology).flatMap(({ tier, names, locations }) => {
    const base = names.find((n) => n.witness !== undefined)?.witness;
    return locations.flatMap(({ path, uris, clients }) => {
      if (base === undefined || uris.witness === undefined) return [];
      const head = `expect ${quoted(base + uris.witness)} at ${tier}`;
      return [
        ...(clients.passes === undefined
          ? []
          : [
              `${head} from ${clients.passes.text} { location ${path.map(quoted).join(" ")} access allowed }`,
            ]),
        ...(clients.denied === undefined ? [] : [`${head} from ${clients.denied.text} { access denied }`]),
      ];
    });
  });
}
const quoted = (text: string) => `"${text.replaceAll('"', '\\"')}"`;

function broken(read: Files): readonly string[] {
  const lines = promised(read).map((l) => l.replace(" access allowed }", "; access allowed }"));
  const found = checked((path) => (path === "topo.lb" ? `${read(path)}\n${lines.join("\n")}\n` : read(path)));
  return found.problems
    .filter((p) => p.code !== "expect/unknown" && p.code.startsWith("expect/"))
    .map((p) => `${p.message}`);
}

test.each(exampleNames)("%s: every witness reaches its location", (name) => {
  const read = (path: string) => {
    const file = join(examplesFolder, name, path);
    return existsSync(file) ? readFileSync(file, "utf8").replace(ERROR_PAGES, "") : undefined;
  };
  expect(broken(read)).toEqual([]);
});

test("so do those of random tiers, where nothing rewrites or turns errors into pages", () => {
  let all = 0;
  for (let seed = 1; seed <= 40; seed++) {
    const topology = makeExpected(seed, [8080, 8081], 9000)
      .topology.replace(/(?:rewrite [^;\n]*|if \(.*?\) \{[^}]*\});? */g, "")
      .replace(ERROR_PAGES, "");
    all += promised(() => topology).length;
    expect(
      broken(() => topology),
      topology,
    ).toEqual([]);
  }
  expect(all).toBeGreaterThan(300);
});

const head = `lb 1
network lan 10.0.0.0/24
host lvs { eth0 10.0.0.11 }
host web { eth0 10.0.0.21 }
host app { eth0 10.0.0.31 }
tomcat t on app { version 9; context / }
`;
const of = (inside: string, more = "") => {
  const { topology, problems } = checked(() => `${head}${more}nginx n on web { ${inside} }\n`);
  expect(problems).toEqual([]);
  return { servers: reachOf(topology), ways: waysRound(topology).map((w) => w.message) };
};
const locations = (inside: string): Readonly<Record<string, LocationReach>> =>
  Object.fromEntries(
    of(`server { listen 80; ${inside} }`).servers.flatMap((s) =>
      s.locations.map((l) => [l.path.join(" "), l]),
    ),
  );

describe("URIs", () => {
  test.each([
    ["location /a/ { return 200 }", "/a/", "those that begin with /a/"],
    ["location = /a { return 200 }", "= /a", "those equal to /a"],
    ["location ~* x$ { return 200 }", "~* x$", "those that match ~* x$"],
    [
      "location ^~ /b { return 200 } location ~ x { return 200 } location ~ y { return 200 }",
      "~ y",
      "those that match ~ y, where no `=` or `^~` or earlier expression takes them",
    ],
    [
      "location / { location ~ x { return 200 } return 200 }",
      "/ ~ x",
      "those that begin with / and that match ~ x",
    ],
    ["location /i { internal; empty_gif }", "/i", "only by internal redirects: those that begin with /i"],
    ["error_page 404 @n; location @n { return 200 }", "@n", "none of a client: only by `error_page`"],
    ["location @n { return 200 }", "@n", "none of a client: only if something names it, and nothing does"],
    [
      "location /a { return 200 } return 301 /",
      "/a",
      "none: the server answers every request before it chooses a location",
    ],
    ["location ~ . { return 200 } location ~ a { return 204 }", "~ a", "none: all are taken by `~ .`"],
    [
      "location ~ (?!a)b { return 200 }",
      "~ (?!a)b",
      "those that match ~ (?!a)b; whether any is its own is not known (lookaround)",
    ],
    [
      "location /a { include x.conf; location /a/b { return 200 } return 200 }",
      "/a /a/b",
      "those that begin with /a/b, as far as is known: nginx also reads a file that lbc does not have",
    ],
  ])("%s", (inside, name, words) => {
    expect(locations(inside)[name]?.uris.words).toBe(words);
  });

  test("what others take", () => {
    const found = locations(
      "location /a { return 200; location /a/in { return 200 } } location /a/b { return 200 } location /a/b/c { return 200 } location = /a { return 200 } location ~ x { return 200 } location ^~ /c { return 200 }",
    );
    expect(found["/a"]?.uris.but).toEqual([
      { by: "= /a" },
      { by: "/a/b" },
      { by: "/a/in" },
      { by: "~ x", witness: "/ax" },
    ]);
    expect(found["^~ /c"]?.uris.but).toEqual([]);
  });

  test("what no location covers", () => {
    const rest = (inside: string) => of(`server { listen 80; ${inside} }`).servers[0]?.rest;
    expect(rest("location / { return 200 }")).toBe("every URI has a location");
    expect(rest("location ~ . { return 200 }")).toBe("every URI has a location");
    expect(rest("location = / { return 200 } location /a { return 200 }")).toMatch(
      /^no location covers \/[^a]/,
    );
    expect(rest("return 204")).toBe("the server itself answers every request");
  });
});

test.each([
  ["", "anybody"],
  ["deny all", "nobody"],
  ["deny 10.0.0.9; allow 10.0.0.0/24; deny all", "not 10.0.0.9, then 10.0.0.0/24, then nobody else"],
  ["deny 10.0.0.9", "not 10.0.0.9, then everybody else, whom no rule names"],
  ["allow 10.0.0.0/24; deny 10.0.0.9; deny all", "10.0.0.0/24, then nobody else"],
  ["deny fd00::/64; allow all", "not fd00::/64, then everybody else"],
  [
    "auth_basic x; deny 10.0.0.9",
    "not 10.0.0.9, then everybody else, whom no rule names; all of them with a password",
  ],
  [
    "satisfy any; auth_basic x; allow 10.0.0.9; deny all",
    "10.0.0.9, then nobody else; others with a password",
  ],
  ["limit_except GET { deny all }", "anybody; by other methods than GET: nobody"],
  ["deny all; return 204", "anybody: `return` answers before the access rules are asked"],
  ["include x.conf", "not known: nginx also reads a file that lbc does not have"],
])("clients: %s", (inside, words) => {
  const body = inside === "" ? "" : inside.endsWith("}") ? `${inside} ` : `${inside}; `;
  expect(locations(`location / { ${body}empty_gif }`)["/"]?.clients.words).toBe(words);
});

test("hosts", () => {
  const { servers } = of(`server { listen 80; listen 81; server_name a.example }
  server { listen 80; server_name b.example a.example *.c.example }
  server { listen 443 ssl; ssl_certificate /c; ssl_certificate_key /k; server_name _ }
  server { listen 80; server_name b.example }`);
  expect(servers.map((s) => s.names)).toEqual([
    [
      { at: "*:80", words: "a.example, and any name that no other server has", witness: "http://a.example" },
      { at: "*:81", words: "any name (its own: a.example)", witness: "http://a.example:81" },
    ],
    [{ at: "*:80", words: "b.example, *.c.example", witness: "http://b.example" }],
    [{ at: "*:443", words: "any name", witness: "https://any.example" }],
    [{ at: "*:80", words: "no name: every one that it has is taken by another server" }],
  ]);
});

test("a Tomcat that a virtual server offers past the rules of nginx", () => {
  const inside =
    "server { listen 80; location /m/ { allow 10.0.0.9; deny all; proxy_pass http://app:8080 } }";
  const vip = "vip v 10.0.0.100 on lvs\n";
  const service = "virtual_server v:8080 { forward dr; scheduler rr; check none; real_server app }\n";
  expect(of(inside, vip).ways).toEqual([]);
  expect(of(inside, vip + service).ways).toEqual([
    "`/m/` protects what the Tomcat t answers, and the virtual server v:8080 leads to that Tomcat without nginx: everybody gets it there",
  ]);
  expect(of(inside.replace("allow 10.0.0.9; deny all; ", ""), vip + service).ways).toEqual([]);
});
