/** Parts of a trace, in words. */
import { fromBytes } from "../analysis/nginx/bytes.ts";
import { statementOf } from "../analysis/nginx/conf.ts";
import type { Related } from "../problems/problem.ts";
import type { LocationConf, ServerConf } from "../semantics/nginx/config.ts";
import type { Stage } from "./stage.ts";

/** A location as it is written: `^~ /static/`. */
export function locationText(location: LocationConf): string {
  return (
    statementOf(location)
      ?.args.map((a) => a.value)
      .join(" ") ?? ""
  );
}

/** Of nested ones the outer first. */
export function pathText(path: readonly LocationConf[]): string {
  return path.length === 0
    ? "the server itself"
    : `location ${path.map((l) => `\`${locationText(l)}\``).join(" › ")}`;
}

/** By its first name, or where it listens. */
export function serverText(server: ServerConf): string {
  const [name] = server.names.filter((n) => n.text !== "");
  if (name !== undefined) return `\`${name.pattern === undefined ? "" : "~"}${fromBytes(name.text)}\``;
  const listen = server.listens[0];
  const at = listen === undefined ? undefined : statementOf(listen)?.args[0]?.value;
  return at === undefined ? "the server without a name" : `the server on ${at}`;
}

/** The same with the word before a name. */
export function namedServer(server: ServerConf): string {
  const text = serverText(server);
  return text.startsWith("the ") ? text : `server ${text}`;
}

/** Why nginx chose the server. */
export function serverWhy({ chosen, socket }: Stage["walk"]): string {
  const name = chosen?.by?.name;
  if (name !== undefined) {
    const text = fromBytes(name.text);
    if (name.pattern !== undefined) return `by its name \`~${text}\``;
    return text === "" ? "as the one without a name" : `by its name \`${text}\``;
  }
  return socket !== undefined && socket.servers.length === 1
    ? "as the only one on the port"
    : "as the default of the port, for no name fits";
}

/** The statements that led a request where it went, in the order in which it met them. */
export function relatedOf({ walk, tier, hosts, pass }: Stage): readonly Related[] {
  const out: Related[] = [];
  const add = (span: Related["span"] | undefined, message: string) => {
    if (span !== undefined && !out.some((r) => r.span === span)) out.push({ span, message });
  };
  const first = hosts[0];
  const on = hosts.length === 1 && first !== undefined ? ` on \`${first.name}\`` : "";
  const { server, chosen } = walk;
  if (server !== undefined) {
    const by = chosen?.by === undefined ? undefined : statementOf(chosen.by.name);
    const why = serverWhy(walk);
    add(headOf(by ?? statementOf(server)), `${tier.name}${on}: this server answers, ${why}`);
  }
  for (const { path, by } of walk.hops) {
    const last = path.at(-1);
    add(
      headOf(last && statementOf(last)),
      by === "request" ? "this location is chosen" : `then this, by \`${by}\``,
    );
  }
  const { rule } = walk.access ?? {};
  if (rule !== undefined)
    add(statementOf(rule)?.span, `this rule ${rule.allow ? "allows" : "denies"} the client`);
  const { end } = walk;
  if (end.kind === "status" || end.kind === "content" || end.kind === "unknown")
    add(end.span, end.kind === "content" ? end.what : end.why);
  if (end.kind === "passed") add(pass?.url.span, "the request is passed on here");
  return out;
}

/** A block by its first line. */
export function headOf(directive: ReturnType<typeof statementOf>): Related["span"] | undefined {
  if (directive === undefined) return undefined;
  const { span, name, args } = directive;
  return { ...span, end: args.at(-1)?.span.end ?? span.start + name.length };
}
