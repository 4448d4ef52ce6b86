/** Whether statements of nginx's own are such that the version at hand has, where it has them. */
import type { Argument, Directive } from "./directive.ts";
import type { Version } from "./version.ts";
import type { Report } from "../problems/problem.ts";
import { isKeeping, judgeEach } from "../syntax/kept.ts";
import type { Span } from "../text/source.ts";
import { didYouMean } from "../text/suggest.ts";
import { compareVersions } from "./version.ts";
import { judgeArguments, judgeDuplicates } from "./nginx-arguments.ts";
import { FREE_FORM, innerContexts, nginxDirective, nginxNames, type Context } from "./nginx.ts";

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
