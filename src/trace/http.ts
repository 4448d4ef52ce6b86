/** What one nginx does with the request, step by step. */
import { fromBytes } from "../analysis/nginx/bytes.ts";
import { statementOf } from "../analysis/nginx/conf.ts";
import type { UpstreamServer } from "../analysis/upstreams.ts";
import type { Host } from "../model/topology.ts";
import type { Hop } from "../semantics/nginx/follow.ts";
import { rivalsOf, whyChosen } from "./rivals.ts";
import type { Stage } from "./stage.ts";
import { headOf, locationText, namedServer, pathText, serverText, serverWhy } from "./show.ts";
import { names, step, type Note, type Step } from "./step.ts";

export function httpSteps(stage: Stage, down: ReadonlySet<Host>): readonly Step[] {
  const { walk, tier, hosts, request } = stage;
  const on = {
    hosts: hosts.map((h) => h.name),
    name: tier.name,
    address: request.address.text,
    port: request.port,
  };
  const at = `${tier.name} on ${names(on.hosts)}`;
  const { server, hops, end } = walk;
  if (server === undefined)
    return [step("nginx", `${at}: no server is asked`, on, tier.span), ...endSteps(stage, down)];
  const others = (walk.socket?.servers ?? []).filter((s) => s !== server);
  const by = walk.chosen?.by === undefined ? undefined : statementOf(walk.chosen.by.name);
  const notes: Note[] = others.length === 0 ? [] : [{ text: `${names(others.map(serverText), 4)} lost` }];
  const first = step(
    "nginx",
    `${at}: ${namedServer(server)}, ${serverWhy(walk)}`,
    on,
    headOf(by ?? statementOf(server)),
    notes,
  );
  const slash = end.kind === "status" && end.slash === true;
  return [
    first,
    ...hops.map((hop, i) => locationStep(stage, hop, slash && i === hops.length - 1)),
    ...accessSteps(stage),
    ...endSteps(stage, down),
  ];
}

function locationStep({ walk }: Stage, { path, uri, by }: Hop, isRedirect: boolean): Step {
  const { server } = walk;
  const last = path.at(-1);
  const facts = { location: path.map(locationText), uri: fromBytes(uri) };
  if (last === undefined || server === undefined)
    return step("location", `none fits ${fromBytes(uri)}: the server itself`, facts);
  const how = by === "request" ? "" : `by ${by} to ${fromBytes(uri)}: `;
  const notes = rivalsOf(server, path, uri).map(({ location, why }): Note => {
    const span = headOf(statementOf(location));
    return { text: `\`${locationText(location)}\` lost: ${why}`, ...(span === undefined ? {} : { span }) };
  });
  return step(
    "location",
    `${how}${pathText(path).replace(/^location /, "")}: ${whyChosen(last, isRedirect)}`,
    facts,
    headOf(statementOf(last)),
    notes,
  );
}

function accessSteps({ walk }: Stage): readonly Step[] {
  const { access, server, end } = walk;
  if (server === undefined || end.kind === "unknown") return [];
  if (access === undefined)
    return [step("access", "not asked: the answer comes before", { verdict: "not asked" })];
  const { rule, verdict } = access;
  const statement = rule === undefined ? undefined : statementOf(rule);
  const client = walk.client.text;
  const because =
    statement === undefined
      ? `no rule names ${client}`
      : `\`${statement.name} ${statement.args[0]?.value ?? ""}\` is the first rule that fits ${client}`;
  const words = { pass: "passes", forbidden: "denied", asks: "must show a password" } as const;
  return [step("access", `${words[verdict]}: ${because}`, { verdict }, statement?.span)];
}

function endSteps(stage: Stage, down: ReadonlySet<Host>): readonly Step[] {
  const { walk } = stage;
  const { end } = walk;
  switch (end.kind) {
    case "status": {
      const to = end.redirect === undefined ? "" : ` to ${end.redirect}`;
      const facts = { status: end.status, ...(end.redirect === undefined ? {} : { redirect: end.redirect }) };
      return [step("answer", `${end.status}${to}: ${end.why}`, facts, end.span)];
    }
    case "content":
      return [step("answer", end.what, {}, end.span)];
    case "refused":
      return [step("answer", `none: ${end.why}`, { verdict: "refused" })];
    case "unknown":
      return [step("unknown", end.why, { verdict: "unknown" }, end.span)];
    case "passed":
      return upstreamSteps(stage, down, end.sends);
  }
}

function upstreamSteps(stage: Stage, down: ReadonlySet<Host>, sends: string | undefined): readonly Step[] {
  const { pass, servers } = stage;
  const name = pass?.target?.host ?? "somebody";
  const asked = sends === undefined ? "a URI that depends on a variable" : fromBytes(sends);
  const all = pass?.upstream?.servers ?? [];
  const notes = all
    .filter((s) => !servers.includes(s))
    .map((s): Note => ({ text: `${serverName(s)} gets nothing: ${whyNot(s, down)}` }));
  const to = servers.length === 0 ? "no server is left" : names(servers.map(serverName));
  return [
    step(
      "upstream",
      `${name} is asked for ${asked}: ${to}`,
      {
        name,
        hosts: servers.flatMap((s) => s.host?.name ?? []),
        ...(sends === undefined ? {} : { uri: fromBytes(sends) }),
      },
      pass?.url.span,
      notes,
    ),
  ];
}

function serverName({ host, tomcat, nginx }: UpstreamServer): string {
  const runs = tomcat === undefined ? (nginx === undefined ? "" : " (nginx)") : `:${tomcat.connector.port}`;
  return `${host?.name ?? nginx?.name ?? "an undeclared host"}${runs}`;
}

function whyNot({ down: isMarked, host, backup }: UpstreamServer, down: ReadonlySet<Host>): string {
  if (isMarked) return "it is marked down";
  if (host !== undefined && down.has(host)) return "its host is down";
  return backup ? "it is a backup" : "others are left";
}
