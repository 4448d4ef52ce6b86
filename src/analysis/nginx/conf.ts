/**
 * The nginx.conf of one host, as the model of nginx reads it. Every `origin` is the `Directive` it comes from; see
 * `statementOf`.
 */
import type { Directive, Host, NginxTier, Topology } from "../../model/topology.ts";
import type { HttpConf, ServerConf } from "../../semantics/nginx/config.ts";
import { parsePattern } from "../../semantics/regex/parse.ts";
import { toBytes } from "./bytes.ts";
import { levelOf, statementsOf, tryFilesOf } from "./levels.ts";
import { listenOf } from "./listen.ts";
import { locationsOf } from "./locations.ts";
import { sectionsOf, type Sections } from "./statements.ts";
import { variablesOf } from "./variables.ts";

export type NginxConf = {
  readonly http: HttpConf;
  /** Files that nginx reads as well, and that nobody knows: what is said of their block may be wrong. */
  readonly includes: readonly Directive[];
};

const known = new WeakMap<Sections, NginxConf>();

/** Hosts of a tier for which nothing differs get the same object. */
export function nginxConfOf(topology: Topology, tier: NginxTier, host: Host): NginxConf {
  const sections = sectionsOf(topology, tier, host);
  let conf = known.get(sections);
  if (conf === undefined) known.set(sections, (conf = read(sections.http, topology.target.nginx)));
  return conf;
}

/** The statement that a part of the model comes from; undefined for the http section itself. */
export function statementOf(part: { readonly origin: unknown }): Directive | undefined {
  return part.origin as Directive | undefined;
}

function read(http: readonly Directive[], version: readonly number[]): NginxConf {
  const servers = http.flatMap((d) => (d.name === "server" && d.block !== undefined ? [serverOf(d)] : []));
  return {
    http: { ...levelOf(http), ...variablesOf(http), origin: undefined, version, servers },
    includes: includesIn(http),
  };
}

function serverOf(directive: Directive): ServerConf {
  const block = directive.block ?? [];
  const tryFiles = tryFilesOf(block);
  return {
    ...levelOf(block),
    origin: directive,
    listens: block.filter((d) => d.name === "listen").flatMap(listenOf),
    names: block
      .filter((d) => d.name === "server_name")
      .flatMap((d) =>
        d.args.map(({ value }) => {
          const text = toBytes(value);
          if (!text.startsWith("~")) return { origin: d, text };
          const source = text.slice(1);
          // nginx folds case when the expression holds an upper-case letter, be it that of `\W`.
          return { origin: d, text: source, pattern: parsePattern(source, /[A-Z]/.test(source)) };
        }),
      ),
    statements: statementsOf(block),
    ...(tryFiles === undefined ? {} : { tryFiles }),
    locations: locationsOf(block),
  };
}

function includesIn(directives: readonly Directive[], out: Directive[] = []): readonly Directive[] {
  for (const d of directives) {
    if (d.name === "include") {
      if (d.args[0]?.value.endsWith("mime.types") !== true) out.push(d);
    } else if (d.name === "server" || d.name === "location") includesIn(d.block ?? [], out);
  }
  return out;
}
