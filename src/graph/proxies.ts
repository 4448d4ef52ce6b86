/** The servers and locations of nginx, and where they pass requests. */
import type { Directive, NginxTier, Topology } from "../model/topology.ts";
import { statementOf } from "../analysis/nginx/conf.ts";
import { placedIn, serversOf, type JudgedServer, type Placed } from "../analysis/nginx/judged.ts";
import { outermost } from "../analysis/directives.ts";
import { passesOf } from "../analysis/passes.ts";
import { upstreamsOf, type Upstream } from "../analysis/upstreams.ts";
import { inWhole, isInside } from "../text/source.ts";
import type { Machines } from "./machines.ts";
import type { How } from "./model.ts";
import type { Sheet } from "./sheet.ts";

export function proxies(topology: Topology, on: Sheet, hosts: Machines): void {
  for (const tier of topology.nginxes) {
    const [first] = tier.hosts;
    const network = first === undefined ? undefined : hosts.networkOf(first);
    const within = network === undefined ? {} : { network };
    const cells = serverBoxes(topology, tier, within, on);
    for (const host of tier.hosts)
      for (const box of new Set(cells.map((c) => c.box))) on.link(hosts.of(tier, host).cell, box, "always");

    const declared = new Set(
      outermost(tier).flatMap((d) => (d.name === "upstream" ? (d.args[0]?.value.toLowerCase() ?? []) : [])),
    );
    const upstreams = upstreamsOf(topology, tier);
    const boxOf = new Map<Upstream, string>();
    for (const upstream of upstreams) {
      if (!declared.has(upstream.name.toLowerCase())) continue;
      const count = upstream.servers.length;
      const id = on.box(`upstream ${tier.name} ${upstream.name}`, {
        kind: "upstream",
        caption: "upstream",
        title: upstream.name,
        lines: [
          `${count} server${count === 1 ? "" : "s"}`,
          ...(upstream.keepalive > 0 ? [`keepalive ${upstream.keepalive}`] : []),
        ],
        spans: [upstream.span],
        ...within,
      });
      boxOf.set(upstream, id);
      lead(tier, upstream, id, on, hosts);
    }
    for (const pass of passesOf(topology)) {
      if (pass.tier !== tier) continue;
      const from = cells.filter((c) => isIn(pass.block, c.statement)).at(-1)?.cell;
      if (from === undefined) continue;
      const { upstream } = pass;
      const box = upstream === undefined ? undefined : boxOf.get(upstream);
      if (box !== undefined) on.link(from, box, "always");
      else if (upstream !== undefined) lead(tier, upstream, from, on, hosts);
      else
        for (const [other, id] of boxOf)
          if (other.passes.length === 0) on.link(from, id, "maybe", pass.url.value);
    }
  }
}

type LocationCell = { readonly box: string; readonly cell: string; readonly statement: Directive };

/** Outer locations before those in them. */
function serverBoxes(
  topology: Topology,
  tier: NginxTier,
  within: { readonly network?: number },
  on: Sheet,
): readonly LocationCell[] {
  const own = serversOf(topology).filter((s) => s.conf.tier === tier);
  return own.flatMap((judged, i): readonly LocationCell[] => {
    const statement = statementOf(judged.server);
    if (statement === undefined) return [];
    const id = on.box(`server ${tier.name} ${i}`, {
      kind: "server",
      caption: `server of ${tier.name}`,
      title: namesOf(judged),
      lines: [listensOf(statement)],
      spans: [statement.span],
      ...within,
    });
    const placed = placedIn(judged).toSorted((a, b) => startOf(a) - startOf(b));
    if (placed.length === 0) return [{ box: id, cell: id, statement }];
    return placed.flatMap(({ location, path }, j) => {
      const said = statementOf(location);
      if (said === undefined) return [];
      const cell = on.cell(id, `${id} ${j}`, {
        label: `${path.length > 1 ? "› ".repeat(path.length - 1) : ""}${said.args.map((a) => a.value).join(" ")}`,
        detail: doing(said),
        span: said.span,
      });
      return [{ box: id, cell, statement: said }];
    });
  });
}

/** As declared, where the model has them in nginx's order. */
function startOf({ location }: Placed): number {
  const statement = statementOf(location);
  return statement === undefined ? 0 : inWhole(statement.span).start;
}

function namesOf({ server }: JudgedServer): string {
  const names = (statementOf(server)?.block ?? []).flatMap((d) =>
    d.name === "server_name" ? d.args.map((a) => a.value) : [],
  );
  const [first = "any name"] = names.filter((n) => n !== "");
  return names.length > 1 ? `${first} +${names.length - 1}` : first;
}

function listensOf({ block = [] }: Directive): string {
  const listens = block.flatMap((d) => (d.name === "listen" ? (d.args[0]?.value ?? []) : []));
  return `listen ${listens.length === 0 ? "80" : listens.slice(0, 3).join(", ")}${listens.length > 3 ? ", …" : ""}`;
}

/** What a location does with a request, in its own words. */
function doing({ block = [] }: Directive): string {
  const found =
    block.find((d) => d.name.endsWith("_pass")) ??
    ["return", "try_files", "alias", "root", "rewrite"]
      .map((name) => block.find((d) => d.name === name))
      .find((d) => d !== undefined);
  if (found === undefined) return "";
  const args = found.args.map((a) => a.value.replaceAll(/\s+/g, " ").trim());
  if (found.name === "proxy_pass") return `→ ${args[0]?.replace(/^https?:\/\//, "") ?? ""}`;
  return [found.name, ...args.slice(0, found.name === "return" ? 1 : 2)].join(" ");
}

function isIn(inner: Directive, outer: Directive): boolean {
  return isInside(inner.span, outer.span);
}

/** From an upstream, or a location without one, to the servers. */
function lead(tier: NginxTier, upstream: Upstream, from: string, on: Sheet, hosts: Machines): void {
  let elsewhere = 0;
  for (const { host, tomcat, nginx, port, weight, down, backup } of upstream.servers) {
    const how: How = down ? "marked down" : backup ? "backup" : "passes";
    const text = weight === 1 ? undefined : `weight ${weight}`;
    if (tomcat !== undefined && host !== undefined)
      on.link(from, hosts.of(tomcat.tier, host).cell, how, text);
    else if (nginx !== undefined)
      for (const to of host === undefined ? nginx.hosts : [host])
        on.link(from, hosts.of(nginx, to).cell, how, text);
    else {
      const what = { id: `servers of ${tier.name} ${upstream.name}`, caption: "servers" };
      const label = host === undefined ? `not declared ${++elsewhere}` : `${host.name}:${port ?? 80}`;
      on.link(from, hosts.plain(what, { host, label, span: upstream.span }).cell, how, text);
    }
  }
}
