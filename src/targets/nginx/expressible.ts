/** What nginx would refuse, or look up elsewhere, in statements that are right one by one. */
import type { Argument, Directive, NginxTier, Topology } from "../../model/topology.ts";
import type { Report } from "../../problems/problem.ts";
import { gatherEach, judgeEach } from "../../syntax/kept.ts";
import type { Span } from "../../text/source.ts";
import { didYouMean } from "../../text/suggest.ts";
import { tooLongNames } from "./hashes.ts";
import { once } from "../../analysis/once.ts";
import { readsMore } from "../../analysis/nginx/mentions.ts";
import { ownersOf, serversOf, type Owners } from "../../analysis/nginx/listens.ts";
import { MAIN_BLOCKS } from "../../vocabulary/nginx.ts";
import { judgeExpressions } from "./expressions.ts";
import { judgeLevels } from "./levels.ts";
import { judgeLocations } from "./locations.ts";
import { judgeProxyPasses, wrongAddress } from "./proxy-passes.ts";
import { quote } from "./quote.ts";
import { judgeSockets } from "./sockets.ts";
import { judgeStatements } from "./statements.ts";
import { judgeNames } from "./unknown-names.ts";
import { judgeVariables } from "./variables.ts";

/** Bytes nginx reads of one word, with its first quote: one less than its buffer. */
const MAX_WORD = 4095;

export function judgeNginx(topology: Topology, report: Report): void {
  if (topology.nginxes.length === 0) return;
  const owner = ownersOf(topology);
  for (const tier of topology.nginxes) {
    judgeWords(tier.directives, undefined, report);
    judgeProxyPasses(tier.directives, undefined, report);
    judgeLocations(tier.directives, report);
    judgeNames(tier.directives, report);
    judgeExpressions(tier.directives, topology.target.nginx, report);
    judgeVariables(tier.directives, topology.target, report);
    judgeStatements(tier.directives, report);
    judgeLevels(tier.directives, topology.target.nginx, report);
    judgeSockets(topology, httpOf(tier), report);
    for (const { text, span } of tooLongNames(tier.directives)) {
      report({
        code: "nginx/name-too-long",
        severity: "error",
        message: `\`${text.slice(0, 60)}\` is too long for nginx's table of such names: it would not start`,
        span,
        help: "shorten it to 46 bytes",
      });
    }
    judgePasses(topology, tier, report);
    judgeListens(tier, owner, report);
  }
}

const CONTROL = /[\0-\u0008\u000b\u000c\u000e-\u001f\u007f]/;

/** Whether a word may be refused: it is long even if each character became two, of three bytes, between quotes. */
function isNotable(text: string): boolean {
  return CONTROL.test(text) || (text.length * 2 + 2) * 3 > MAX_WORD;
}

const judgeWords = judgeEach(({ name, args, block, span: own }: Directive, _: undefined, report) => {
  const judge = (text: string, span: Span): void => {
    if (CONTROL.test(text)) {
      report({
        code: "output/nginx-text",
        severity: "error",
        message: "the word holds a control character; nginx cuts texts at a NUL",
        span,
        help: "remove it",
      });
      return;
    }
    // The closing quote is not of the word yet when nginx measures it.
    const written = quote(text);
    if (written.length * 3 <= MAX_WORD) return;
    const bytes = new TextEncoder().encode(written).length - (written === text ? 0 : 1);
    // A word that is this long in the topology is reported where it is read.
    if (bytes <= MAX_WORD || span.end - span.start > MAX_WORD + 2) return;
    report({
      code: "nginx/word-too-long",
      severity: "error",
      message: `nginx reads words of at most ${MAX_WORD} bytes; written out, this one has ${bytes}`,
      span,
      help: "split it, or put it into a file",
    });
  };
  if (isNotable(name)) judge(name, { ...own, end: Math.min(own.end, own.start + Math.max(1, name.length)) });
  for (const arg of args) if (arg.quote !== "{" && isNotable(arg.value)) judge(arg.value, arg.span);
  if (block !== undefined) judgeWords(block, undefined, report);
});

const PASSES = new Set([
  "proxy_pass",
  "fastcgi_pass",
  "uwsgi_pass",
  "scgi_pass",
  "grpc_pass",
  "memcached_pass",
]);

/** A name that nothing declares would be asked of DNS when nginx starts; one with a dot is meant to be. */
function judgePasses(topology: Topology, tier: NginxTier, report: Report): void {
  const isStream = (d: Directive) => d.name === "stream";
  judgeSection(topology, httpOf(tier), report);
  for (const { block } of tier.directives.filter(isStream)) judgeSection(topology, block ?? [], report, true);
}

