/** What nginx refuses or warns of in one statement, or in one beside another of its block, beyond their single words. */
import { matchOf } from "../../analysis/nginx/locations.ts";
import { readsMore } from "../../analysis/nginx/mentions.ts";
import type { Argument, Directive } from "../../model/topology.ts";
import type { Report } from "../../problems/problem.ts";
import { judgeEach } from "../../syntax/kept.ts";
import { FREE_FORM, MAIN_BLOCKS } from "../../vocabulary/nginx.ts";
import { hostKeys, judgeEntries, judgeHostBits } from "./entries.ts";

type Block = readonly Directive[];
/** The statements before it in its block, by what they may exclude: the first of each. */
type Seen = Map<string, Directive>;
type Judge = (directive: Directive, seen: Seen, report: Report, around: Directive | undefined) => void;

const refuse = (
  { span }: Argument | Directive,
  code: string,
  message: string,
  help: string,
  report: Report,
  first?: Directive,
): void =>
  report({
    code,
    severity: "error",
    message: `nginx does not start: ${message}`,
    span,
    ...(first === undefined ? {} : { related: [{ span: first.span, message: "the first" }] }),
    help,
  });

const serverName: Judge = ({ args }, _, report) => {
  for (const name of args) {
    const { value, span } = name;
    if (/^(?:\*(?!\..)|\.$|~$)/.test(value))
      refuse(
        name,
        "nginx/server-name",
        `\`${value}\` is no name of a server`,
        value === "*"
          ? "for any name, write `default_server` at the `listen`"
          : "write `*.example.com` or `.example.com`",
        report,
      );
    else if (value.includes("/"))
      report({
        code: "nginx/server-name",
        severity: "warning",
        message: `nginx warns of \`${value}\`: no name of a server has a \`/\``,
        span,
        help: "write the name alone",
      });
  }
};

const empty =
  (at: number, what: string, help: string): Judge =>
  ({ args }, _, report) => {
    const word = args[at];
    if (word?.value === "") refuse(word, "nginx/value", `${what} is empty`, help, report);
  };

const index: Judge = ({ args }, _, report) => {
  for (const [i, word] of args.entries()) {
    if (word.value === "") refuse(word, "nginx/value", "a name of a file is empty", "remove it", report);
    else if (word.value.startsWith("/") && i < args.length - 1)
      report({
        code: "nginx/value",
        severity: "warning",
        message: `nginx warns of \`${word.value}\`: only the last file may have an absolute path`,
        span: word.span,
        help: "put it last",
      });
  }
};

const accessLog: Judge = (log, _, report) => {
  const { args } = log;
  if (
    args.some((a) => a.value.startsWith("flush=")) &&
    !args.some((a) => /^(?:buffer=|gzip(?:=|$))/.test(a.value))
  )
    refuse(log, "nginx/incomplete", "`flush` stands here without `buffer`", "write `buffer=64k` too", report);
};

const bits: Judge = ({ args }, _, report) => {
  for (const { value, span } of args) judgeHostBits(value, span, report);
};

const referers: Judge = ({ args }, _, report) => {
  const seen = new Set<string>();
  for (const word of args) {
    const { value } = word;
    if (/^(?:none|blocked|server_names)$|^~/.test(value)) continue;
    const keys = hostKeys(value.replace(/\/.*$/s, ""));
    if (keys === undefined)
      refuse(
        word,
        "nginx/value",
        `\`${value}\` is no name of a host`,
        "a `*` stands for the first label or the last, and no label is empty",
        report,
      );
    else if (keys.some((k) => seen.has(k)))
      refuse(word, "nginx/value", `\`${value}\` stands twice`, "keep one", report);
    for (const key of keys ?? []) seen.add(key);
  }
};

const note = (seen: Seen, key: string, directive: Directive): void => {
  if (!seen.has(key)) seen.set(key, directive);
};

/** At the second of two that may not be neighbours: `not` is what it excludes, and what it is, `keys`. */
const clashes =
  (keysOf: (directive: Directive) => { not: string; keys: readonly string[] }, help: string): Judge =>
  (directive, seen, report) => {
    const { not, keys } = keysOf(directive);
    const other = seen.get(not);
    for (const key of keys) note(seen, key, directive);
    if (other === undefined) return;
    const { name } = other;
    const what =
      name === directive.name
        ? `a \`${name}\` excludes this one`
        : `\`${name}\` excludes \`${directive.name}\``;
    refuse(directive, "nginx/duplicate", what, help, report, other);
  };

