/** After any edits the server says what a check of the texts says. */
import * as fc from "fast-check";
import { expect, test } from "vitest";
import { check, understand } from "../../src/check.ts";
import { closure } from "../../src/lsp/project.ts";
import { positionOf } from "../../src/lsp/positions.ts";
import type { Span } from "../../src/text/source.ts";
import { editor } from "../support/editor.ts";
import { shop } from "../support/shop.ts";

const place = ({ source, start, end }: Span) => {
  const [from, to] = [positionOf(source, start), positionOf(source, end)];
  return `${source.name} ${from.line}:${from.character}-${to.line}:${to.character}`;
};

/** Every problem in words. */
function fresh(texts: ReadonlyMap<string, string>): readonly string[] {
  const read = (path: string) => texts.get(path);
  // A file that no topology includes is taken for one.
  const roots = closure("topo.lb", read).includes("hosts.lb") ? ["topo.lb"] : ["topo.lb", "hosts.lb"];
  const all = roots
    .flatMap((file) => check({ file, read, today: "2027-01-01" }).problems)
    .map(
      ({ code, message, help, span, related = [] }) =>
        `${place(span)} ${code} ${message}${help === undefined ? "" : `\nhelp: ${help}`} ${related.map((r) => place(r.span)).join()}`,
    );
  // What two topologies say of one file is told once.
  return [...new Set(all)].sort();
}

function shown(e: ReturnType<typeof editor>, paths: readonly string[]): readonly string[] {
  const text = ({
    start,
    end,
  }: {
    start: { line: number; character: number };
    end: { line: number; character: number };
  }) => `${start.line}:${start.character}-${end.line}:${end.character}`;
  return paths
    .flatMap((path) =>
      e
        .diagnostics(path)
        .map(
          ({ range, code, message, relatedInformation = [] }) =>
            `${path} ${text(range)} ${code} ${message} ${relatedInformation.map((r) => `${e.pathOf(r.location.uri)} ${text(r.location.range)}`).join()}`,
        ),
    )
    .sort();
}

const start = {
  "topo.lb": `# the shop
param period 5s
snippet quick { keepalive_timeout 5s }
include "hosts.lb"
${shop.replace("every 5s", "every $(period)").replace("  worker_processes 8", "  use quick; worker_processes 8")}
vip other 192.168.170.101 { virtual_router_id 60; director lvs1 priority 9; director lvs2 priority 9 }
virtual_server other:53/udp { forward nat; check none; real_server app[1..2]; waive ipvs/one-client because "few" }
`,
  "hosts.lb":
    "host extra[1..3] { eth0 192.168.170.[51..53] }\nvirtual_server shop:81 { forward dr; check tcp { retry 9 } real_server extra[1..3] }\n",
};

type Edit = {
  readonly path: "topo.lb" | "hosts.lb";
  /** Where, as a part of the text, or where the line there begins; and how much is taken out. */
  readonly at: number;
  readonly atLine: boolean;
  readonly length: number;
  readonly text: string;
  /** Whether it is taken back. */
  readonly undo: boolean;
  /** Whether the line becomes a comment, or is no longer one, instead. */
  readonly comment: boolean;
  /** Whether the text is typed letter by letter, and nothing taken out. */
  readonly letters: boolean;
};

/** What a hand types, with signs that change what is around them. */
const typed = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.constantFrom(
      "",
      "",
      "x",
      "1",
      " ",
      "\n",
      "#",
      "{",
      "}",
      ";",
      '"',
      "é",
      "\u{1f3d4}",
      "\r\n",
      "\t",
      "\\",
      "$(",
      "[1..2]",
    ),
  },
  {
    weight: 2,
    arbitrary: fc.constantFrom(
      "host new { eth0 192.168.170.60 }\n",
      // Names and addresses that others have.
      "\nhost early { eth0 192.168.170.11 }\n",
      "\nhost lvs1 { eth0 192.168.170.61 }\n",
      "\nhost extra2 {\n",
      "\nvip shop {}\n",
      "\nhost {}\n",
      "\nparam period 9s\n",
      "\n  check tcp\n",
      "\nlb 1\n",
      " priority 7 ",
      "lvs2",
      "shop:80",
      '\nwaive arp/mute because "x"\n',
      "\nnetwork back 10.0.0.0/8\n",
      '\ninclude "hosts.lb"\n',
      "\nnginx n on app1 { server { listen 81; return 204 } }\n",
      "\u0000",
      "\ufffd",
      "\ufeff",
      "\nuse quick\n",
      "\n}\n",
    ),
  },
);
/** What a hand types into a block, some of it letter by letter. */
const typedInside = fc.oneof(
  typed,
  fc.constantFrom(
    "    location /c { return 204 }\n",
    "location /a1/ { root /y }\n",
    "      deeper x\n",
    "\tdeep\n",
    "  shallow y\n",
    "  server { listen 82; server_name s1 }\n",
    "  upstream late { server app1:8080 }\n",
    "  proxy_pass http://late;\n",
    "    worker_connections 5\n",
    "    referer_hash_bucket_size 128\n",
    "    gzip on\n",
    "    deny all; satisfy any\n",
    "    use slow\n",
    '    waive nginx/no-default because "x"\n',
    '    waive nginx/dead-location because "x"\n',
    "    real_server app1 weight 7\n",
    "  }\n",
    "  server {\n",
    "content_by_lua_block {",
    '    content_by_lua_block { local x = "}{" -- it is {}\n    }\n',
    "\ntarget { nginx_modules lua }\n",
    "-- don't {\n",
    "'",
    "${",
    "\\\n",
    "\r",
    "host x {\n",
    "include mime.types;",
    'include "hosts.lb"\n',
  ),
);

