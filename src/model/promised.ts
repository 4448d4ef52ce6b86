/** What an `expect` promises, word by word. */
import type { Report } from "../problems/problem.ts";
import type { Span } from "../text/source.ts";
import type { Field } from "../vocabulary/field.ts";
import type { StatusRange } from "../text/status.ts";
import { endpoints, find, texts, type Table } from "./fields.ts";
import type { Host, Promised, SessionStore, Vip, VirtualServer } from "./topology.ts";

export type ExpectContext = {
  readonly hosts: Table<Host>;
  readonly vips: Table<Vip>;
  readonly stores: Table<SessionStore>;
  readonly services: Services;
  readonly report: Report;
};
/** Virtual servers by `web:80` and `web:80/tcp`, under the name of the vip and under each of its addresses. */
export type Services = ReadonlyMap<string, VirtualServer> & { readonly isWhole: boolean };

/** Reports what is wrong with the form. */
export type Refuse = (message: string, span: Span, help: string) => undefined;

/** One promise of the block of an `expect`; undefined, with a problem reported, for what is none. */
export function promised(field: Field, context: ExpectContext, refuse: Refuse): Promised | undefined {
  const { report, vips, hosts, stores, services } = context;
  const { span } = field;
  const [first, second, third] = texts(field);
  const kind = field.word;
  switch (kind) {
    case "server":
    case "upstream":
    case "sends":
    case "redirect":
      return first === undefined ? undefined : { kind, value: first.value, span };
    case "location":
      return { kind, path: texts(field).map((t) => t.value), span };
    case "status":
      return { kind, ranges: field.args.map((a) => a.value as StatusRange), span };
    case "access":
      return { kind, allowed: first?.value === "allowed", span };
    case "session":
      return { kind, span };
    case "vip": {
      const vip = first === undefined ? undefined : find(vips, "vip", first, report);
      if (vip === undefined || second === undefined) return undefined;
      if (second.value === "served") return { kind, vip, span };
      const host = find(hosts, "host", second, report);
      return host === undefined ? undefined : { kind, vip, host, span };
    }
    case "sessions": {
      const store = first === undefined ? undefined : find(stores, "session_store", first, report);
      return store === undefined ? undefined : { kind, store, span };
    }
    case "virtual_server": {
      const at = endpoints(field)[0];
      if (at === undefined) return undefined;
      const { host, port, protocol } = at.value;
      const server = services.get(`${host}:${port}${protocol === undefined ? "" : `/${protocol}`}`);
      if (server === undefined) {
        if (!services.isWhole) return undefined;
        const known = [...new Set(services.values())].slice(0, 8).map((s) => `\`${s.name}\``);
        report({
          code: "expect/unknown-name",
          severity: "error",
          message: "no virtual server is on this vip and port",
          span: at.span,
          help: known.length === 0 ? "none is declared" : `declared: ${known.join(", ")}`,
        });
        return undefined;
      }
      if (first?.value === "served" && second === undefined) return { kind, server, span };
      const share = /^(\d{1,3})%$/.exec(second?.value ?? "");
      if (first?.value === "capacity" && share !== null && Number(share[1]) <= 100 && third === undefined)
        return { kind, server, capacity: Number(share[1]), span };
      return refuse(
        "it is `served`, or has a `capacity` such as 50%",
        span,
        "write `served` or `capacity 50%`",
      );
    }
    default:
      return undefined;
  }
}
