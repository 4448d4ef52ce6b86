/** Nested locations of every kind: which one is chosen, and where the answer is a redirect. */
import type { LocationConf, Match, ServerConf } from "../../../src/semantics/nginx/config.ts";
import * as realModel from "../model.ts";
import { get, quoted, type Model, type Part } from "../part.ts";
import { randomOf, type Random } from "../random.ts";
import { SILENT, VERSION } from "./level.ts";
import { regexText } from "./regexes.ts";
import { encoded, word } from "./words.ts";

const PER_SERVER = 80;

type Made = { readonly server: ServerConf; readonly text: string; readonly names: readonly string[] };

/** Every location has a mark, which is the whole of its answer. */
export function make(seed: number, { parsePattern }: Model): Made {
  const random = randomOf(seed);
  const names: string[] = [];
  let count = 0;
  // On long URIs a regex that goes back and forth may be given up, with 500.
  const long = random.chance(0.08);
  /** Locations below a name that theirs must begin with. */
  const level = (base: string, depth: number): { locations: LocationConf[]; text: string } => {
    const taken = new Set<string>();
    const out: LocationConf[] = [];
    let text = "";
    const size = depth === 0 ? 2 + random.below(8) : random.below(4);
    for (let i = 0; i < size; i++) {
      const match = matchOf(random, base, long, parsePattern);
      const name = match.kind === "regex" ? match.pattern.text : match.name;
      const key = `${match.kind === "caret" ? "prefix" : match.kind} ${name}`;
      if (match.kind !== "regex" && taken.has(key)) continue;
      taken.add(key);
      names.push(name);
      const mark = `m${count++}`;
      const passes = random.chance(0.3) && match.kind !== "regex";
      const inner =
        match.kind === "exact" || depth >= 3 || random.chance(0.4)
          ? { locations: [], text: "" }
          : level(name, depth + 1);
      const modifier = { exact: "=", prefix: "", caret: "^~", named: "", regex: "" }[match.kind];
      const regex = match.kind === "regex" ? (match.pattern.caseless ? "~*" : "~") : modifier;
      text += `location ${regex} ${quoted(name)} { return 200 ${mark};${passes ? " proxy_pass http://127.0.0.1:1;" : ""} ${inner.text}} `;
      const handler = { origin: 0, kind: "proxy_pass" as const, value: "http://127.0.0.1:1" };
      out.push({
        ...SILENT,
        match,
        action: mark,
        origin: mark,
        locations: inner.locations,
        ...(passes ? { handler } : {}),
      });
    }
    return { locations: out, text };
  };
  const merge = random.chance(0.8);
  const { locations, text } = level("", 0);
  const server = { ...SILENT, listens: [], names: [], mergeSlashes: merge, locations };
  return { server, text, names };
}

function matchOf(random: Random, base: string, long: boolean, parsePattern: Model["parsePattern"]): Match {
  if (random.chance(0.35)) {
    // A regex that is a path too, so that static locations may stand in it.
    const text = random.chance(long ? 1 : 0.25)
      ? `/${random.pick(["a", "b", "", "a/"])}`
      : regexText(random, 0.04);
    return { kind: "regex", pattern: parsePattern(text, random.chance(0.2)) };
  }
  const kind = random.pick(["prefix", "prefix", "prefix", "exact", "caret"] as const);
  const start = base === "" ? (random.chance(0.96) ? "/" : "") : base;
  let name = start + (random.chance(0.1) ? "" : word(random, 0, 3, 0.02));
  if (random.chance(0.25) && !name.endsWith("/")) name += "/";
  // Long names count modulo 256 in old versions.
  if (long && random.chance(0.15))
    name += "a".repeat(random.pick([250, 254, 255, 256, 257, 258, 300, 511, 512]));
  if (base === "" && (name.startsWith("@") || name === "")) name = "/";
  return { kind, name };
}

function uriOf(random: Random, names: readonly string[]): string {
  const name = names.length > 0 && random.chance(0.8) ? random.pick(names) : "/";
  const cut = random.chance(0.25) ? name.slice(0, random.below(name.length + 1)) : name;
  const uri = cut + (random.chance(0.5) ? word(random, 0, 4) : "");
  const slashed = random.chance(0.2) && uri.endsWith("/") ? uri.slice(0, -1) : uri;
  return slashed.startsWith("/") ? slashed : `/${slashed}`;
}

export const locations: Part = {
  name: "locations",
  round(random, count) {
    const seeds = Array.from({ length: Math.ceil(count / PER_SERVER) }, () => random.below(2 ** 31));
    const made = seeds.map((seed) => make(seed, realModel));
    const asked = Array.from({ length: count }, (_, i) => {
      const server = Math.floor(i / PER_SERVER);
      return { server, target: encoded(uriOf(random, made[server]?.names ?? [])) };
    });
    // Each server has an address of its own, or the default server's merge_slashes would hold for all.
    const merged = made.map(({ server }) => (server.mergeSlashes === true ? 0 : 1));
    return {
      http: [
        "server { listen {listen0} default_server; server_name _; merge_slashes on; }",
        "server { listen {listen1} default_server; server_name _; merge_slashes off; }",
        ...made.map(({ text }, i) => `server { listen {listen${merged[i]}}; server_name s${i}; ${text} }`),
      ].join("\n"),
      addresses: ["unix", "unix"],
      about: (i) => made[asked[i]?.server ?? 0]?.text ?? "",
      questions: asked.map(({ server, target }) => ({
        to: merged[server] ?? 0,
        request: get(target, `s${server}`),
      })),
      predict: (model) => {
        const servers = seeds.map((seed) => make(seed, model).server);
        return asked.map(({ server, target }) =>
          answer(model, servers[server], target, merged[server] === 0),
        );
      },
    };
  },
};

function answer(
  model: Model,
  server: ServerConf | undefined,
  target: string,
  merge: boolean,
): string | undefined {
  const read = model.readTarget(target, merge);
  if (read.kind === "bad" || server === undefined) return "400";
  const found = model.selectLocation(server, read.uri, VERSION);
  if (found.kind === "unknown") return undefined;
  const last = found.path.at(-1);
  if (last === undefined) return "404";
  if (found.kind === "location") return `200 ${last.action}`;
  return `301 ${last.match.kind === "regex" ? "" : escaped(last.match.name)}`;
}

/** As nginx writes a URI into Location. */
function escaped(uri: string): string {
  return uri.replace(
    // eslint-disable-next-line no-control-regex
    /[\0-\x20"#%<>?\\^`{|}\x7f-\xff]/g,
    (c) => `%${c.charCodeAt(0).toString(16).toUpperCase().padStart(2, "0")}`,
  );
}
