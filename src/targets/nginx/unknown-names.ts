/** Log formats and zones that are used and that nothing declares, or that are declared twice: nginx does not start. */
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
  /** Where it is declared. */
  readonly declared?: Argument;
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
  judgeTwice(all, report);
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
  else if (name === "log_format" || name === "upstream") into.push(declaring(name, args[0]));
  else if (DECLARING.has(name)) {
    into.push(
      declaring(
        name,
        args.find((a) => ZONE.test(a.value)),
        ZONE,
      ),
    );
  } else {
    // Several upstreams and servers may share a zone.
    if (name === "zone") into.push(declaring(name, args[0]));
    if (name === "ssl_session_cache")
      into.push(
        declaring(
          name,
          args.find((a) => SHARED.test(a.value)),
          SHARED,
        ),
      );
    const used = usedBy(directive);
    if (used !== undefined) into.push(used);
  }
  if (block !== undefined && !FREE_FORM.has(name))
    for (const inner of namedIn(block, undefined)) into.push(inner);
});

const ZONE = /^(?:zone|keys_zone)=([^:]*)/;
const SHARED = /^shared:([^:]*)/;

function declaring(by: string, declared: Argument | undefined, part = /^(.*)$/s): Named {
  const name = part.exec(declared?.value ?? "")?.[1] ?? "";
  return { by, name, ...(declared === undefined ? {} : { declared }) };
}

/** Memory has one name for all its uses; a log format and an upstream are of their own kinds. */
function judgeTwice(all: readonly Named[], report: Report): void {
  const seen = new Map<string, Named>();
  for (const named of all) {
    const { by, name, declared } = named;
    if (declared === undefined) continue;
    const kind = by === "log_format" || by === "upstream" ? by : "zone";
    const key = `${kind} ${kind === "upstream" ? name.toLowerCase() : name}`;
    const first = seen.get(key);
    const isOwn = key === "log_format combined";
    seen.set(key, first ?? named);
    if (!isOwn && (first === undefined || (first.by === by && SHAREABLE.has(by)))) continue;
    report({
      code: "name/duplicate",
      severity: "error",
      message: `nginx does not start: ${isOwn ? "nginx itself has a `log_format`" : `a \`${first?.by ?? by}\``} called \`${name}\`${isOwn ? "" : " stands before this one"}`,
      span: declared.span,
      ...(first?.declared === undefined
        ? {}
        : { related: [{ span: first.declared.span, message: "the first" }] }),
      help: "give it a name of its own",
    });
  }
}
const SHAREABLE = new Set(["zone", "ssl_session_cache"]);

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
