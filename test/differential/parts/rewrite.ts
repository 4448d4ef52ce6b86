/** What statements, error pages, try_files and named locations make of a request, round and round. */
import type {
  Condition,
  ErrorPage,
  LocationConf,
  Match,
  ServerConf,
  Statement,
  TryFiles,
} from "../../../src/semantics/nginx/config.ts";
import * as realModel from "../model.ts";
import { get, quoted, type Model, type Part } from "../part.ts";
import { randomOf, type Random } from "../random.ts";
import { SILENT, VERSION } from "./level.ts";

const PER_SERVER = 40;
const PATHS = ["/", "/a", "/b", "/a/", "/a/b", "/c", "/ab", "/c/a"];
const NAMED = ["@x", "@y"];
const PATTERNS = ["^/a", "^/b", "b$", "^/c/?$", ".", "^/(?:a|c)", "/a/", "^"];
const GROUPS = [
  "^/(.*)$",
  "^/([^/]*)/(.*)$",
  "(a|ab)(c|b)?",
  "^/(?:a|(b))(.*?)(/|$)",
  "(?:(a)|(b)|/)+",
  "^(/(a)?(b)?)*",
  "([ab])*([^x]?)$",
  "(.)(.)?$",
  "^/(a*?)(a*)",
];
const VARIABLES = [
  "$1",
  "$2",
  "$3",
  "$1",
  "$2",
  "$uri",
  "$args",
  "$request_uri",
  "$host",
  "$is_args",
  "${uri}x",
  "$scheme",
];
const CONDITIONS = [
  "$args",
  "$request_method = GET",
  "$request_method != GET",
  "$uri ~ ^/(a)(.*)",
  "$uri !~* B$",
  "$host = $1",
  "$args = q",
];

/** A condition as it is written, and as it is read. */
function conditionOf(text: string, { parsePattern }: Model): Condition {
  const [variable = "", operator, value = ""] = text.split(" ");
  const name = variable.slice(1);
  if (operator === undefined) return { variable: name, isNot: false };
  const isNot = operator.startsWith("!");
  if (operator.endsWith("=")) return { variable: name, isNot, test: { value } };
  return { variable: name, isNot, test: { pattern: parsePattern(value, operator.endsWith("*")) } };
}

function statements(random: Random, model: Model, most: number) {
  const { parsePattern } = model;
  const text: string[] = [];
  const list = random.many(0, most, (): Statement => {
    if (random.chance(0.12)) {
      const condition = random.pick(CONDITIONS);
      const code = random.pick([204, 403, 410]);
      text.push(`if (${condition}) { return ${code}; }`);
      return {
        origin: 0,
        kind: "if",
        condition: conditionOf(condition, model),
        statements: [{ origin: 0, kind: "return", code }],
      };
    }
    if (random.chance(0.35)) {
      const code = random.pick([200, 204, 403, 404, 410, 302, 301, 503]);
      const body =
        code >= 400 && random.chance(0.3)
          ? "t"
          : code === 200
            ? "t"
            : code < 304 && code > 300
              ? "/z"
              : undefined;
      text.push(`return ${code}${body === undefined ? "" : ` ${body}`};`);
      return { origin: 0, kind: "return", code, ...(body === undefined ? {} : { text: body }) };
    }
    if (random.chance(0.1)) {
      text.push("break;");
      return { origin: 0, kind: "break" };
    }
    const isVaried = random.chance(0.5);
    const source = random.pick(isVaried ? GROUPS : PATTERNS);
    const varied = () => (isVaried ? random.many(0, 2, () => random.pick(VARIABLES)).join("") : "");
    const path = random.chance(0.06) ? "http://h/" : isVaried && random.chance(0.2) ? "" : random.pick(PATHS);
    const query = random.chance(0.2)
      ? `?${random.pick(["q=1", "", "q="])}${varied()}${random.chance(0.2) ? "?" : ""}`
      : "";
    const written = `${path}${varied()}${query}`;
    const replacement = written === "" ? "/" : written;
    const flag = random.pick([
      "last",
      "break",
      "redirect",
      "permanent",
      "last",
      "break",
      undefined,
      undefined,
    ] as const);
    text.push(`rewrite ${quoted(source)} ${quoted(replacement)} ${flag ?? ""};`);
    return {
      origin: 0,
      kind: "rewrite",
      pattern: parsePattern(source, false),
      replacement,
      ...(flag === undefined ? {} : { flag }),
    };
  });
  return { list, text: text.join(" ") };
}

function pages(random: Random) {
  const text: string[] = [];
  const errorPages = random.chance(0.35)
    ? random.many(1, 2, (): ErrorPage => {
        const codes = random.many(1, 2, () => random.pick([403, 404, 404, 410, 500, 302, 503]));
        const answer = random.pick([undefined, undefined, "of the target", 200, 418] as const);
        const target = random.chance(0.07) ? "http://h/" : random.pick([...PATHS, ...NAMED, "@none"]);
        const shown = answer === undefined ? "" : answer === "of the target" ? "=" : `=${answer}`;
        text.push(`error_page ${codes.join(" ")} ${shown} ${target};`);
        return { origin: 0, codes, target, ...(answer === undefined ? {} : { answer }) };
      })
    : [];
  const recursive = random.chance(0.25) ? random.chance(0.7) : undefined;
  if (recursive !== undefined) text.push(`recursive_error_pages ${recursive ? "on" : "off"};`);
  return {
    text: text.join(" "),
    errorPages,
    ...(recursive === undefined ? {} : { recursiveErrorPages: recursive }),
  };
}

