import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Compiled } from "../../src/index.ts";
import type { Directive } from "../../src/model/topology.ts";
import { compileUnjudged, contentOf } from "../support/examples.ts";
import { nginxDirectives } from "../support/nginx-directives.ts";

const part = fc.constantFrom(
  '"',
  "'",
  "\\",
  "\n",
  "\r",
  "\t",
  "{",
  "}",
  ";",
  "#",
  "!",
  "$",
  "${x}",
  "$(x)",
  "{{ x }}",
  "-->",
  "]]>",
  "&",
  "<",
  ">",
  "é",
  "中",
  "\u0001",
  "\u007f",
  "a",
  "b",
  " ",
  "=",
  "@",
  "~",
  "%s",
  "/",
  "..",
  "[1..3]",
  "}\n  deny all;",
  '";\n}',
  "' }",
);
const hostile = fc.array(part, { minLength: 1, maxLength: 8 }).map((parts) => parts.join(""));

/** The value as a quoted word of a topology. */
function word(value: string): string {
  const escaped = value.replaceAll("\\", "\\\\").replaceAll('"', '\\"');
  return `"${escaped.replaceAll("\n", "\\n").replaceAll("\r", "\\r").replaceAll("\t", "\\t")}"`;
}

const HEAD = `lb 1
network lan 10.0.0.0/24
host a { eth0 10.0.0.1 }
host b { eth0 10.0.0.2 }
host w { eth0 10.0.0.3 }
`;

/** Compiles with a value, and with a harmless one: but for the value itself the outputs must have one shape. */
function outputs(text: (value: string) => string, value: string): { hostile: Compiled; plain: Compiled } {
  return {
    hostile: compileUnjudged(HEAD + text(word(value))),
    plain: compileUnjudged(HEAD + text('"plain"')),
  };
}

function fileOf({ artifacts }: Compiled, path: string): string {
  const found = artifacts.find((a) => a.path === path);
  if (found === undefined) throw new Error(`no ${path}`);
  return contentOf(found);
}

/** A value is refused at its place, or read back exactly from each output that holds it. */
function holds(
  text: (value: string) => string,
  path: string,
  read: (output: string) => readonly (readonly string[])[],
): void {
  let emitted = 0;
  fc.assert(
    fc.property(hostile, (value) => {
      // A parameter's name in parentheses is a parameter, and not the text.
      fc.pre(!value.includes("$(x)"));
      const { hostile: got, plain } = outputs(text, value);
      if (got.problems.length > 0) {
        expect(got.artifacts).toEqual([]);
        return;
      }
      emitted++;
      const wanted = read(fileOf(plain, path)).map((words) =>
        words.map((w) => w.replaceAll("plain", () => value)),
      );
      expect(read(fileOf(got, path))).toEqual(wanted);
    }),
    { numRuns: 400 },
  );
  expect(emitted).toBeGreaterThan(10);
}

/** keepalived's words: bare ones end at a comment, quoted ones at the next double quote. */
function keepalivedWords(text: string): readonly (readonly string[])[] {
  return text
    .split("\n")
    .map((line) =>
      [...line.matchAll(/"([^"]*)"|([#!].*)|(\S+)/g)].flatMap((m) =>
        m[2] === undefined ? [m[1] ?? m[3] ?? ""] : [],
      ),
    )
    .filter((words) => words.length > 0);
}

/** nginx's statements as lists of words, with how deep they stand. */
function nginxWords(text: string): readonly (readonly string[])[] {
  const walk = (directives: readonly Directive[], depth: number): string[][] =>
    directives.flatMap((d) => [
      [String(depth), d.name, ...d.args.map((a) => a.value)],
      ...walk(d.block ?? [], depth + 1),
    ]);
  const read = nginxDirectives(text);
  expect(read, text).toBeDefined();
  return walk(read ?? [], 0);
}

