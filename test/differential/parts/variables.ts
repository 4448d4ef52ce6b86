/**
 * Variables of every kind, an `if` that holds, and passes, error pages and try_files that depend on them. The model
 * reads the very text that nginx reads, as a topology does.
 */
import { nginxConfOf } from "../../../src/analysis/nginx/conf.ts";
import { check } from "../../../src/check.ts";
import { rules } from "../../../src/rules/rules.ts";
import { get, quoted, type Model, type Part } from "../part.ts";
import { randomOf, type Random } from "../random.ts";

const PER_SERVER = 40;
const PATHS = ["/", "/a", "/b", "/a/", "/a/b", "/c", "/ab", "/c/a"];
const NAMED = ["@x", "@y"];
const SET = ["$v0", "$v1", "$v2"];
const GROUPS = ["$n0", "$n1", "$sub"];
const MAPS = ["$m0", "$m1", "$m2", "$m3", "$m4", "$m5", "$m6", "$g0"];
const BUILTIN = [
  "$uri",
  "$args",
  "$request_uri",
  "$host",
  "$arg_x",
  "$is_args",
  "$scheme",
  "$request_method",
  "$http_x_a",
  "$cookie_c",
];
const VARIABLES = [...SET, ...SET, ...GROUPS, ...MAPS, ...BUILTIN, "$1", "$2", "${uri}x"];
const PATTERNS = [
  "^/(?<n0>[ab])",
  "(?<n1>b|c)(?<n0>/?)$",
  "^/(.)(.*)$",
  "^/a",
  "b$",
  "(a)|(?<n1>c)",
  "^/(?P<n0>a*)/?(.*)",
  ".",
  "^$",
];
const WORDS = ["", "0", "a", "b", "/a", "/b", "/c/a", "back0", "back1", "q=1", "1"];

function textOf(random: Random, most = 2): string {
  return random
    .many(1, most, () => (random.chance(0.55) ? braced(random.pick(VARIABLES)) : random.pick(WORDS)))
    .join("");
}

/** Whatever follows. */
const braced = (variable: string) => variable.replace(/^\$([a-z]\w*)$/, "${$1}");

function pathOf(random: Random): string {
  return random.pick(PATHS) + (random.chance(0.5) ? textOf(random, 1) : "");
}

function condition(random: Random): string {
  const variable = random.pick([...SET, ...MAPS, ...BUILTIN, ...GROUPS]);
  if (random.chance(0.25)) return variable;
  if (random.chance(0.4)) return `${variable} ${random.pick(["=", "!="])} ${quoted(textOf(random, 1))}`;
  return `${variable} ${random.pick(["~", "~*", "!~", "!~*"])} ${quoted(random.pick(PATTERNS))}`;
}

function passOf(random: Random, plain: boolean): string {
  const host = random.pick(["back0", "back1", "back0", "$v0", "$m0", "back$g0", "$m6", "nope$v1", "$n0"]);
  const uri =
    plain || random.chance(0.4)
      ? ""
      : random.pick(["/", "/x", "$uri", "$request_uri", "/p$1", "$v1", "/q?$args", "?$args"]);
  if (!/\$/.test(host + uri))
    return `proxy_pass http://${host}${random.chance(0.5) && !plain ? random.pick(["/", "/y", "/y?z="]) : ""};`;
  return `proxy_pass ${quoted(`http://${host}${uri}`)};`;
}

function statements(random: Random, most: number, where: "server" | "location" | "if"): string {
  return random
    .many(0, most, (): string => {
      const roll = random.below(100);
      if (roll < 34)
        return `set ${random.chance(0.08) ? "$args" : random.pick(SET)} ${quoted(textOf(random))};`;
      if (roll < 62 && where !== "if") {
        const own = where === "location" && random.chance(0.35) ? passOf(random, true) : "";
        const mark =
          where === "location" && random.chance(0.3) ? `add_header X-Mark ${markOf("i")} always;` : "";
        const page = where === "location" && random.chance(0.15) ? pages(random) : "";
        return `if (${condition(random)}) { ${statements(random, 2, "if")} ${own} ${mark} ${page} }`;
      }
      if (roll < 70) {
        const code = random.pick([200, 204, 403, 404, 302, 301, 302]);
        if (code === 200) return "return 200 t;";
        return code < 304 && code > 300 ? `return ${code} ${quoted(pathOf(random))};` : `return ${code};`;
      }
      if (roll < 75) return "break;";
      const flag = random.pick(["last", "break", "redirect", "permanent", "last", "break", "", ""]);
      const query = random.chance(0.2) ? `?${textOf(random, 1)}${random.chance(0.3) ? "?" : ""}` : "";
      return `rewrite ${quoted(random.pick(PATTERNS))} ${quoted(pathOf(random) + query)} ${flag};`;
    })
    .join(" ");
}

