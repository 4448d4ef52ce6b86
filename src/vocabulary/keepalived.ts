/** The check of native keepalived blocks against the catalogue of keywords. */
import type { Argument, Directive } from "./directive.ts";
import type { Version } from "./version.ts";
import type { Report } from "../problems/problem.ts";
import type { Span } from "../text/source.ts";
import { didYouMean } from "../text/suggest.ts";
import { keepalivedContexts, type KeepalivedKeyword } from "./keepalived-keywords.ts";
import { holds, shown } from "./keepalived-values.ts";
import { compareVersions } from "./version.ts";

/** What to do about words that keepalived no longer takes, or takes and complains. */
const INSTEAD: Readonly<Record<string, string>> = {
  nat_mask: "keepalived has no such keyword any more; remove it",
  nb_get_retry: "write `retry`",
  lvs_sync_daemon_interface: "it belongs in global_defs now, as lvs_sync_daemon",
  linkbeat_use_polling: "it belongs at the top level",
  hashed: "it does nothing; write `sh-port` or `sh-fallback` as flags of the scheduler",
  vmac_garp_intvl: "write `garp_extra_if`",
};

/** Words that lbc writes itself; a second one would win, or be refused. */
const OWN = new Set([
  "interface",
  "virtual_router_id",
  "priority",
  "advert_int",
  "state",
  "virtual_ipaddress",
  "lb_kind",
  "lvs_method",
  "lb_algo",
  "lvs_sched",
  "protocol",
  "real_server",
  "group",
]);

/** The same in global_defs: the host's name, and what `notify` says. */
const OWN_GLOBALS = new Set([
  "router_id",
  "notification_email",
  "notification_email_from",
  "smtp_server",
  "smtp_connect_timeout",
]);

type Options = { readonly version: Version; readonly report: Report };

/** Checks the statements of a native `keepalived` block, and of the blocks in it. */
export function checkKeepalived(
  directives: readonly Directive[],
  context: "vrrp_instance" | "vrrp_sync_group" | "virtual_server" | "global_defs",
  options: Options,
): void {
  for (const directive of directives) {
    if ((context === "global_defs" ? OWN_GLOBALS : OWN).has(directive.name)) {
      options.report({
        code: "keepalived/own-word",
        severity: "error",
        message: `\`${directive.name}\` is written by lbc; a second one would win or be refused`,
        span: spanOfName(directive),
        help: "state it in the topology",
      });
    } else checkStatement(directive, context, options);
  }
}

function spanOfName({ name, span }: Directive): Span {
  return { ...span, end: Math.min(span.end, span.start + name.length) };
}

function checkStatement(directive: Directive, context: string, options: Options): void {
  const { name, args, block } = directive;
  const { report, version } = options;
  const span = spanOfName(directive);
  if (name === "") return; // a block without a keyword, reported by the parser
  const problem = (code: string, message: string, help: string): void => {
    report({ code, severity: "error", message, span, help });
  };
  const known = keepalivedContexts().get(context) ?? new Map<string, KeepalivedKeyword>();
  const keyword = known.get(name);
  const instead = Object.hasOwn(INSTEAD, name) ? INSTEAD[name] : undefined;
  if (keyword === undefined ? instead !== undefined : keyword.deprecated) {
    problem(
      "keepalived/deprecated",
      `\`${name}\` is not for keepalived 2`,
      instead ?? "remove it; see keepalived.conf(5)",
    );
    return;
  }
  if (keyword === undefined) {
    unknown(name, context, problem);
    return;
  }
  if (keyword.since !== undefined && compareVersions(version, keyword.since) < 0) {
    problem(
      "keepalived/version",
      `\`${name}\` came with keepalived ${keyword.since.join(".")}; the target is ${version.join(".")}`,
      "remove it, or raise `target { keepalived VERSION }`",
    );
    return;
  }
  if ((keyword.block !== undefined) !== (block !== undefined)) {
    if (block === undefined)
      problem("keepalived/block-expected", `\`${name}\` needs a block`, `write \`${name} { … }\``);
    else
      problem("keepalived/block-unexpected", `\`${name}\` takes no block`, "end it with `;` or a new line");
    return;
  }
  checkArguments(keyword, args, span, report);
  if (block === undefined || keyword.block === undefined) return;
  for (const inner of block) {
    if (keyword.block.entries) checkEntry(inner, keyword.block.context, options);
    else checkStatement(inner, keyword.block.context, options);
  }
}