const off = clashes(({ name, args }) => {
  const none = `${name} off`;
  return args[0]?.value === "off" ? { not: name, keys: [name, none] } : { not: none, keys: [name] };
}, "keep `off`, or the others");
const sameZone = clashes(({ name, args }) => {
  const zone = `${name} ${args.find((a) => a.value.startsWith("zone="))?.value ?? args[0]?.value}`;
  return { not: zone, keys: [zone] };
}, "keep one");
const paths = clashes(
  ({ name }) => ({ not: name === "root" ? "alias" : "root", keys: [name] }),
  "keep `alias`, or `root`",
);

const alias: Judge = (directive, seen, report, around) => {
  paths(directive, seen, report, around);
  if (around?.name === "location" && matchOf(around)?.kind === "named")
    refuse(directive, "nginx/wrong-context", "a named location may have no `alias`", "write `root`", report);
};

const redirect: Judge = (directive, seen, report, around) => {
  off(directive, seen, report, around);
  if (directive.args[0]?.value !== "default" || directive.args.length > 1) return;
  const pass = seen.get("proxy_pass");
  if (pass === undefined)
    refuse(
      directive,
      "nginx/incomplete",
      "`proxy_redirect default` has no `proxy_pass` before it",
      "put it behind the `proxy_pass`; where there is none, remove it: this is what holds without it",
      report,
    );
  else if (pass.args[0]?.value.includes("$") === true)
    refuse(
      directive,
      "nginx/value",
      "`proxy_redirect default` makes nothing of a `proxy_pass` with variables",
      "state both texts, or `off`",
      report,
    );
};

const METHODS = new Set(["ip_hash", "least_conn", "hash", "random", "least_time"]);

const upstream: Judge = (directive, _, report) => {
  const { args, block = [] } = directive;
  const servers = block.filter((d) => d.name === "server");
  const name = args[0]?.value ?? "";
  if (!block.some(readsMore) && servers.every((d) => d.args.some((a) => a.value === "backup")))
    refuse(
      args[0] ?? directive,
      "nginx/incomplete",
      servers.length === 0 ? `\`${name}\` has no server` : `all servers of \`${name}\` are \`backup\``,
      servers.length === 0 ? "write `server HOST:PORT`" : "take `backup` from one of them",
      report,
    );
  // Beside a backup server the author's order is kept.
  const ordered = servers.some((d) => d.args.some((a) => a.value === "backup"));
  const first = block.find((d) => METHODS.has(d.name) || (ordered && d.name === "keepalive"));
  for (const method of block) {
    if (first === undefined || method === first || !METHODS.has(method.name) || method.name === first.name)
      continue;
    report({
      code: "nginx/method-twice",
      severity: "warning",
      message: `\`${first.name}\` counts for nothing: nginx warns, and takes \`${method.name}\``,
      span: method.span,
      related: [{ span: first.span, message: "what it replaces" }],
      help: first.name === "keepalive" ? "put `keepalive` behind the method" : "keep one",
    });
  }
};

const JUDGES: ReadonlyMap<string, Judge> = new Map<string, Judge>([
  ["server_name", serverName],
  ["rewrite", empty(1, "the replacement", "write where to, such as `/`")],
  ["sub_filter", empty(0, "the text to look for", "write a text")],
  ["index", index],
  ["access_log", accessLog],
  ["allow", bits],
  ["deny", bits],
  ["set_real_ip_from", bits],
  ["proxy_cookie_domain", off],
  ["proxy_cookie_flags", off],
  ["proxy_cookie_path", off],
  ["mirror", off],
  ["proxy_redirect", redirect],
  ["proxy_pass", (directive, seen) => note(seen, directive.name, directive)],
  ["limit_req", sameZone],
  ["limit_conn", sameZone],
  ["root", paths],
  ["alias", alias],
  ["upstream", upstream],
  ["valid_referers", referers],
  ...["map", "geo", "split_clients", "types"].map((name): [string, Judge] => [
    name,
    (directive, _, report) => judgeEntries(directive, report),
  ]),
]);

/** Judges statements of main, events and http, and of the blocks in them. */
export function judgeStatements(directives: Block, report: Report): void {
  judgeAmong(directives, undefined, report);
  judgeBlocks(directives, undefined, report);
}

function judgeAmong(block: Block, around: Directive | undefined, report: Report): void {
  const seen: Seen = new Map();
  for (const directive of block) JUDGES.get(directive.name)?.(directive, seen, report, around);
}

const judgeBlocks = judgeEach((directive: Directive, _: undefined, report) => {
  const { name, block } = directive;
  if (block === undefined || MAIN_BLOCKS.has(name) || FREE_FORM.has(name)) return;
  judgeAmong(block, directive, report);
  judgeBlocks(block, undefined, report);
});
