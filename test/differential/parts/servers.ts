/** Servers by address and by name, with the names that nginx says it ignores. */
import type { Listen, ServerConf, ServerName } from "../../../src/semantics/nginx/config.ts";
import * as realModel from "../model.ts";
import { get, quoted, type Model, type Part } from "../part.ts";
import { randomOf, type Random } from "../random.ts";
import { SILENT, VERSION } from "./level.ts";

const PER_SET = 200;
const HOSTS = ["127.0.0.1", "127.0.0.2"];

function label(random: Random): string {
  return random.many(1, 2, () => random.pick([..."aab", "B", "0", "-", "\xe9"])).join("");
}
function plainName(random: Random): string {
  return random.many(1, 3, () => label(random)).join(".");
}

/** One of few names, or one that is longer by a label, so that names of a set meet. */
function nameOf(random: Random, pool: readonly string[], { parsePattern }: Model): ServerName {
  const pick = random.below(20);
  const known = random.pick(pool);
  const name = random.chance(0.7)
    ? known
    : random.pick([`${label(random)}.${known}`, `${known}.${label(random)}`]);
  const pattern = (text: string): ServerName => ({
    origin: 0,
    text,
    pattern: parsePattern(text, /[A-Z]/.test(text)),
  });
  if (pick < 4) return { origin: 0, text: `*.${name}` };
  if (pick < 8) return { origin: 0, text: `.${name}` };
  if (pick < 10) return { origin: 0, text: `${name}.*` };
  if (pick < 13)
    return pattern(
      random.pick(["^", ""]) +
        name.replaceAll(".", "\\.").replace("0", "\\d").replace("-", "(\\w|A)") +
        random.pick(["$", "", "\\.", ".*"]),
    );
  if (pick === 13) return { origin: 0, text: random.pick(["", "_", `${name}.`, `${name}:80`, `*.${name}.`]) };
  return { origin: 0, text: name };
}

/** A set is one port with some servers. */
function make(seed: number, model: Model): readonly ServerConf[] {
  const random = randomOf(seed);
  const pool = random.many(2, 3, () => plainName(random));
  const withDefault = new Set<string>();
  return random.many(1, 5, () => {
    const listens: Listen[] = [];
    for (const address of ["*", ...HOSTS]) {
      if (!random.chance(address === "*" ? 0.7 : 0.25)) continue;
      const isDefault = random.chance(0.15) && !withDefault.has(address);
      if (isDefault) withDefault.add(address);
      listens.push({ origin: 0, family: 4, address, port: 1, default: isDefault });
    }
    if (listens.length === 0) listens.push({ origin: 0, family: 4, address: "*", port: 1, default: false });
    const names = random.chance(0.1) ? [] : random.many(1, 3, () => nameOf(random, pool, model));
    return { ...SILENT, listens, names, locations: [] };
  });
}

function hostOf(random: Random, servers: readonly ServerConf[]): string {
  const named = servers.flatMap((s) => s.names);
  let host = plainName(random);
  if (named.length > 0 && random.chance(0.75)) {
    const { text } = random.pick(named);
    host = text.replace(/[\\^$()|*]|\\w|\\d/g, "");
    if (text.startsWith("*") || random.chance(0.2)) host = `${label(random)}.${host.replace(/^\./, "")}`;
    if (text.endsWith("*") || random.chance(0.1))
      host += random.chance(0.5) ? label(random) : `.${label(random)}`;
  }
  if (random.chance(0.02)) host += random.pick([".", ":80", ".:80", ":", "..", "/", ":x.y", ":1.", " "]);
  if (random.chance(0.008)) return random.pick(["[::1]", "[::1", "[a]:80", "", ".", ":80", "*", "a%"]);
  return random.chance(0.1) ? host.toUpperCase() : host;
}

export const servers: Part = {
  name: "servers",
  round(random, count) {
    const seeds = Array.from({ length: Math.min(80, Math.ceil(count / PER_SET)) }, () =>
      random.below(2 ** 31),
    );
    const sets = seeds.map((seed) => make(seed, realModel));
    const asked = Array.from({ length: count }, (_, i) => {
      const set = i % sets.length;
      return { set, address: random.below(HOSTS.length), host: hostOf(random, sets[set] ?? []) };
    });
    // nginx listens on all addresses of a set, so that every connection finds somebody.
    const open = sets.map((set) => new Set(set.flatMap((s) => s.listens.map((l) => l.address))));
    const text = sets.map((set, s) =>
      set.map((server, i) => {
        const listens = server.listens.map(
          (l) => `listen ${l.address}:{port${s}}${l.default ? " default_server" : ""};`,
        );
        const names = server.names.map((n) => quoted(n.pattern === undefined ? n.text : `~${n.text}`));
        const stated = names.length === 0 ? "" : `server_name ${names.join(" ")};`;
        return `server { ${listens.join(" ")} ${stated} return 200 s${i}; }`;
      }),
    );
    const questions = asked.map(({ set, address, host }) => ({
      to: set * HOSTS.length + address,
      request: get("/", host),
    }));
    const reachable = (set: number, address: number) =>
      open[set]?.has("*") === true || open[set]?.has(HOSTS[address] ?? "") === true;
    const kept = questions.flatMap((q, i) =>
      reachable(asked[i]?.set ?? 0, asked[i]?.address ?? 0) ? [{ q, a: asked[i] }] : [],
    );
    return {
      http: text.flat().join("\n"),
      addresses: sets.flatMap((_, s) => HOSTS.map((host) => ({ host, port: s }))),
      about: (i) => text[kept[i]?.a?.set ?? 0]?.join(" ") ?? "",
      questions: kept.map(({ q }) => q),
      warnings: (model) =>
        seeds.flatMap((seed, s) => {
          const http = { ...SILENT, version: VERSION, servers: make(seed, model) };
          return model
            .socketsOf(http)
            .flatMap((socket) =>
              (socket.names?.ignored ?? []).map(
                ({ name }) =>
                  `conflicting server name "${name.text.toLowerCase()}" on ${socket.address === "*" ? "0.0.0.0" : socket.address}:{port${s}}, ignored`,
              ),
            );
        }),
      predict: (model) => {
        const confs = seeds.map((seed) => ({ ...SILENT, version: VERSION, servers: make(seed, model) }));
        return kept.map(({ a }) => {
          const conf = confs[a?.set ?? 0];
          if (a === undefined || conf === undefined) return undefined;
          // Blanks around a field's value are not of it.
          const host = model.readHost(a.host.replace(/ +$/, ""));
          if (host === undefined) return "400";
          const socket = model.socketAt(conf, 4, HOSTS[a.address] ?? "", 1);
          if (socket === undefined) return undefined;
          const chosen = model.chooseServer(socket, host);
          return chosen.kind === "unknown" ? undefined : `200 s${conf.servers.indexOf(chosen.server)}`;
        });
      },
    };
  },
};