/** The statements of the http section, with those that stand in main and events. */
function httpOf({ directives }: NginxTier): readonly Directive[] {
  const beside = directives.filter((d) => !MAIN_BLOCKS.has(d.name));
  return beside.flatMap((d) => (d.name === "http" ? (d.block ?? []) : [d]));
}

function judgeSection(
  topology: Topology,
  http: readonly Directive[],
  report: Report,
  isStream = false,
): void {
  // A file of nginx's own may declare upstreams.
  const open = http.some(readsMore);
  const upstreams = http
    .filter((d) => d.name === "upstream")
    .flatMap((d) => d.args.slice(0, 1).map((a) => a.value));
  const lower = new Set(upstreams.map((name) => name.toLowerCase()));
  const tomcats = namesOf(topology.tomcats);
  const [hosts, vips] = [namesOf(topology.hosts), namesOf(topology.vips)];
  for (const { at, name, host, inUpstream } of passedIn(http, "http")) {
    const isKnown = host === undefined || host === "localhost" || hosts.has(host) || vips.has(host);
    const wrong = isStream || inUpstream ? undefined : wrongAddress(name, at.value, lower, open || !isKnown);
    if (wrong !== undefined) {
      report({ code: "nginx/pass-url", severity: "error", span: at.span, ...wrong });
      continue;
    }
    if (host === undefined || /^\d+$/.test(host)) continue;
    if ((open && !inUpstream) || isKnown) continue;
    if (inUpstream ? tomcats.has(host) : lower.has(host.toLowerCase())) continue;
    const tomcat = tomcats.has(host);
    const machines = ["localhost", ...hosts, ...vips];
    const meant = tomcat ? undefined : didYouMean(host, [...(inUpstream ? tomcats : upstreams), ...machines]);
    report({
      code: "nginx/unknown-upstream",
      severity: "error",
      message: tomcat
        ? `\`${host}\` is a tomcat, and no upstream is called so: nginx would ask DNS for it, and not start`
        : `nothing is called \`${host}\`: nginx would ask DNS for it, and not start`,
      span: at.span,
      help:
        meant !== undefined
          ? `did you mean \`${meant}\`?`
          : inUpstream
            ? "declare the host, or write its address"
            : `write \`upstream ${host} { server ${tomcat ? host : "HOST:PORT"} }\` beside the servers`,
    });
  }
}

const namesOf = once(
  (things: readonly { readonly name: string }[]): ReadonlySet<string> => new Set(things.map((t) => t.name)),
);

/** Where a request goes by the statement `name`; `host` is a bare name. */
type Passed = {
  readonly at: Argument;
  readonly name: string;
  readonly host?: string;
  readonly inUpstream: boolean;
};

/** Those of statements that stand in a block of the name `around`. */
const passedIn = gatherEach<Directive, string, Passed>(({ name, args, block }, around, into) => {
  if (block !== undefined) for (const passed of passedIn(block, name)) into.push(passed);
  const [at] = args;
  if (at === undefined) return;
  const inUpstream = around === "upstream" && name === "server";
  if ((!inUpstream && !PASSES.has(name)) || at.value.includes("$")) return;
  const host = (
    inUpstream
      ? /^([A-Za-z0-9_-]+)(?::\d+)?$/
      : /^(?:(?:https?|grpcs?|s?uwsgi):\/\/)?([A-Za-z0-9_-]+)(?::\d+)?(?:[/?].*)?$/s
  ).exec(at.value)?.[1];
  into.push({ at, name, inUpstream, ...(host === undefined ? {} : { host }) });
});

/** A host on which a server would have no `listen` left would offer it on port 80 of all addresses. */
function judgeListens(tier: NginxTier, owner: Owners, report: Report): void {
  for (const server of serversOf(tier.directives)) {
    const listens = (server.block ?? []).filter((d) => d.name === "listen");
    for (const listen of listens) {
      const at: Argument | undefined = listen.args[0];
      const host = owner(listen);
      if (host === undefined || at === undefined) continue;
      const bare = tier.hosts.find((h) => listens.every((l) => (owner(l) ?? h) !== h));
      const foreign = !tier.hosts.includes(host);
      if (!foreign && bare === undefined) continue;
      report({
        code: "nginx/listen-elsewhere",
        severity: "error",
        message: `only \`${host.name}\` has this address: nginx ${foreign ? "" : `on \`${bare?.name}\` `}could not bind it`,
        span: at.span,
        help: "write the port alone, or a `listen` for each host of the tier",
      });
    }
  }
}