function tries(random: Random): { text: string; tryFiles?: TryFiles } {
  if (!random.chance(0.2)) return { text: "" };
  const last = random.pick([...PATHS, ...NAMED, "=404", "=403", "@none"]);
  return { text: `try_files /none ${last};`, tryFiles: { origin: 0, files: ["/none"], last } };
}

function make(seed: number, model: Model): { server: ServerConf; text: string } {
  const random = randomOf(seed);
  let count = 0;
  const location = (
    match: Match,
    modifier: string,
    name: string,
    inner: readonly [string, LocationConf][] = [],
  ) => {
    const mark = `l${count++}`;
    const own = statements(random, model, 2);
    const page = pages(random);
    const files = tries(random);
    const internal = match.kind !== "named" && random.chance(0.12);
    const answers = random.chance(0.5);
    const text = `location ${modifier} ${quoted(name)} { add_header X-Mark "${mark} $uri?$args" always; ${own.text} ${page.text} ${files.text} ${internal ? "internal;" : ""} ${answers ? "empty_gif;" : ""} ${inner.map(([t]) => t).join(" ")}}`;
    const { text: _, ...stated } = page;
    const conf: LocationConf = {
      ...SILENT,
      ...stated,
      match,
      action: mark,
      statements: own.list,
      locations: inner.map(([, l]) => l),
      ...(files.tryFiles === undefined ? {} : { tryFiles: files.tryFiles }),
      ...(internal ? { internal } : {}),
      ...(answers ? { handler: { origin: 0, kind: "content" as const, value: "" } } : {}),
    };
    return [text, conf] as const;
  };
  const names = PATHS.filter(() => random.chance(0.4));
  const all = names.map((name) => {
    const inner = PATHS.filter(
      (p) => p.startsWith(name) && p !== name && !names.includes(p) && random.chance(0.3),
    );
    const nested = inner.map((n) => {
      const [text, conf] = location({ kind: "prefix", name: n }, "", n);
      return [text, conf] as [string, LocationConf];
    });
    return location({ kind: "prefix", name }, "", name, nested);
  });
  if (random.chance(0.4)) {
    const source = random.pick(["b$", "^/c", "/a$"]);
    all.push(location({ kind: "regex", pattern: model.parsePattern(source, false) }, "~", source));
  }
  for (const name of NAMED) if (random.chance(0.7)) all.push(location({ kind: "named", name }, "", name));
  const own = random.chance(0.3) ? statements(random, model, 1) : { list: [], text: "" };
  const page = pages(random);
  const { text: _, ...stated } = page;
  return {
    text: `add_header X-Mark "s $uri?$args" always; ${own.text} ${page.text} ${all.map(([t]) => t).join("\n ")}`,
    server: {
      ...SILENT,
      ...stated,
      statements: own.list,
      listens: [],
      names: [],
      locations: all.map(([, l]) => l),
    },
  };
}

export const rewrite: Part = {
  name: "rewrite",
  round(random, count) {
    const seeds = Array.from({ length: Math.ceil(count / PER_SERVER) }, () => random.below(2 ** 31));
    const made = seeds.map((seed) => make(seed, realModel));
    const asked = Array.from({ length: count }, (_, i) => ({
      server: Math.floor(i / PER_SERVER),
      target:
        random.pick(PATHS) +
        random.pick(["", "", "a", "b", "/a", "%20b", "%3Fa", "b+a", "%25a"]) +
        random.pick(["", "", "", "?q", "?x=%41"]),
    }));
    return {
      http: made.map(({ text }, i) => `server { listen {listen0}; server_name s${i}; ${text} }`).join("\n"),
      addresses: ["unix"],
      about: (i) => made[asked[i]?.server ?? 0]?.text ?? "",
      questions: asked.map(({ server, target }) => ({ to: 0, request: get(target, `s${server}`) })),
      predict: (model) => {
        const confs = seeds.map((seed) => ({
          ...SILENT,
          version: VERSION,
          servers: [make(seed, model).server],
        }));
        return asked.map(({ server, target }) => {
          const http = confs[server];
          const conf = http?.servers[0];
          const read = model.readTarget(target, true);
          if (http === undefined || conf === undefined || read.kind === "bad") return "400";
          const { args = "" } = read;
          const values: Readonly<Record<string, string>> = {
            request_method: "GET",
            request_uri: target,
            host: `s${server}`,
            scheme: "http",
          };
          const way = model.follow(http, conf, read.uri, undefined, {
            args,
            variable: (name, now) =>
              ({ uri: now.uri, args: now.args, is_args: now.args === "" ? "" : "?" })[name] ?? values[name],
            isEscaped: /^[^?]*[%+]/.test(target),
          });
          const { end, path, uri } = way;
          const mark = `${path.at(-1)?.action ?? "s"} ${uri}?${way.args}`;
          switch (end.kind) {
            case "content":
              return `${end.status ?? 200} ${mark}`;
            case "answer":
              return `${end.status} ${mark}`;
            case "slash":
              return `301 ${mark}`;
            case "cycle":
            case "no such name":
              return `500 ${mark}`;
            case "unknown":
              return undefined;
          }
        });
      },
    };
  },
};
