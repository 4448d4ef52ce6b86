/** nginx's directives: which exist in a version, where each may stand, and with how many arguments. */
import type { Argument, Directive } from "./directive.ts";
import type { Version } from "./version.ts";
import type { Report } from "../problems/problem.ts";
import { isKeeping, judgeEach } from "../syntax/kept.ts";
import type { Span } from "../text/source.ts";
import { didYouMean } from "../text/suggest.ts";
import { compareVersions } from "./version.ts";
import { judgeArguments, judgeDuplicates } from "./nginx-arguments.ts";
import { catalogue } from "./nginx-catalogue.ts";

export type Context =
  | "main"
  | "events"
  | "http"
  | "server"
  | "location"
  | "upstream"
  | "if in server"
  | "if in location"
  | "limit_except";

export type NginxDirective = {
  readonly name: string;
  readonly contexts: readonly Context[];
  readonly min: number;
  readonly max: number;
  readonly flag: boolean;
  readonly block: boolean;
  readonly since?: Version;
  readonly removed?: Version;
  /** The release into whose build Debian has carried it. */
  readonly backported?: Version;
  /** Contexts in which it takes fewer arguments. */
  readonly maxIn?: Partial<Readonly<Record<Context, number>>>;
  /** Contexts, and numbers of arguments from one up, that came later than the directive. */
  readonly later?: readonly { readonly what: Context | number; readonly since: Version }[];
};

const CONTEXTS: Readonly<Record<string, Context>> = {
  m: "main",
  e: "events",
  h: "http",
  s: "server",
  l: "location",
  u: "upstream",
  S: "if in server",
  L: "if in location",
  x: "limit_except",
};

let table: ReadonlyMap<string, NginxDirective> | undefined;

function parseCatalogue(): ReadonlyMap<string, NginxDirective> {
  const out = new Map<string, NginxDirective>();
  for (const row of catalogue().trim().split("\n")) {
    const [name = "", contexts = "", shape = "", ...versions] = row.split(" ");
    const counts = /^(\d+)(?:-(\d+)|(\+))?/.exec(shape);
    const since = versions.find((v) => v.startsWith("+"));
    const removed = versions.find((v) => v.startsWith("-"));
    const backported = versions.find((v) => v.startsWith("~"));
    const fewer = versions.flatMap((v) => {
      const match = /^([a-zA-Z])=(\d+)$/.exec(v);
      const context = CONTEXTS[match?.[1] ?? ""];
      return context === undefined ? [] : [[context, Number(match?.[2])] as const];
    });
    const later = versions.flatMap((v) => {
      const match = /^([a-zA-Z]|\d)\+(.+)$/.exec(v);
      const what = CONTEXTS[match?.[1] ?? ""] ?? Number(match?.[1]);
      return match === null ? [] : [{ what, since: (match[2] ?? "").split(".").map(Number) }];
    });
    const min = counts === null ? 1 : Number(counts[1]);
    out.set(name, {
      name,
      contexts: [...contexts].flatMap((c) => CONTEXTS[c] ?? []),
      min,
      max: counts === null ? 1 : counts[3] === "+" ? Infinity : Number(counts[2] ?? min),
      flag: shape.startsWith("flag"),
      block: shape.endsWith("{"),
      ...(since === undefined ? {} : { since: since.slice(1).split(".").map(Number) }),
      ...(removed === undefined ? {} : { removed: removed.slice(1).split(".").map(Number) }),
      ...(backported === undefined ? {} : { backported: backported.slice(1).split(".").map(Number) }),
      ...(fewer.length === 0 ? {} : { maxIn: Object.fromEntries(fewer) }),
      ...(later.length === 0 ? {} : { later }),
    });
  }
  return out;
}

const serverBlock: NginxDirective = {
  name: "server",
  contexts: ["http"],
  min: 0,
  max: 0,
  flag: false,
  block: true,
};
const upstreamServer: NginxDirective = {
  name: "server",
  contexts: ["upstream"],
  min: 1,
  max: Infinity,
  flag: false,
  block: false,
};

