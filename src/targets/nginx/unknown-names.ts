/** Log formats and zones that are used and that nothing declares: with such a name nginx does not start. */
import type { Argument, Directive } from "../../model/topology.ts";
import type { Report } from "../../problems/problem.ts";
import { gatherEach } from "../../syntax/kept.ts";
import { didYouMean } from "../../text/suggest.ts";
import { FREE_FORM } from "../../vocabulary/nginx.ts";
import { readsMore } from "../../analysis/nginx/mentions.ts";

type Named = {
  /** The directive that declares such a name. */
  readonly by: string;
  readonly name: string;
  /** Where it is used; absent where it is declared, or may be. */
  readonly at?: Argument;
};

/** Directives with the name of a zone, and those that declare it. */
const ZONES: Readonly<Record<string, string>> = {
  limit_req: "limit_req_zone",
  limit_conn: "limit_conn_zone",
  proxy_cache: "proxy_cache_path",
  fastcgi_cache: "fastcgi_cache_path",
  uwsgi_cache: "uwsgi_cache_path",
  scgi_cache: "scgi_cache_path",
};
const DECLARING = new Set(Object.values(ZONES));

/** A file of nginx's own that is read as well: it may declare anything. */
const ANYTHING: Named = { by: "include", name: "" };

const NONE: ReadonlySet<string> = new Set();

/** What may follow the format of a log, and not stand for it. */
const PARAMETER = /^(?:buffer=|flush=|if=|gzip(?:=|$))/;

export function judgeNames(directives: readonly Directive[], report: Report): void {
  const all = namedIn(directives, undefined);
  if (all.every(({ at }) => at === undefined) || all.includes(ANYTHING)) return;
  const declared = new Map([["log_format", new Set(["combined"])]]);
  for (const { by, name, at } of all) {
    if (at !== undefined) continue;
    const names = declared.get(by);
    if (names === undefined) declared.set(by, new Set([name]));
    else names.add(name);
  }
  for (const { by, name, at } of all) {
    const names = declared.get(by) ?? NONE;
    if (at === undefined || names.has(name)) continue;
    const meant = didYouMean(name, names);
    report({
      code: "nginx/unknown-name",
      severity: "error",
      message: `nginx does not start: no \`${by}\` declares \`${name}\``,
      span: at.span,
      help: PARAMETER.test(name)
        ? `the format comes first: \`combined ${name}\``
        : meant === undefined
          ? `declare it beside the servers with \`${by}\``
          : `did you mean \`${meant}\`?`,
    });
  }
}

const namedIn = gatherEach<Directive, undefined, Named>((directive, _, into) => {
  const { name, args, block } = directive;
  if (readsMore(directive)) into.push(ANYTHING);
  else if (name === "log_format") into.push({ by: name, name: args[0]?.value ?? "" });
  else if (DECLARING.has(name)) {
    const zone = args
      .map((a) => /^(?:zone|keys_zone)=([^:]*)/.exec(a.value)?.[1])
      .find((z) => z !== undefined);
    into.push({ by: name, name: zone ?? "" });
  } else {
    const used = usedBy(directive);
    if (used !== undefined) into.push(used);
  }
  if (block !== undefined && !FREE_FORM.has(name))
    for (const inner of namedIn(block, undefined)) into.push(inner);
});

/** The name that a statement uses, unless a variable decides it. */
function usedBy({ name, args }: Directive): Named | undefined {
  if (name === "access_log") {
    const [, format] = args;
    return format === undefined ? undefined : { by: "log_format", name: format.value, at: format };
  }
  const by = Object.hasOwn(ZONES, name) ? ZONES[name] : undefined;
  if (by === undefined) return undefined;
  const at = name === "limit_req" ? args.find((a) => a.value.startsWith("zone=")) : args[0];
  if (at === undefined || at.value.includes("$") || (by.endsWith("_path") && at.value === "off"))
    return undefined;
  return { by, name: name === "limit_req" ? at.value.slice(5) : at.value, at };
}
