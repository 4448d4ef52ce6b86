/** nginx.conf of every host of an nginx tier. Models nginx 1.22.1; see spec/semantics/nginx.md. */
import type { Directive, Host, NginxTier, Topology } from "../model/topology.ts";
import { FREE_FORM, nginxDirective, type Context } from "../vocabulary/nginx.ts";
import type { Artifact, Target } from "./artifact.ts";
import { lines, madeBy, type Lines } from "./lines.ts";
import { namesOf, upstreamServers, withAddresses, type Names } from "./nginx/names.ts";
import { orderLocations, orderUpstream } from "./nginx/order.ts";
import { quote } from "./nginx/quote.ts";

export const nginx: Target = {
  name: "nginx",
  emit: (topology) => {
    const names = namesOf(topology);
    return topology.nginxes.flatMap((tier) => {
      const body = bodyOf(topology, tier, names);
      return tier.hosts.map((host) => artifact(host, body));
    });
  },
};

/** What holds where the author is silent. */
const DEFAULTS: readonly {
  readonly context: "main" | "events" | "http";
  readonly name: string;
  readonly text: string;
}[] = [
  { context: "main", name: "user", text: "user www-data" },
  { context: "main", name: "worker_processes", text: "worker_processes auto" },
  { context: "main", name: "pid", text: "pid /run/nginx.pid" },
  { context: "main", name: "error_log", text: "error_log /var/log/nginx/error.log" },
  { context: "events", name: "worker_connections", text: "worker_connections 512" },
  { context: "http", name: "types", text: "include /etc/nginx/mime.types" },
  { context: "http", name: "default_type", text: "default_type application/octet-stream" },
  { context: "http", name: "access_log", text: "access_log /var/log/nginx/access.log" },
];

/** Of main, events and http, the one a statement is emitted in: http unless it may not stand there. */
function sectionOf(directive: Directive): "main" | "events" | "http" {
  const contexts: readonly Context[] = nginxDirective(directive.name, "http")?.contexts ?? ["http"];
  // error_log may stand in both, and the daemon's own log is meant; include is of the http section.
  if (directive.name === "error_log") return "main";
  if (contexts.includes("http")) return "http";
  return contexts.includes("events") && !contexts.includes("main") ? "events" : "main";
}

function bodyOf(topology: Topology, tier: NginxTier, names: Names): ReturnType<Lines["done"]> {
  const sections = { main: [] as Directive[], events: [] as Directive[], http: [] as Directive[] };
  for (const directive of tier.directives) {
    if (directive.name === "events" && directive.block !== undefined)
      sections.events.push(...directive.block);
    else if (directive.name === "http" && directive.block !== undefined)
      sections.http.push(...directive.block);
    else sections[sectionOf(directive)].push(directive);
  }
  const upstreams = new Set(
    sections.http
      .filter((d) => d.name === "upstream")
      .flatMap((d) => d.args.slice(0, 1).map((a) => a.value.toLowerCase())),
  );
  const out = lines();
  const section = (which: "main" | "events" | "http") => {
    const own = sections[which];
    const stated = new Set(
      own.flatMap((d) =>
        d.name === "include" && d.args[0]?.value.includes("mime.types") ? ["types"] : [d.name],
      ),
    );
    for (const { context, name, text } of DEFAULTS) {
      if (context === which && !stated.has(name)) out.add(`${text};`, tier.span);
    }
    if (which === "http") hashSizes(own, stated, out, tier);
    for (const directive of own) emit(directive, names, upstreams, out);
  };
  out.add(madeBy("#", topology.source));
  section("main");
  out.add("");
  out.add("events {", tier.span);
  out.nest(() => {
    section("events");
  });
  out.add("}");
  out.add("");
  out.add("http {", tier.span);
  out.nest(() => {
    section("http");
  });
  out.add("}");
  return out.done();
}

/**
 * Room for the server names: nginx refuses a name longer than its bucket (64 bytes less 18), and warns when
 * there are many. Formula: ngx_hash_init, an element takes align8(length + 2) + 8 bytes.
 */
function hashSizes(
  http: readonly Directive[],
  stated: ReadonlySet<string>,
  out: Lines,
  tier: NginxTier,
): void {
  const all = http
    .filter((d) => d.name === "server")
    .flatMap((d) =>
      (d.block ?? []).filter((c) => c.name === "server_name").flatMap((c) => c.args.map((a) => a.value)),
    );
  const longest = Math.max(0, ...all.map((n) => bytesOf(n)));
  const needed = Math.ceil((longest + 2) / 8) * 8 + 16;
  if (needed > 64 && !stated.has("server_names_hash_bucket_size")) {
    out.add(`server_names_hash_bucket_size ${Math.ceil(needed / 64) * 64};`, tier.span);
  }
  if (all.length > 200 && !stated.has("server_names_hash_max_size")) {
    out.add(`server_names_hash_max_size ${2 ** Math.ceil(Math.log2(all.length * 4))};`, tier.span);
  }
}

function bytesOf(text: string): number {
  return new TextEncoder().encode(text).length;
}

function emit(directive: Directive, names: Names, upstreams: ReadonlySet<string>, out: Lines): void {
  const { name, args, block, span } = withAddresses(directive, names, upstreams);
  const head = headOf(name, args);
  if (block === undefined) {
    out.add(`${head};`, span);
    return;
  }
  const verbatim = FREE_FORM.has(name);
  const inner = verbatim ? block : name === "upstream" ? orderUpstream(block) : orderLocations(block);
  out.add(`${head} {`, span);
  out.nest(() => {
    for (const child of inner) {
      if (name === "upstream" && child.name === "server") {
        for (const server of upstreamServers(child, names)) emit(server, names, upstreams, out);
      } else if (verbatim) emitStatement(child, out);
      else emit(child, names, upstreams, out);
    }
  });
  out.add("}");
}

function headOf(name: string, args: Directive["args"]): string {
  return [quote(name), ...args.map((a) => quote(a.value))].join(" ");
}

/** A line of a map, geo or types block: data, in which `listen` is only a word. */
function emitStatement({ name, args, span }: Directive, out: Lines): void {
  out.add(`${headOf(name, args)};`, span);
}

function artifact(host: Host, body: ReturnType<Lines["done"]>): Artifact {
  return {
    path: `${host.name}/etc/nginx/nginx.conf`,
    host: host.name,
    install: "/etc/nginx/nginx.conf",
    mode: 0o644,
    owner: "root:root",
    purpose: "nginx of this host",
    service: { name: "nginx", action: "reload" },
    validate: "nginx -t -q -c %s",
    lines: body,
  };
}