/** The directive of a name; `server` is another one inside `upstream`. */
export function nginxDirective(name: string, context: Context): NginxDirective | undefined {
  if (name === "server") return context === "upstream" ? upstreamServer : serverBlock;
  table ??= parseCatalogue();
  return table.get(name);
}

/** Names of the directives that may stand in a context, for completion and for "did you mean". */
export function nginxNames(contexts: readonly Context[]): readonly string[] {
  table ??= parseCatalogue();
  const own = [...table.values()]
    .filter((d) => d.contexts.some((c) => contexts.includes(c)))
    .map((d) => d.name);
  return contexts.includes("http") || contexts.includes("upstream") ? [...own, "server"] : own;
}

/** Blocks whose statements are data, not directives. */
export const FREE_FORM: ReadonlySet<string> = new Set([
  "map",
  "geo",
  "types",
  "split_clients",
  "charset_map",
]);

/** Blocks of modules that stand beside `http`, not in it. */
export const MAIN_BLOCKS: ReadonlySet<string> = new Set(["stream", "mail", "rtmp"]);

/** Names of the upstreams of a section, in lower case, as nginx compares them. */
export function upstreamsOf(section: readonly Directive[]): ReadonlySet<string> {
  return new Set(
    section.flatMap((d) =>
      d.name === "upstream" && d.args[0] !== undefined ? [d.args[0].value.toLowerCase()] : [],
    ),
  );
}

/** Modules that are not of nginx's own http, by how their directives begin. */
const MODULES: readonly (readonly [RegExp, string])[] = [
  [/^(stream|mail|rtmp)$/, "$1"],
  [/^lua_|_by_lua(_block|_file)?$/, "lua"],
  [/^more_(set|clear)_/, "headers-more"],
  [/^brotli/, "brotli"],
  [/^js_/, "njs"],
  [/^vhost_traffic_status/, "vts"],
  [/^geoip2/, "geoip2"],
  [/^(modsecurity|nchan|fancyindex|echo)(_|$)/, "$1"],
];

/** The module that has a directive, as a person names it. */
function moduleOf(name: string): string | undefined {
  for (const [pattern, module] of MODULES) {
    const found = pattern.exec(name);
    if (found !== null) return module === "$1" ? found[1] : module;
  }
  return undefined;
}

type Options = { readonly version: Version; readonly modules: readonly string[]; readonly report: Report };

/** Checks the statements of an `nginx` block, in which those of main, events and http stand together. */
export function checkNginx(directives: readonly Directive[], options: Options): void {
  checkEach(directives, OUTERMOST, options);
  const inner = directives.flatMap((d) => (d.name === "http" || d.name === "events" ? (d.block ?? []) : []));
  checkTwice([...directives, ...inner], options.report);
}

const OUTERMOST: readonly Context[] = ["main", "events", "http"];

/** What the word on a directive depends on beside itself. */
type Env = Omit<Options, "report"> & { readonly contexts: readonly Context[] };
const envs = new Map<string, Env>();

/** The same for the same. */
function envOf(contexts: readonly Context[], { version, modules }: Omit<Options, "report">): Env {
  const key = JSON.stringify([contexts, version, modules]);
  let env = envs.get(key);
  if (env === undefined) envs.set(key, (env = { contexts, version, modules }));
  return env;
}

const checkKept = judgeEach((directive: Directive, { contexts, version, modules }: Env, report) => {
  checkDirective(directive, contexts, { version, modules, report });
});

function checkEach(directives: readonly Directive[], contexts: readonly Context[], options: Options): void {
  if (isKeeping(directives)) checkKept(directives, envOf(contexts, options), options.report);
  else for (const directive of directives) checkDirective(directive, contexts, options);
}

const isFlag = (name: string): boolean => nginxDirective(name, "http")?.flag === true;