function pages(random: Random): string {
  const target = random.chance(0.1)
    ? "http://h$uri"
    : random.pick([pathOf(random), ...NAMED, pathOf(random), "/a?$args", "$v0"]);
  return `error_page ${random.pick(["403", "404", "403 404", "302", "301"])} ${random.pick(["", "", "=", "=418"])} ${quoted(target)};`;
}

const ALL = [...MAPS, ...SET, ...GROUPS];
/** Maps last of all would change `$1`, whose length nginx has measured by then. */
const markOf = (name: string) =>
  quoted(`${name} $uri?$args ${ALL.join("|")}|$1|$2 $upstream_http_x_sent $place`);

function location(random: Random, count: { n: number }, head: string, inner = ""): string {
  const mark = `l${count.n++}`;
  const answer = random.pick([
    "empty_gif;",
    passOf(random, /~|@/.test(head)),
    passOf(random, /~|@/.test(head)),
    "",
  ]);
  const files = random.chance(0.2)
    ? `try_files /none ${quoted(random.pick([pathOf(random), pathOf(random), "$uri/x?$args", "@x", "@y", "=404", "/a?$v0"]))};`
    : "";
  const page = random.chance(0.25) ? pages(random) : "";
  return `location ${head} { add_header X-Mark ${markOf(mark)} always; ${statements(random, 3, "location")} ${page} ${files} ${answer} ${inner} }`;
}

function server(seed: number, i: number): string {
  const random = randomOf(seed);
  const count = { n: 0 };
  const names = PATHS.filter(() => random.chance(0.4));
  const all = names.map((name) => {
    const nested = PATHS.filter(
      (p) => p.startsWith(name) && p !== name && !names.includes(p) && random.chance(0.2),
    );
    return location(random, count, name, nested.map((n) => location(random, count, n)).join(" "));
  });
  if (random.chance(0.6)) all.push(location(random, count, `~ ${quoted(random.pick(PATTERNS.slice(0, 7)))}`));
  for (const name of NAMED) if (random.chance(0.6)) all.push(location(random, count, name));
  const own = random.chance(0.4) ? statements(random, 2, "server") : "";
  const page = random.chance(0.2) ? pages(random) : "";
  const name = i % 5 === 0 ? `"~^(?<sub>[a-z]*)(\\d?)\\.s${i}$"` : `s${i} a.s${i}`;
  return `server { listen {listen0}; server_name ${name}; add_header X-Mark ${markOf("s")} always; ${own} ${page} ${all.join("\n")} }`;
}

