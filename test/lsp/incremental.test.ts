/** After any edits the server says what a check of the texts says. */
import * as fc from "fast-check";
import { expect, test } from "vitest";
import { check } from "../../src/check.ts";
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
  return roots
    .flatMap((file) => check({ file, read, today: "2027-01-01" }).problems)
    .map(
      ({ code, message, help, span, related = [] }) =>
        `${place(span)} ${code} ${message}${help === undefined ? "" : `\nhelp: ${help}`} ${related.map((r) => place(r.span)).join()}`,
    )
    .sort();
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
    "host extra[1..3] { eth0 192.168.170.[51..53] }\nvirtual_server shop:81 { forward dr; check tcp { retry 9 }; real_server extra[1..3] }\n",
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
const edit = fc.record({
  path: fc.constantFrom("topo.lb", "topo.lb", "topo.lb", "hosts.lb"),
  /** Where, as a part of the text; and how much is taken out. */
  at: fc.double({ min: 0, max: 1, noNaN: true }),
  length: fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 6 }), fc.integer({ min: 0, max: 200 })),
  text: typed,
  undo: fc.boolean(),
});

test("any edits of two files", () => {
  fc.assert(
    fc.property(fc.array(edit, { minLength: 1, maxLength: 12 }), (edits) => {
      const e = editor(start);
      const texts = new Map(Object.entries(start));
      for (const { path, at, length, text, undo } of edits) {
        const before = texts.get(path) ?? "";
        const from = Math.floor(at * before.length);
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
        const end = Math.min(before.length, from + length);
        change(from, end, text);
        if (undo) change(from, from + text.length, before.slice(from, end));
      }
    }),
    { numRuns: Number(process.env["LBC_RUNS"] ?? 60) },
  );
});
