/** The URI that an upstream gets, and the file that a URI names. */
import type { LocationConf, Match, ServerConf } from "../../../src/semantics/nginx/config.ts";
import * as realModel from "../model.ts";
import { get, quoted, type Model, type Part } from "../part.ts";
import { randomOf, type Random } from "../random.ts";
import { SILENT, VERSION } from "./level.ts";
import { encoded, word } from "./words.ts";

const PER_SERVER = 60;
const URIS = ["", "", "/", "/x", "/x/", "/x?q=", "/a b", "/%41/", "?z", "//", "/\xe9"];

type Made = { readonly server: ServerConf; readonly text: string; readonly names: readonly string[] };

function make(seed: number, { parsePattern }: Model): Made {
  const random = randomOf(seed);
  const names: string[] = [];
  const level = (base: string, depth: number): { locations: LocationConf[]; text: string } => {
    const taken = new Set<string>();
    let text = "";
    const locations: LocationConf[] = [];
    for (let i = random.below(4) + (depth === 0 ? 1 : 0); i > 0; i--) {
      const regex = random.chance(0.15);
      const name = regex
        ? random.pick(["\\.a$", "^/b", "a-"])
        : (base === "" ? "/" : base) + word(random, 0, 2, 0.02);
      if (taken.has(name)) continue;
      taken.add(name);
      names.push(regex ? `/b${name.replace(/[\\^$]/g, "")}` : name);
      const exact = !regex && random.chance(0.15);
      const match: Match = regex
        ? { kind: "regex", pattern: parsePattern(name, false) }
        : { kind: exact ? "exact" : "prefix", name };
      const inner = exact || regex || depth === 2 ? { locations: [], text: "" } : level(name, depth + 1);
      const passes = random.chance(0.55);
      const uri = regex ? "" : random.pick(URIS);
      const value = `http://back${uri}`;
      const rootKind = random.pick(["root", "alias", undefined] as const);
      const root = { kind: rootKind ?? "root", value: random.pick(["/r", "/r/", "/r/s"]), origin: 0 };
      const shown = rootKind === undefined ? "" : `${rootKind} ${root.value};`;
      const act = passes ? `proxy_pass ${quoted(value)};` : "return 200 $request_filename;";
      text += `location ${regex ? "~" : exact ? "=" : ""} ${quoted(name)} { ${act} ${shown} ${inner.text}} `;
      locations.push({
        ...SILENT,
        match,
        action: passes ? "pass" : "file",
        locations: inner.locations,
        ...(rootKind === undefined ? {} : { root }),
        ...(passes ? { handler: { origin: 0, kind: "proxy_pass" as const, value } } : {}),
      });
    }
    return { locations, text };
  };
  const { locations, text } = level("", 0);
  return { server: { ...SILENT, listens: [], names: [], locations }, text, names };
}

function targetOf(random: Random, names: readonly string[]): string {
  let target = encoded((random.chance(0.9) ? random.pick(names) : "/") + word(random, 0, 3, 0.12));
  if (random.chance(0.2)) target = target.replace("a", "%61").replace("b", "%62");
  if (random.chance(0.15)) target = target.replace(/\/(?=.)/, random.pick(["//", "/./", "/q/../"]));
  if (random.chance(0.25)) target += random.pick(["?", "?a=1", "?a=%2f&b", "?/../x"]);
  return target;
}

export const proxy: Part = {
  name: "proxy",
  round(random, count) {
    const seeds = Array.from({ length: Math.ceil(count / PER_SERVER) }, () => random.below(2 ** 31));
    const made = seeds.map((seed) => make(seed, realModel));
    const asked = Array.from({ length: count }, (_, i) => {
      const server = Math.floor(i / PER_SERVER);
      return { server, target: targetOf(random, made[server]?.names ?? []) };
    });
    return {
      http: [
        // One connection for many requests, or the loopback would be what is measured.
        "upstream back { server {listen1}; keepalive 64; keepalive_requests 1000000000; } proxy_http_version 1.1; proxy_set_header Connection '';",
        "server { listen {listen1}; return 200 $request_uri; }",
        ...made.map(({ text }, i) => `server { listen {listen0}; server_name s${i}; ${text} }`),
      ].join("\n"),
      addresses: ["unix", "unix"],
      about: (i) => made[asked[i]?.server ?? 0]?.text ?? "",
      questions: asked.map(({ server, target }) => ({ to: 0, request: get(target, `s${server}`) })),
      predict: (model) => {
        const servers = seeds.map((seed) => make(seed, model).server);
        return asked.map(({ server, target }) => answer(model, servers[server], target));
      },
    };
  },
};

function answer(model: Model, server: ServerConf | undefined, target: string): string | undefined {
  const read = model.readTarget(target, true);
  if (read.kind === "bad" || server === undefined) return "400";
  const found = model.selectLocation(server, read.uri, VERSION);
  if (found.kind === "unknown") return undefined;
  const location = found.path.at(-1);
  if (location === undefined) return "404";
  const { uri, args } = read;
  const query = args === undefined || args === "" ? "" : `?${args}`;
  if (found.kind === "redirect")
    return `301 ${location.match.kind === "regex" ? "" : model.escapeUri(location.match.name)}${query}`;
  if (location.action === "file") {
    const file = model.fileOf(
      [{ ...SILENT, root: { kind: "root", value: "/dev/null", origin: 0 } }],
      found.path,
      uri,
    );
    return file === undefined ? undefined : `200 ${file}`;
  }
  const { handler } = location;
  const sent =
    handler &&
    model.proxiedUri(location, handler, {
      target,
      uri,
      ...(args === undefined ? {} : { args }),
      isUnparsed: true,
      isInternal: false,
      isCut: false,
      url: handler.value,
    });
  if (sent === undefined) return undefined;
  // What is sent unescaped may be no target: the upstream is the same nginx, and refuses it.
  return model.readTarget(sent, true).kind === "bad" ? "400" : `200 ${sent}`;
}
