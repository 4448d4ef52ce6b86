/**
 * The statements of an nginx tier as one host's nginx.conf has them: the target prints these, and the model of nginx
 * reads these, so that what is judged is what is written.
 */
import type { Directive, Host, NginxTier, Topology } from "../../model/topology.ts";
import { FREE_FORM, MAIN_BLOCKS, nginxDirective, upstreamsOf, type Context } from "../../vocabulary/nginx.ts";
import { differsByHost, ofHost, ownersOf } from "./listens.ts";
import { namesOf, upstreamServers, withAddresses, type Names } from "./names.ts";
import { orderLocations, orderUpstream } from "./order.ts";

export type Section = "main" | "events" | "http";
/** In order, with addresses for names; locations and upstreams are in the order in which they are written. */
export type Sections = Readonly<Record<Section, readonly Directive[]>>;

const known = new WeakMap<Topology, (tier: NginxTier, host: Host) => Sections>();

/** The sections for one host. Hosts of a tier for which nothing differs get the same object. */
export function sectionsOf(topology: Topology, tier: NginxTier, host: Host): Sections {
  let of = known.get(topology);
  if (of === undefined) known.set(topology, (of = reader(topology)));
  return of(tier, host);
}

function reader(topology: Topology): (tier: NginxTier, host: Host) => Sections {
  const names = namesOf(topology);
  const owner = ownersOf(topology);
  const made = new WeakMap<NginxTier, Map<Host | undefined, Sections>>();
  return (tier, host) => {
    let of = made.get(tier);
    if (of === undefined) made.set(tier, (of = new Map()));
    const key = differsByHost(tier, owner) ? host : undefined;
    let sections = of.get(key);
    if (sections === undefined) {
      const directives = key === undefined ? tier.directives : ofHost(tier.directives, host, owner);
      of.set(key, (sections = split(directives, names)));
    }
    return sections;
  };
}

/**
 * Of main, events and http, the one a statement is emitted in: http unless it may not stand there. Beside an `http`
 * block of the author's it is main, as in the nginx.conf that the block comes from.
 */
function sectionOf({ name, args }: Directive, hasHttp: boolean): Section {
  const contexts: readonly Context[] = nginxDirective(name, "http")?.contexts ?? ["main", "http"];
  // error_log may stand in both, and the daemon's own log is meant.
  if (name === "error_log" || MAIN_BLOCKS.has(name)) return "main";
  // load_module, which such files hold, stands in main only.
  if (name === "include" && /\/modules(-enabled|\.conf\.d)?\//.test(args[0]?.value ?? "")) return "main";
  if (contexts.includes("http") && !(hasHttp && contexts.includes("main"))) return "http";
  return contexts.includes("events") && !contexts.includes("main") ? "events" : "main";
}

function split(directives: readonly Directive[], names: Names): Sections {
  const hasHttp = directives.some((d) => d.name === "http");
  const sections = { main: [] as Directive[], events: [] as Directive[], http: [] as Directive[] };
  for (const directive of directives) {
    if (directive.name === "events" && directive.block !== undefined)
      sections.events.push(...directive.block);
    else if (directive.name === "http" && directive.block !== undefined)
      sections.http.push(...directive.block);
    else sections[sectionOf(directive, hasHttp)].push(directive);
  }
  const upstreams = upstreamsOf(sections.http);
  const all = (list: readonly Directive[]) => list.map((d) => resolved(d, names, upstreams));
  return { main: all(sections.main), events: all(sections.events), http: all(sections.http) };
}

function resolved(directive: Directive, names: Names, upstreams: ReadonlySet<string>): Directive {
  const found = withAddresses(directive, names, upstreams);
  const { name, block } = found;
  if (block === undefined) return found;
  // Lines of a map, geo or types block are data, in which `listen` is only a word.
  if (FREE_FORM.has(name)) return found;
  if (name === "upstream") {
    const servers = orderUpstream(block).flatMap((d) =>
      d.name === "server" ? upstreamServers(d, names) : [resolved(d, names, upstreams)],
    );
    return { ...found, block: servers };
  }
  const around = name === "stream" ? upstreamsOf(block) : upstreams;
  const ordered = orderLocations(block);
  let isSame = ordered === block && found === directive;
  const inner = ordered.map((d) => {
    const own = resolved(d, names, around);
    isSame &&= own === d;
    return own;
  });
  return isSame ? directive : { ...found, block: inner };
}