function unknown(
  name: string,
  context: string,
  problem: (code: string, message: string, help: string) => void,
): void {
  const all = keepalivedContexts();
  // Names of entries' options are no keywords of a block.
  const places = [...all].flatMap(([place, words]) =>
    words.has(name) &&
    (place === "root" || [...all.values()].some((k) => k.get(place)?.block?.entries === false))
      ? [place === "root" ? "the file itself" : `\`${place}\``]
      : [],
  );
  if (places.length > 0) {
    problem(
      "keepalived/wrong-context",
      `\`${name}\` may not stand in \`${context}\``,
      `it belongs in ${places.slice(0, 4).join(", ")}`,
    );
    return;
  }
  const meant = didYouMean(name, all.get(context)?.keys() ?? []);
  problem(
    "keepalived/unknown-keyword",
    `\`${name.slice(0, 60)}\` is no keyword of ${context}`,
    meant === undefined ? "see keepalived.conf(5)" : `did you mean \`${meant}\`?`,
  );
}

/** Checks one line of a block of entries: what is listed, and its options. */
function checkEntry(entry: Directive, context: string, { report }: Options): void {
  const options = keepalivedContexts().get(context);
  if (options === undefined) return; // `names` and `any`
  if (entry.block !== undefined) {
    report({
      code: "keepalived/block-unexpected",
      severity: "error",
      message: "an entry takes no block",
      span: spanOfName(entry),
      help: "end it with `;` or a new line",
    });
    return;
  }
  for (let at = 0; at < entry.args.length;) {
    const argument = entry.args[at++];
    if (argument === undefined) return;
    const option = options.get(argument.value);
    if (option === undefined) {
      const meant = didYouMean(argument.value, options.keys());
      report({
        code: "keepalived/unknown-keyword",
        severity: "error",
        message: `\`${argument.value.slice(0, 60)}\` is no option of such an entry`,
        span: argument.span,
        help:
          meant === undefined ? `known are: ${[...options.keys()].join(", ")}` : `did you mean \`${meant}\`?`,
      });
      return;
    }
    const own = entry.args.slice(at, at + option.max);
    const next = own.findIndex((a, i) => i >= option.min && options.has(a.value));
    const taken = next < 0 ? own : own.slice(0, next);
    checkArguments(option, taken, argument.span, report);
    at += taken.length;
  }
}

function checkArguments(
  keyword: KeepalivedKeyword,
  args: readonly Argument[],
  span: Span,
  report: Report,
): void {
  const { name, min, max, values } = keyword;
  if (args.length < min || args.length > max) {
    const wants = max === min ? String(min) : max === Infinity ? `${min} or more` : `${min} to ${max}`;
    report({
      code: "keepalived/argument-count",
      severity: "error",
      message: `\`${name}\` takes ${wants} argument${wants === "1" ? "" : "s"}, not ${args.length}`,
      span,
      help:
        args.length > max
          ? "keepalived would ignore the rest without a word"
          : "keepalived would stop reading here",
    });
    return;
  }
  for (const [i, argument] of args.entries()) {
    const value = values[i] ?? (values[0]?.kind === "ranges" ? values[0] : undefined);
    if (value === undefined || holds(value, argument.value)) continue;
    report({
      code: "keepalived/value",
      severity: "error",
      message: `\`${argument.value.slice(0, 60)}\` is no value of \`${name}\``,
      span: argument.span,
      help: `${shown(value)}${keyword.default === undefined || i > 0 ? "" : `; without it: ${keyword.default}`}`,
    });
  }
}
