/** A request as a person words it, for who asks outside a topology. */
import type { RequestSubject } from "../model/topology.ts";
import type { Address, Host, Topology } from "../model/topology.ts";
import { parseAddress } from "../semantics/net/address.ts";
import { didYouMean } from "../text/suggest.ts";
import { readUrl, whyNoUrl } from "../text/url.ts";

export type Asked = {
  readonly method?: string;
  readonly from?: string;
  readonly host?: string;
  /** `Name: value` each. */
  readonly header?: readonly string[];
  readonly at?: string;
};
/** What is wrong with it, in words. */
export type Misworded = { readonly usage: string };

/** `option` spells the name of one of its parts; `by` says where they were written. */
export function subjectOf(
  text: string,
  { from, method = "GET", host, header = [], at }: Asked,
  by: { readonly name: string; readonly option: (name: string) => string },
): RequestSubject | Misworded {
  const url = readUrl(text);
  if (url === undefined)
    return {
      usage: `\`${text}\` is no http URL: ${whyNoUrl(text)}; write one such as http://www.example.com/path`,
    };
  const client: Address | undefined = from === undefined ? undefined : parseAddress(from);
  if (from !== undefined && client === undefined)
    return { usage: `${by.option("from")} takes an address, not \`${from}\`` };
  if (!/^[A-Z]{1,20}$/.test(method))
    return { usage: `${by.option("method")} takes GET, POST or such, not \`${method}\`` };
  const headers = header.flatMap((text) => {
    const [, name = "", value = ""] = /^([\w-]+):\s*(.*)$/s.exec(text) ?? [];
    return name === "" || name.toLowerCase() === "host" ? [] : [{ name, value, text }];
  });
  const odd = header.find((text) => !headers.some((h) => h.text === text));
  if (odd !== undefined)
    return {
      usage: /^host:/i.test(odd)
        ? `the Host header is what ${by.option("host")} says`
        : `${by.option("header")} takes \`Name: value\`, not \`${odd}\``,
    };
  const located = <T>(value: T, written: string) => ({
    value,
    span: { source: { name: by.name, text: written }, start: 0, end: written.length },
  });
  return {
    kind: "request",
    url: located(url, text),
    method,
    headers: headers.map(({ name, value }) => ({ name, value })),
    ...(client === undefined ? {} : { from: client }),
    ...(host === undefined ? {} : { host }),
    ...(at === undefined ? {} : { at: located(at, at) }),
  };
}

/** The hosts of names with commas between them. */
export function hostsNamed(
  { hosts }: Topology,
  names: string | undefined,
): { readonly hosts: readonly Host[] } | Misworded {
  const found: Host[] = [];
  for (const name of names?.split(",").filter((n) => n !== "") ?? []) {
    const host = hosts.find((h) => h.name === name);
    if (host === undefined) {
      const meant = didYouMean(
        name,
        hosts.map((h) => h.name),
      );
      return {
        usage: `no host is called \`${name}\`${meant === undefined ? "" : `; did you mean ${meant}?`}`,
      };
    }
    found.push(host);
  }
  return { hosts: found };
}