function maps(random: Random): string {
  const lines = (hostnames = false) => {
    const keys = new Set(
      random.many(0, 4, () =>
        random.pick(
          hostnames
            ? ["a.*", "*.s5", ".s10", "s1", "a.s2"]
            : ["a", "/A", "/b", "/c/a", "q", "1", "\\default", "s1"],
        ),
      ),
    );
    const patterns = random.many(0, 3, () => `~${random.chance(0.3) ? "*" : ""}${random.pick(PATTERNS)}`);
    return [
      ...(hostnames ? ["hostnames;"] : []),
      ...(random.chance(0.2) ? ["volatile;"] : []),
      ...[...keys].map((k) => `${quoted(k)} ${quoted(textOf(random))};`),
      ...[...new Set(patterns)].map(
        (p) => `${quoted(p)} ${quoted(random.pick(["x$1", "$n0", "$1$2", "back0", "/a"]))};`,
      ),
      ...(random.chance(0.7)
        ? [`default ${quoted(random.pick(["", "back0", "back1", "$uri", "/c", "0"]))};`]
        : []),
    ].join(" ");
  };
  // An expression that would match an empty query, if it were asked about one.
  // Values refer to what stands before only, or a variable could need itself.
  const safe = (text: string) => text.replace(/\$(?:m\d|g0)/g, "$$args");
  const blocks = ["$uri", "$args", quoted("$arg_x:$uri"), "$v0", "$host", "$request_uri"].map(
    (source, i) => `map ${source} $m${i} { ${safe(lines(i === 4))} ${i === 1 ? '"~^$" e;' : ""} }`,
  );
  const over = `map $m0 $m6 { ${safe(lines())} }`;
  const geo = `geo $arg_x $g0 { default ${random.pick(["0", "1", "nope"])}; 127.0.0.0/8 1; 127.1.0.0/16 0; 2001:db8::/32 1; 127.1.2.3 9; }`;
  return [...blocks, over, geo].join("\n");
}

const UPSTREAMS = ["back0", "back1"];

export const variables: Part = {
  name: "variables",
  round(random, count) {
    const own = random.below(2 ** 31);
    const seeds = Array.from({ length: Math.ceil(count / PER_SERVER) }, () => random.below(2 ** 31));
    const servers = seeds.map((seed, i) => server(seed, i));
    const http = [
      ...UPSTREAMS.map(
        (u) => `upstream ${u} { server {listen1}; keepalive 64; keepalive_requests 1000000000; }`,
      ),
      "proxy_http_version 1.1; proxy_set_header Connection ''; variables_hash_bucket_size 128; variables_hash_max_size 4096;",
      // nginx leaves the Location of a redirect in place when an error page answers for it.
      "map $status $place { 301 $sent_http_location; 302 $sent_http_location; }",
      maps(randomOf(own)),
      ...servers,
      // Every variable must be made by something.
      `server { listen {listen0}; server_name none; ${SET.map((v) => `set ${v} "";`).join(" ")} location ~ "(?<n0>.)(?<n1>.)(?<sub>.)" { } }`,
      'server { listen {listen1}; add_header X-Sent "$http_host$request_uri" always; return 200; }',
    ].join("\n");
    const asked = Array.from({ length: count }, (_, i) => {
      const at = Math.floor(i / PER_SERVER);
      return {
        host: `${random.pick(at % 5 === 0 ? ["a.", "b1.", ".", "A."] : ["", "a.", "A."])}s${at}`,
        target:
          random.pick(PATHS) +
          random.pick(["", "", "a", "b", "/a", "%20b", "%3Fa", "b+a", "%25a", "//b", "/../a"]) +
          random.pick([
            "",
            "",
            "",
            "?q",
            "?x=/a",
            "?x=127.1.2.4",
            "?x=2001:db8::1&X=1",
            "?x=127.1.2.3",
            "?x=127.9.9.9",
            "?X=a&b",
            "?x=back1",
          ]),
        headers: random.pick(["", "X-A: a\r\nCookie: d=1; c=back0; e=2\r\n", "X-A: /b\r\n"]),
      };
    });
    return {
      http,
      addresses: ["unix", "unix"],
      about: (i) => `${maps(randomOf(own))}\n${servers[Math.floor(i / PER_SERVER)] ?? ""}`,
      questions: asked.map(({ host, target, headers }) => ({ to: 0, request: get(target, host, headers) })),
      predict: (model) => {
        const { topology } = topologyOf(
          `lb 1\nnetwork lan 10.0.0.0/24\nhost h { eth0 10.0.0.1/24 }\nnginx n on h {\n${http.replaceAll("{listen0}", "80").replaceAll("{listen1}", "10.0.0.1:81")}\n}`,
        );
        const [tier] = topology.nginxes;
        const [host] = topology.hosts;
        if (tier === undefined || host === undefined) throw new Error("the text is no topology");
        const conf = nginxConfOf(topology, tier, host).http;
        return asked.map((question) => answer(model, conf, question));
      },
    };
  },
};

const unjudged = new Map(rules.map((rule) => [rule.code, { severity: "off" }] as const));