/** What stands in main and in http at once, such as error_log, may stand in each. */
function checkTwice(block: readonly Directive[], report: Report): void {
  judgeDuplicates(block, isFlag, report);
}

function checkFlag(name: string, argument: Argument | undefined, report: Report): void {
  if (argument === undefined || /^(on|off)$/i.test(argument.value)) return;
  const meant = didYouMean(argument.value, ["on", "off"]);
  report({
    code: "nginx/flag",
    severity: "error",
    message: `\`${name}\` is \`on\` or \`off\``,
    span: argument.span,
    help: meant === undefined ? `write \`${name} on\`` : `did you mean \`${meant}\`?`,
  });
}

/** The contexts of what stands in a block, from those its directive stands in. */
export function innerContexts(name: string, from: readonly Context[]): readonly Context[] {
  switch (name) {
    case "http":
      return ["http"];
    case "events":
      return ["events"];
    case "server":
      return ["server"];
    case "upstream":
      return ["upstream"];
    case "if":
      return from.includes("server") ? ["if in server"] : ["if in location"];
    case "limit_except":
      return ["limit_except"];
    default:
      return ["location"];
  }
}

/** Words that nginx takes since a release with a warning only, and what to write instead. */
const OBSOLETE: readonly (readonly [RegExp, Version, string])[] = [
  [/^ssl$/, [1, 15, 0], "write `ssl` at the `listen`"],
  [/^http2_max_(?:field|header)_size$/, [1, 19, 7], "write `large_client_header_buffers`"],
  [/^http2_idle_timeout$/, [1, 19, 7], "write `keepalive_timeout`"],
  [/^http2_max_requests$/, [1, 19, 7], "write `keepalive_requests`"],
  [/^http2_recv_timeout$/, [1, 19, 7], "write `client_header_timeout`"],
  [/^http2_(?:push|push_preload|max_concurrent_pushes)$/, [1, 25, 1], "remove it"],
];
const MAYBE_OBSOLETE = /^ssl$|^http2_|send_lowat$/;

/** What is wrong with a word that nginx warns of, and what to do. */
function obsolete(name: string, version: Version): readonly [string, string] | undefined {
  if (!MAYBE_OBSOLETE.test(name)) return undefined;
  if (name.endsWith("send_lowat")) return ["Linux has nothing of the kind", "remove it"];
  const found = OBSOLETE.find(([words, since]) => words.test(name) && compareVersions(version, since) >= 0);
  return found && [`it is obsolete since ${found[1].join(".")}`, found[2]];
}

