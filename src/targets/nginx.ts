/** nginx.conf of every host of an nginx tier. Models nginx 1.22.1; see spec/semantics/nginx.md. */
import { sectionsOf, type Section, type Sections } from "../analysis/nginx/statements.ts";
import type { Directive, Host, NginxTier, Topology } from "../model/topology.ts";
import type { Artifact, Target } from "./artifact.ts";
import { lines, madeBy, type Lines } from "./lines.ts";
import { hashSizes } from "./nginx/hashes.ts";
import { quote } from "./nginx/quote.ts";

export const nginx: Target = {
  name: "nginx",
  emit: (topology) =>
    topology.nginxes.flatMap((tier) => {
      const bodies = new Map<Sections, Body>();
      return tier.hosts.map((host) => {
        const sections = sectionsOf(topology, tier, host);
        let body = bodies.get(sections);
        if (body === undefined) bodies.set(sections, (body = bodyOf(topology, tier, sections)));
        return artifact(host, body);
      });
    }),
};

type Body = ReturnType<Lines["done"]>;

/** What holds where the author is silent. */
const DEFAULTS: readonly {
  readonly context: Section;
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

function bodyOf(topology: Topology, tier: NginxTier, sections: Sections): Body {
  const out = lines();
  const section = (which: Section) => {
    const own = sections[which];
    const stated = new Set(
      own.flatMap((d) =>
        d.name === "include" && d.args[0]?.value.includes("mime.types") ? ["types"] : [d.name],
      ),
    );
    for (const { context, name, text } of DEFAULTS) {
      if (context === which && !stated.has(name)) out.add(`${text};`, tier.span);
    }
    if (which === "http") for (const text of hashSizes(own, stated)) out.add(`${text};`, tier.span);
    for (const directive of own) emit(directive, out);
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

function emit({ name, args, block, span }: Directive, out: Lines): void {
  const head = headOf(name, args);
  if (args.at(-1)?.quote === "{") {
    out.add(head, span);
    return;
  }
  if (block === undefined) {
    out.add(`${head};`, span);
    return;
  }
  out.add(`${head} {`, span);
  out.nest(() => {
    for (const child of block) emit(child, out);
  });
  out.add("}");
}

function headOf(name: string, args: Directive["args"]): string {
  return [quote(name), ...args.map((a) => (a.quote === "{" ? a.value : quote(a.value)))].join(" ");
}

/** Names of files that nginx looks for beside the file it reads. */
const BESIDE =
  /^ *(include|auth_basic_user_file|\w*ssl_(certificate|client|crl|dhparam|password|trusted)\w*) ["']?[^/"' ]/;
/** A test that finds them: of a copy beside the old file. */
const THERE = `sh -c 't=/etc/nginx/.lbc.$$; cp "$1" $t; nginx -t -q -c $t; r=$?; rm -f $t; exit $r' sh %s`;

function artifact(host: Host, body: Body): Artifact {
  return {
    path: `${host.name}/etc/nginx/nginx.conf`,
    host: host.name,
    install: "/etc/nginx/nginx.conf",
    mode: 0o644,
    owner: "root:root",
    purpose: "nginx of this host",
    service: { name: "nginx", action: "reload" },
    validate: body.some(({ text }) => BESIDE.test(text)) ? THERE : "nginx -t -q -c %s",
    lines: body,
  };
}
