import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { ServerConf, ServerName } from "../../../src/semantics/nginx/config.ts";
import { hostNames, readHost } from "../../../src/semantics/nginx/host.ts";
import { chooseServer, socketsOf } from "../../../src/semantics/nginx/servers.ts";
import { nameTable } from "../../../src/semantics/nginx/names.ts";
import { nameVerdicts } from "../../../src/semantics/nginx/verdicts/names.ts";
import { parsePattern } from "../../../src/semantics/regex/parse.ts";
import { SILENT, VERSION } from "../../differential/parts/level.ts";

const name = (text: string): ServerName =>
  text.startsWith("~")
    ? { origin: 0, text: text.slice(1), pattern: parsePattern(text.slice(1), /[A-Z]/.test(text)) }
    : { origin: 0, text };

function socketOf(servers: readonly (readonly string[])[]) {
  const confs = servers.map((names): ServerConf => ({
    ...SILENT,
    listens: [],
    names: names.map(name),
    locations: [],
  }));
  const [socket] = socketsOf({ ...SILENT, version: VERSION, servers: confs });
  if (socket === undefined) throw new Error("no server");
  return socket;
}

function said(...servers: readonly (readonly string[])[]): Readonly<Record<string, string>> {
  return Object.fromEntries(
    [...nameVerdicts(socketOf(servers))].map(([{ text }, v]) => [
      text,
      v.kind === "reachable"
        ? v.witness
        : v.kind === "unknown"
          ? `unknown: ${v.construct}`
          : v.kind === "inside a regex"
            ? v.kind
            : `dead: ${v.blockers.map((b) => b.name.text).join(", ")}`,
    ]),
  );
}

describe("what is said of server names", () => {
  test("wildcards hide regexes, and each other", () => {
    expect(said(["*.a.b", "a.*"], ["~^x\\.a\\.b$", "~^[xy]\\.", "~^x\\.b$"])).toEqual({
      "*.a.b": ".a.b",
      "a.*": "a.a",
      "^x\\.a\\.b$": "dead: *.a.b",
      "^[xy]\\.": "x.a",
      "^x\\.b$": "dead: ^[xy]\\.",
    });
  });
  test("a name that no client can send", () => {
    expect(said(["a.b."], ["c:80"], ["_"])).toEqual({ "a.b.": "dead: ", "c:80": "dead: ", _: "_" });
  });
  test("conflicts, and a name poisoned by one that is itself ignored", () => {
    expect(said(["*.x"], [".x"], ["x"])).toEqual({ "*.x": ".x", ".x": "dead: *.x", x: "dead: .x" });
  });
  test("what cannot be decided is named", () => {
    expect(said(["a"], ["~^(?!b)"], ["~^b$"], ["~^a$"])).toEqual({
      a: "a",
      "^(?!b)": "unknown: lookaround",
      "^b$": "unknown: lookaround",
      "^a$": "dead: a",
    });
  });

  test("agrees with every short host", () => {
    const hosts: string[] = [""];
    const grow = (text: string) => {
      if (readHost(text) === text) hosts.push(text);
      if (text.length < 5) for (const c of "ab.") grow(text + c);
    };
    grow("");
    const label = fc.constantFrom("a", "b", "ab");
    const plain = fc.array(label, { minLength: 1, maxLength: 3 }).map((l) => l.join("."));
    const any = fc.oneof(
      plain,
      plain.map((n) => `*.${n}`),
      plain.map((n) => `.${n}`),
      plain.map((n) => `${n}.*`),
      fc.constantFrom("~^a", "~b$", "~\\.", "~^[ab]+$", "~a.b", "~.", "~^$", "~(a|b)\\.a", "~A", ""),
    );
    fc.assert(
      fc.property(fc.array(fc.array(any, { maxLength: 3 }), { minLength: 2, maxLength: 4 }), (servers) => {
        const socket = socketOf(servers);
        const owned = new Map<ServerName, string>();
        for (const host of hosts) {
          const by = nameTable(socket.servers).find(host, "match")?.name;
          if (by !== undefined && !owned.has(by)) owned.set(by, host);
        }
        for (const [name, verdict] of nameVerdicts(socket)) {
          if (verdict.kind === "reachable") {
            const chosen = chooseServer(socket, verdict.witness);
            expect(chosen.kind === "server" && chosen.by?.name, name.text).toBe(name);
          } else expect(owned.get(name), `${name.text} of ${JSON.stringify(servers)}`).toBe(undefined);
        }
      }),
      { numRuns: 300 },
    );
  });

  test("the names that are looked for are those that a Host field can hold", () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom("a", ".", "[", "]", ":", "/", " ", "A"), maxLength: 6 }),
        (text) => {
          let state = hostNames.initial;
          for (const c of text) state = hostNames.step(state, c.charCodeAt(0));
          const read = readHost(text);
          // A dot before a text that nginx ignores stays, and nobody sends that: `a.:1.5`.
          expect(hostNames.accepts(state)).toBe(text === "" || read === text);
        },
      ),
    );
  });
});
