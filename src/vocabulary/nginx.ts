/** nginx's directives: which exist in a version, where each may stand, and with how many arguments. */
import type { Directive, Version } from "../model/topology.ts";
import type { Report } from "../problems/problem.ts";
import type { Span } from "../text/source.ts";
import { didYouMean } from "../text/suggest.ts";
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
  for (const row of catalogue.trim().split("\n")) {
    const [name = "", contexts = "", shape = "", ...versions] = row.split(" ");
    const counts = /^(\d+)(?:-(\d+)|(\+))?/.exec(shape);
    const since = versions.find((v) => v.startsWith("+"));
    const removed = versions.find((v) => v.startsWith("-"));
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

/** Negative when `a` is older than `b`. */
export function compareVersions(a: Version, b: Version): number {
  for (let i = 0; i < Math.max(a.length, b.length); i++) {
    const difference = (a[i] ?? 0) - (b[i] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}

/** Blocks whose statements are data, not directives. */
export const FREE_FORM: ReadonlySet<string> = new Set([
  "map",
  "geo",
  "types",
  "split_clients",
  "charset_map",
]);

type Options = { readonly version: Version; readonly modules: readonly string[]; readonly report: Report };

/** Checks the statements of an `nginx` block, in which those of main, events and http stand together. */
export function checkNginx(directives: readonly Directive[], options: Options): void {
  for (const directive of directives) checkDirective(directive, ["main", "events", "http"], options);
}

function innerContexts(name: string, from: readonly Context[]): readonly Context[] {
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
    if (modules.length > 0 || /_by_lua(_block|_file)?$/.test(name)) return;
    const meant = didYouMean(name, nginxNames(contexts));
    const help =
      meant === undefined
        ? "if a third-party module has it, name the module: `target { nginx_modules NAME }`"
        : `did you mean \`${meant}\`?`;
    problem("nginx/unknown-directive", `nginx has no directive \`${name.slice(0, 60)}\``, help);
    return;
  }
  const shown = version.join(".");
  if (known.since !== undefined && compareVersions(version, known.since) < 0) {
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
  if (args.length < known.min || args.length > known.max) {
    const wants =
      known.max === known.min
        ? String(known.min)
        : known.max === Infinity
          ? `${known.min} or more`
          : `${known.min} to ${known.max}`;
    problem(
      "nginx/argument-count",
      `\`${name}\` takes ${wants} argument${wants === "1" ? "" : "s"}, not ${args.length}`,
      "a statement ends with `;` or a new line that is not indented deeper",
    );
  } else if (known.flag && !/^(on|off)$/i.test(args[0]?.value ?? "")) {
    problem("nginx/flag", `\`${name}\` is \`on\` or \`off\``, `write \`${name} on\``);
  }
  if (block === undefined || FREE_FORM.has(name)) return;
  if (name === "upstream") checkBackup(block, report);
  const inner = innerContexts(name, contexts);
  for (const child of block) checkDirective(child, inner, options);
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