const locations = (from: number, to: number) =>
  Array.from({ length: to - from }, (_, i) => {
    const name = `a${from + i}`;
    return `    # ${name}\n    location /${name}/ {\n\troot "/data/${name}"; expires 7d\n      index a.html\n        b.html\n    }\n`;
  }).join("");
const inBlocks = {
  "topo.lb": `${start["topo.lb"]}
snippet slow {
  keepalive_timeout 9s
${Array.from({ length: 40 }, (_, i) => `  proxy_set_header X-Number-${i} "the number ${i}"\n`).join("")}}
host big[1..4] { eth0 192.168.170.[71..74] }
nginx big on big1 {   # of many lines
  worker_connections 4000
  upstream near { server app1:8080; server app2:8080 }
  map $uri $where {
${Array.from({ length: 40 }, (_, i) => `    ~^/a/long/way/number/${i}/  where_number_${i}\n`).join("")}  }
  server {
    listen 80
    server_name s1 s2
${locations(0, 8)}    location / { proxy_pass http://near; satisfy any; allow 10.0.0.0/8; deny all }
${locations(8, 16)}  }
  server { listen 80; server_name s3; location / { proxy_pass http://app1:8080 } }
}
nginx more on big[2..3] {
  use slow
  worker_connections 4000
  include mime.types
  upstream near { server app1:8080; server app2:8080 }
  server {
    listen 81; server_name s1
    keepalive_timeout $(period)
    waive nginx/no-default because "it is one"
${locations(0, 16)}    location / { proxy_pass http://near }
  }
}
virtual_server shop:90 {
  forward nat
  check tcp { retry 3 }
  waive ipvs/one-client because "many"
${Array.from({ length: 60 }, (_, i) => `  real_server extra1:${9000 + i} weight ${1 + (i % 3)}  # ${i}\n`).join("")}}
`,
  "hosts.lb": start["hosts.lb"],
};
const text = inBlocks["topo.lb"];
const insideEdit: fc.Arbitrary<Edit> = fc.record({
  path: fc.constant("topo.lb" as const),
  at: fc
    .oneof(
      { weight: 4, arbitrary: fc.integer({ min: text.indexOf("snippet slow"), max: text.length }) },
      { weight: 1, arbitrary: fc.integer({ min: 0, max: text.length }) },
    )
    .map((at) => at / text.length),
  length: fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 6 }), fc.integer({ min: 0, max: 400 })),
  text: typedInside,
  undo: fc.boolean(),
  atLine: fc.boolean(),
  comment: fc.integer({ min: 0, max: 5 }).map((n) => n === 0),
  letters: fc.integer({ min: 0, max: 5 }).map((n) => n === 0),
});

const edit: fc.Arbitrary<Edit> = fc.record({
  path: fc.constantFrom("topo.lb" as const, "topo.lb" as const, "topo.lb" as const, "hosts.lb" as const),
  at: fc.double({ min: 0, max: 1, noNaN: true }),
  length: fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 6 }), fc.integer({ min: 0, max: 200 })),
  text: typed,
  undo: fc.boolean(),
  atLine: fc.constant(false),
  comment: fc.constant(false),
  letters: fc.constant(false),
});

test.each([
  ["of two files", start, edit, 60],
  ["inside long blocks", inBlocks, insideEdit, 20],
])("any edits %s", (_, start, edit, runs) => {
  fc.assert(
    fc.property(fc.array(edit, { minLength: 1, maxLength: 12 }), (edits) => {
      const e = editor(start);
      const texts = new Map<string, string>(Object.entries(start));
      for (const { path, at, length, text, undo, atLine, comment, letters } of edits) {
        const before = texts.get(path) ?? "";
        const somewhere = Math.floor(at * before.length);
        const line = before.lastIndexOf("\n", somewhere - 1) + 1;
        const from = atLine ? line : somewhere;
        const change = (start: number, end: number, to: string) => {
          const now = texts.get(path) ?? "";
          // No editor takes a line's end apart.
          if (`${now[start - 1]}${now[start]}` === "\r\n" || `${now[end - 1]}${now[end]}` === "\r\n") return;
          if ((now[start - 1] === "\r" && to.startsWith("\n")) || (now[end] === "\n" && to.endsWith("\r")))
            return;
          texts.set(path, now.slice(0, start) + to + now.slice(end));
          e.edit(path, start, end, to);
          e.lsp.flush();
          expect(e.sent.filter((s) => s.method === "window/logMessage")).toEqual([]);
          expect(shown(e, ["topo.lb", "hosts.lb"])).toEqual(fresh(texts));
        };
        if (comment) {
          const first = line + (/[^ \t]/.exec(before.slice(line))?.index ?? 0);
          if (before[first] === "#") change(first, first + 1, "");
          else change(first, first, "#");
          continue;
        }
        if (letters) {
          for (const [i, letter] of Array.from(text.slice(0, 30)).entries())
            change(from + i, from + i, letter);
          continue;
        }
        const end = Math.min(before.length, from + length);
        change(from, end, text);
        if (undo) change(from, from + text.length, before.slice(from, end));
      }
    }),
    { numRuns: Number(process.env["LBC_RUNS"] ?? runs) },
  );
});

test.each([
  ["of two files", start],
  ["with long blocks", inBlocks],
])("rules are asked of what is edited %s", (_, texts) => {
  const read = (path: string) => new Map(Object.entries(texts)).get(path);
  expect(understand({ file: "topo.lb", read }).problems).toEqual([]);
});