function checkDirective(directive: Directive, contexts: readonly Context[], options: Options): void {
  const { report, version, modules } = options;
  const { name, args, block } = directive;
  if (name === "") return; // a block without a keyword, reported by the parser
  const span: Span = {
    ...directive.span,
    end: Math.min(directive.span.end, directive.span.start + name.length),
  };
  const problem = (code: string, message: string, help: string): void => {
    report({ code, severity: "error", message, span, help });
  };
  const context = contexts.includes("upstream") ? "upstream" : (contexts[0] ?? "main");
  const known = nginxDirective(name, context);
  if (known === undefined) {
    if (modules.length > 0) return;
    const module = moduleOf(name);
    const continues = !/^[a-z][a-z0-9_]*$/i.test(name);
    const meant = module === undefined ? didYouMean(name, nginxNames(contexts)) : undefined;
    const help = continues
      ? "a line continues a statement when it is indented deeper than the line the statement began on"
      : module !== undefined
        ? `a module has it: \`target { nginx_modules ${module} }\` lets its directives pass`
        : meant === undefined
          ? "if a third-party module has it, name the module: `target { nginx_modules NAME }`"
          : `did you mean \`${meant}\`?`;
    problem("nginx/unknown-directive", `nginx has no directive \`${name.slice(0, 60)}\``, help);
    return;
  }
  const shown = version.join(".");
  const { backported } = known;
  if (backported !== undefined && compareVersions(version, backported) === 0) {
    report({
      code: "nginx/version",
      severity: "info",
      message: `only Debian's build of nginx ${shown} has \`${name}\``,
      span,
      help: "nothing to do on Debian; nginx's own build refuses it",
    });
  } else if (known.since !== undefined && compareVersions(version, known.since) < 0) {
    problem(
      "nginx/version",
      `\`${name}\` came with nginx ${known.since.join(".")}; the target is ${shown}`,
      "remove it, or raise `target { nginx VERSION }`",
    );
  }
  if (known.removed !== undefined && compareVersions(version, known.removed) >= 0) {
    problem(
      "nginx/version",
      `\`${name}\` is gone since nginx ${known.removed.join(".")}; the target is ${shown}`,
      "remove it",
    );
  }
  const over = obsolete(name, version);
  if (over !== undefined && (known.removed === undefined || compareVersions(version, known.removed) < 0))
    report({
      code: "nginx/obsolete",
      severity: "warning",
      message: `nginx warns of \`${name}\`: ${over[0]}`,
      span,
      help: over[1],
    });
  if (!known.contexts.some((c) => contexts.includes(c))) {
    const places = known.contexts.map((c) => `\`${c}\``).join(", ");
    problem(
      "nginx/wrong-context",
      `\`${name}\` may not stand ${contexts.length > 1 ? "here" : `in \`${context}\``}`,
      `it belongs in ${places}`,
    );
    return;
  }
  for (const { what, since } of known.later ?? []) {
    if (compareVersions(version, since) >= 0) continue;
    if (typeof what === "number" ? args.length >= what : contexts.every((c) => c === what)) {
      const which = typeof what === "number" ? `with ${what} arguments` : `in \`${what}\``;
      problem(
        "nginx/version",
        `\`${name}\` ${which} came with nginx ${since.join(".")}; the target is ${shown}`,
        "remove it, or raise `target { nginx VERSION }`",
      );
    }
  }
  if (known.block !== (block !== undefined)) {
    if (known.block)
      problem("nginx/block-expected", `\`${name}\` needs a block`, `write \`${name} … { … }\``);
    else problem("nginx/block-unexpected", `\`${name}\` takes no block`, "end it with `;` or a new line");
    return;
  }
  const max = Math.min(known.max, known.maxIn?.[context] ?? Infinity);
  if (args.length < known.min || args.length > max) {
    const wants =
      max === known.min
        ? String(known.min)
        : max === Infinity
          ? `${known.min} or more`
          : `${known.min} to ${max}`;
    problem(
      "nginx/argument-count",
      `\`${name}\` takes ${wants} argument${wants === "1" ? "" : "s"}, not ${args.length}`,
      "a statement ends with `;` or a new line that is not indented deeper",
    );
  } else if (known.flag) checkFlag(name, args[0], report);
  else if (name !== "server" || context === "upstream") judgeArguments(directive, span, options);
  if (block === undefined || FREE_FORM.has(name)) return;
  if (name === "upstream") checkBackup(block, report);
  if (name !== "http" && name !== "events") checkTwice(block, report);
  checkEach(block, innerContexts(name, contexts), options);
}

/** nginx refuses a backup server after a method that cannot use one; before it, it takes the same server. */
function checkBackup(block: readonly Directive[], report: Report): void {
  const at = block.findIndex((d) => ["ip_hash", "hash", "random"].includes(d.name));
  const method = block[at];
  if (method === undefined) return;
  for (const { name, args } of block.slice(at)) {
    const backup = name === "server" ? args.find((a) => a.value === "backup") : undefined;
    if (backup === undefined) continue;
    report({
      code: "nginx/backup-with-method",
      severity: "error",
      message: `\`${method.name}\` has no use for a \`backup\` server: nginx refuses the configuration`,
      span: backup.span,
      related: [{ span: method.span, message: "the method" }],
      help: "remove `backup`, or balance by `least_conn`",
    });
  }
}