/** Tags with their attributes' values, references resolved. */
function xmlTags(text: string): readonly (readonly string[])[] {
  const named: Readonly<Record<string, string>> = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'" };
  const value = (raw: string) =>
    raw.replace(/&(?:#(\d+)|#x([0-9a-f]+)|(\w+));/gi, (_, decimal?: string, hex?: string, name?: string) =>
      name === undefined
        ? String.fromCodePoint(decimal === undefined ? parseInt(hex ?? "0", 16) : Number(decimal))
        : (named[name] ?? ""),
    );
  return [...text.matchAll(/<(\/?[A-Za-z?]\w*)((?:\s+[\w.:]+="[^"<]*")*)\s*[/?]?>/g)].map((tag) => [
    tag[1] ?? "",
    ...[...(tag[2] ?? "").matchAll(/([\w.:]+)="([^"<]*)"/g)].map((m) => `${m[1]}=${value(m[2] ?? "")}`),
  ]);
}

const vip = (inside: string) => `vip v 10.0.0.9 {
  virtual_router_id 7
  director a priority 100
  director b priority 50
  ${inside}
}
virtual_server v:80 { forward dr; real_server w }
`;
const server = (
  inside: string,
) => `vip v 10.0.0.9 { virtual_router_id 7; director a priority 100; director b priority 50 }
virtual_server v:80 { forward dr; real_server w; ${inside} }
`;
const keepalived = "a/etc/keepalived/keepalived.conf";

describe("no value can be more than a value", () => {
  test.each<[string, (value: string) => string]>([
    ["a password", (v) => vip(`auth_pass ${v}`)],
    ["a notify script", (v) => vip(`notify_master ${v}`)],
    ["a track script", (v) => vip(`track t { script ${v} }`)],
    ["a tracked process", (v) => vip(`track t { process ${v} }`)],
    ["a native argument", (v) => vip(`keepalived { garp_extra_if ${v} }`)],
    ["a check's path", (v) => server(`check http { path /; virtualhost ${v} }`)],
    ["a check's script", (v) => server(`check misc { script ${v} }`)],
    ["a quorum script", (v) => server(`quorum_up ${v}`)],
    [
      "a mail address",
      (v) => `${vip("")}notify { email ${v} ok@example.com; smtp 127.0.0.1 }`.replace('"plain"', "plain@x"),
    ],
  ])("keepalived: %s", (name, text) => {
    if (name === "a mail address") {
      // Hardly any hostile text is an address: it is enough that none gets through.
      fc.assert(
        fc.property(hostile, (value) => {
          const { problems, artifacts } = compileUnjudged(HEAD + text(word(value)));
          if (problems.length === 0)
            expect(
              keepalivedWords(fileOf({ problems, artifacts } as unknown as Compiled, keepalived)),
            ).toContainEqual([value]);
        }),
      );
    } else holds(text, keepalived, keepalivedWords);
  });

  test.each<[string, (value: string) => string]>([
    ["an argument", (v) => `nginx n on a { server { listen 80; return 200 ${v} } }`],
    ["a location", (v) => `nginx n on a { server { location ${v} { return 204 } } }`],
    // Stated, for a long key makes lbc state it.
    ["a map's key", (v) => `nginx n on a { map_hash_bucket_size 512; map $uri $y { ${v} 1 } }`],
    ["a header", (v) => `nginx n on a { add_header X ${v} always }`],
  ])("nginx: %s", (_, text) => {
    holds(text, "a/etc/nginx/nginx.conf", nginxWords);
  });

  const tomcat = (inside: string) =>
    `memcached m on b\nsession_store s on m { ignore_uri "x" }\ntomcat t on a { version 9; ${inside} }`;
  test.each<[string, string, (value: string) => string]>([
    ["a connector's attribute", "server.xml", (v) => tomcat(`connector 8080 { server ${v} }`)],
    ["a proxy pattern", "server.xml", (v) => tomcat(`remote_ip { internal_proxies ${v} }`)],
    [
      "a context's attribute",
      "context.xml",
      (v) => tomcat(`context / { sessions s; sessionCookieName ${v} }`),
    ],
    [
      "an ignore pattern",
      "context.xml",
      (v) =>
        `memcached m on b\nsession_store s on m { ignore_uri ${v} }\ntomcat t on a { version 9; context / { sessions s } }`,
    ],
  ])("Tomcat: %s", (_, file, text) => {
    holds(text, `a/conf/${file}`, xmlTags);
  });

  test("sysctl, time servers and redis passwords are single lines of their own", () => {
    const places: readonly (readonly [string, (value: string) => string])[] = [
      ["a/etc/sysctl.d/60-lbc.conf", (v) => `host c { eth0 10.0.0.4; sysctl net.ipv4.ip_forward ${v} }`],
      ["c/etc/chrony/chrony.conf", (v) => `host c { eth0 10.0.0.4; clock ntp { server ${v} } }`],
      ["a/etc/redis/redis.conf", (v) => `redis r on a { password ${v} }`],
    ];
    fc.assert(
      fc.property(hostile, fc.constantFrom(...places), (value, [path, text]) => {
        const { hostile: got, plain } = outputs(text, value);
        if (got.problems.length > 0) return;
        const count = (c: Compiled) => c.artifacts.find((a) => a.path === path)?.lines.length;
        expect(count(got)).toBe(count(plain));
      }),
      { numRuns: 1000 },
    );
  });
});
