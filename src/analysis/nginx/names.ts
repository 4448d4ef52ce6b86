/** Names of the topology in nginx's statements: hosts, vips and Tomcats become addresses. */
import { each } from "../../model/fields.ts";
import { addressOf, type Argument, type Directive, type Topology } from "../../model/topology.ts";
import { once } from "../once.ts";
import { bracketed } from "../../semantics/net/address.ts";
import { SERVER_PAIRS } from "../../vocabulary/nginx-arguments.ts";

export type Names = {
  /** `app1:8080` → `10.0.0.31:8080`; anything that names no host or vip stays. */
  readonly endpoint: (text: string) => string;
  /** The servers of a Tomcat by its name. */
  readonly tomcat: (name: string) => readonly string[] | undefined;
};

export function namesOf(topology: Topology): Names {
  const endpoint = (text: string) => {
    const match = /^([A-Za-z0-9_][A-Za-z0-9_.-]*)(:\d+)?$/.exec(text);
    const address = match === null ? undefined : addressesOf(topology).get(match[1] ?? "");
    return address === undefined ? text : address + (match?.[2] ?? "");
  };
  return { endpoint, tomcat: (name) => tomcatsOf(topology).get(name) };
}

/** Of a host the first, IPv4 before IPv6; of a vip that is called otherwise than any host, the first. */
const addressesOf = once((topology: Topology): ReadonlyMap<string, string> => {
  const addresses = new Map<string, string>();
  for (const host of topology.hosts) {
    const address = addressOf(host, 4) ?? addressOf(host, 6);
    if (address !== undefined) addresses.set(host.name, bracketed(address.address));
  }
  for (const vip of topology.vips) {
    const first = vip.addresses[0];
    if (first !== undefined && !addresses.has(vip.name)) addresses.set(vip.name, bracketed(first.address));
  }
  return addresses;
});

const tomcatsOf = once((topology: Topology): ReadonlyMap<string, readonly string[]> => {
  const addresses = addressesOf(topology);
  return new Map(
    topology.tomcats.map(({ name, hosts, connectors }) => [
      name,
      each(hosts, (host) => {
        const address = addresses.get(host.name);
        return address && `${address}:${connectors[0]?.port ?? 8080}`;
      }),
    ]),
  );
});

function plain(value: string, like: Argument): Argument {
  return { value, quote: "", span: like.span };
}

/** `server app1:8080 max_fails 2` → `server 10.0.0.31:8080 max_fails=2`; a Tomcat's name gives a line a host. */
export function upstreamServers(directive: Directive, names: Names): readonly Directive[] {
  const [first, ...rest] = directive.args;
  if (first === undefined) return [directive];
  const parameters: Argument[] = [];
  for (let i = 0; i < rest.length; i++) {
    const word = rest[i];
    const next = rest[i + 1];
    if (word === undefined) break;
    if (SERVER_PAIRS.has(word.value) && next !== undefined) {
      parameters.push(plain(`${word.value}=${next.value}`, word));
      i++;
    } else parameters.push(word);
  }
  const targets = names.tomcat(first.value) ?? [names.endpoint(first.value)];
  return targets.map((target) => ({ ...directive, args: [plain(target, first), ...parameters] }));
}

/** Puts addresses for names where nginx takes an address. An upstream of the name, in any case, wins. */
export function withAddresses(directive: Directive, names: Names, upstreams: ReadonlySet<string>): Directive {
  const [first] = directive.args;
  const { name } = directive;
  if (first === undefined || (name !== "listen" && !name.endsWith("_pass"))) return directive;
  let value = first.value;
  if (name === "listen") value = names.endpoint(value);
  else {
    const match = /^((?:https?|grpcs?):\/\/)?([^/:$]+(?::\d+)?)(.*)$/s.exec(value);
    const host = match?.[2] ?? "";
    if (match !== null && !upstreams.has(host.toLowerCase()))
      value = `${match[1] ?? ""}${names.endpoint(host)}${match[3] ?? ""}`;
  }
  return value === first.value
    ? directive
    : { ...directive, args: [plain(value, first), ...directive.args.slice(1)] };
}
