/**
 * The names of the servers of one address: how nginx 1.22.1 builds and reads its tables (ngx_hash_add_key,
 * ngx_hash_find_combined, ngx_http_find_virtual_server).
 */
import { firstOf, type Supposed } from "../regex/first.ts";
import type { ServerConf, ServerName } from "./config.ts";
import { lower } from "./host.ts";

export type Named = { readonly server: ServerConf; readonly name: ServerName };

export type NameTable = {
  /** The name that a host is served by, the default server's aside; undefined when none matches. */
  readonly find: (host: string, supposed: Supposed) => Named | undefined;
  /** Names that nginx ignores with the warning `conflicting server name`, and what was there before. */
  readonly ignored: readonly (Named & { readonly because: Named })[];
  /** Names with which nginx does not start: `invalid server name or wildcard`. */
  readonly invalid: readonly Named[];
};

const NO_NAME: ServerName = { origin: undefined, text: "" };

/** The names of a server: "" when it states none. */
export function namesOf(server: ServerConf): readonly ServerName[] {
  return server.names.length === 0 ? [{ ...NO_NAME, origin: server.origin }] : server.names;
}

export type Shape =
  | { readonly kind: "exact" | "regex"; readonly text: string }
  /** `*.text`; with `bare`, `.text`, which is the text itself too. */
  | { readonly kind: "head"; readonly text: string; readonly bare: boolean }
  /** `text.*` */
  | { readonly kind: "tail"; readonly text: string };

/** What a name is to nginx; undefined when it may not be one. */
export function shapeOf({ text, pattern }: ServerName): Shape | undefined {
  if (pattern !== undefined) return { kind: "regex", text };
  const stars = text.split("*").length - 1;
  if (stars > 1 || text.includes("..") || text.includes("\0")) return undefined;
  const name = lower(text);
  if (name.length > 1 && name.startsWith(".")) return { kind: "head", text: name.slice(1), bare: true };
  if (name.length > 2 && name.startsWith("*.")) return { kind: "head", text: name.slice(2), bare: false };
  if (name.length > 2 && name.endsWith(".*")) return { kind: "tail", text: name.slice(0, -2) };
  return stars > 0 ? undefined : { kind: "exact", text: name };
}

export function nameTable(servers: readonly ServerConf[]): NameTable {
  const exact = new Map<string, Named>();
  const head = new Map<string, Named & { readonly bare: boolean }>();
  const tail = new Map<string, Named>();
  /** Exact names that are taken, `.x` taking `x` even where it is itself refused. */
  const taken = new Map<string, Named>();
  const regexes: Named[] = [];
  const ignored: (Named & { because: Named })[] = [];
  const invalid: Named[] = [];
  for (const server of servers) {
    for (const name of namesOf(server)) {
      const named = { server, name };
      const shape = shapeOf(name);
      if (shape === undefined) {
        invalid.push(named);
        continue;
      }
      const { text } = shape;
      let because: Named | undefined;
      if (shape.kind === "regex") regexes.push(named);
      else if (shape.kind === "exact") {
        because = taken.get(text);
        if (because === undefined) {
          taken.set(text, named);
          exact.set(text, named);
        }
      } else if (shape.kind === "head") {
        if (shape.bare) because = taken.get(text);
        if (because === undefined) {
          if (shape.bare) taken.set(text, named);
          because = head.get(text);
          if (because === undefined) head.set(text, { ...named, bare: shape.bare });
        }
      } else {
        because = tail.get(text);
        if (because === undefined) tail.set(text, named);
      }
      if (because !== undefined) ignored.push({ ...named, because });
    }
  }
  const first = firstOf(regexes.flatMap(({ name }) => name.pattern ?? []));
  return {
    ignored,
    invalid,
    find(host, supposed) {
      const found = exact.get(host);
      if (found !== undefined || host === "") return found;
      const whole = head.get(host);
      if (whole?.bare === true) return whole;
      if (head.size > 0) {
        for (let dot = host.indexOf("."); dot >= 0; dot = host.indexOf(".", dot + 1)) {
          const at = head.get(host.slice(dot + 1));
          if (at !== undefined) return at;
        }
      }
      if (tail.size > 0) {
        for (let dot = host.lastIndexOf("."); dot > 0; dot = host.lastIndexOf(".", dot - 1)) {
          const at = tail.get(host.slice(0, dot));
          if (at !== undefined) return at;
        }
      }
      return regexes[first.find(host, supposed)];
    },
  };
}