function topologyOf(text: string) {
  const found = check({ file: "topo.lb", read: () => text, rules: unjudged });
  const wrong = found.problems.find((p) => p.severity === "error");
  if (wrong !== undefined)
    throw new Error(`${wrong.message}: ${text.slice(wrong.span.start, wrong.span.end)}`);
  return found;
}

type Conf = ReturnType<typeof nginxConfOf>["http"];

function answer(
  model: Model,
  conf: Conf,
  asked: { readonly host: string; readonly target: string; readonly headers: string },
): string | undefined {
  const { target } = asked;
  const socket = model.socketAt(conf, 4, "10.0.0.1", 80);
  const read = model.readTarget(target, true);
  // Refused before any server is known: another part's matter.
  if (read.kind === "bad" || socket === undefined) return undefined;
  const name = model.readHost(asked.host) ?? "";
  const chosen = model.chooseServer(socket, name);
  if (chosen.kind === "unknown") return undefined;
  const { server, by } = chosen;
  const headers = new Map(
    asked.headers.split("\r\n").map((line) => {
      const [key = "", value = ""] = line.split(": ");
      return [key.toLowerCase(), value] as const;
    }),
  );
  for (const absent of ["x-a", "cookie"]) if (!headers.has(absent)) headers.set(absent, "");
  const request = {
    address: { family: 4, text: "10.0.0.1" },
    port: 80,
    scheme: "http",
    host: asked.host,
    target,
    method: "GET",
    client: { family: 4, text: "10.0.0.9" },
    headers,
  } as const;
  const pattern = by?.name.pattern;
  const way = model.follow(conf, server, read.uri, undefined, {
    ...(read.args === undefined ? {} : { args: read.args }),
    variable: (n, now) => model.builtin(n, now, { request, server }),
    isEscaped: /^[^?]*[%+]/.test(target),
    host: { name, ...(pattern === undefined ? {} : { pattern }) },
  });
  const { end, inside } = way;
  if (end.kind === "unknown") return undefined;
  const last = way.path.at(-1);
  let status =
    end.kind === "answer"
      ? end.status
      : end.kind === "slash"
        ? 301
        : end.kind === "content"
          ? (end.status ?? 200)
          : 500;
  let sent = "";
  const place = end.kind === "answer" && status < 400 && status > 300 ? end.text : undefined;
  if (end.kind === "content" && way.handler?.kind === "proxy_pass" && last !== undefined) {
    const url = way.expand(way.handler.value);
    if (url === undefined) return undefined;
    const passed = model.readProxyPass(url);
    if (passed === undefined || !model.isProxyHost(passed.host)) status = 500;
    else if (/^[\d.]+$/.test(passed.host)) return undefined;
    else if (!UPSTREAMS.includes(passed.host)) status = passed.host === "" ? 500 : 502;
    else {
      const { uri, args, isUnparsed, isInternal, isCut } = way;
      const asks = model.proxiedUri(last, way.handler, {
        target,
        uri,
        args,
        isUnparsed,
        isInternal,
        isCut,
        url,
      });
      // What nginx refuses is another part's matter.
      if (asks === undefined || model.readTarget(asks, true).kind === "bad") return undefined;
      sent = passed.host + asks;
      if (end.status === undefined) status = 200;
    }
  }
  const marked = inside === undefined ? undefined : ownMark(inside.origin);
  const text = way.expand(
    `${marked ?? (last === undefined ? "s" : (ownMark(last.origin) ?? "?"))} $uri?$args ${ALL.join("|")}|$1|$2 `,
  );
  if (text === undefined) return undefined;
  const place301 = end.kind === "slash" ? undefined : place;
  if (end.kind === "slash" || (status > 300 && status < 400 && place301 === undefined)) return undefined;
  return `${status} ${text}${sent} ${place301 ?? ""}`;
}

/** The first word of the mark that a block sets itself. */
function ownMark(origin: unknown): string | undefined {
  const block =
    (origin as { block?: readonly { name: string; args: readonly { value: string }[] }[] }).block ?? [];
  return block.find((d) => d.name === "add_header")?.args[1]?.value.split(" ")[0];
}
