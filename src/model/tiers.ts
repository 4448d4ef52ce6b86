/** nginx and Tomcat. */
import type { Report } from "../problems/problem.ts";
import type { Located } from "../text/source.ts";
import type { Field, Fields } from "../vocabulary/field.ts";
import { all, find, maybe, numberField, one, textField, texts, type Table } from "./fields.ts";
import { hostsOf } from "./hosts.ts";
import { nativeDirectives } from "./native.ts";
import type { Host, NginxTier, SessionStore, TomcatTier } from "./topology.ts";

export function buildNginx(field: Field, name: string, hosts: Table<Host>, report: Report): NginxTier {
  return {
    name,
    span: field.span,
    hosts: hostsOf(field, hosts, report),
    directives: nativeDirectives(field.native),
  };
}

/** XML takes each attribute once. */
function attributes(
  fields: Fields,
  report: Report,
  doc?: Field,
): { readonly name: string; readonly value: string; readonly span: Field["span"] }[] {
  const seen = new Map<string, Field["span"]>(doc === undefined ? [] : [["docBase", doc.span]]);
  return all(fields, "*").flatMap((f) => {
    const value = texts(f)[0];
    const before = seen.get(f.word);
    if (before !== undefined) {
      report({
        code: "word/duplicate",
        severity: "error",
        message: `the attribute \`${f.word}\` is already stated`,
        span: f.span,
        related: [{ span: before, message: "first stated here" }],
        help: "keep one of them",
      });
      return [];
    }
    seen.set(f.word, f.span);
    return value === undefined ? [] : [{ name: f.word, value: value.value, span: f.span }];
  });
}

export function buildTomcat(
  field: Field,
  name: string,
  hosts: Table<Host>,
  stores: Table<SessionStore>,
  report: Report,
): TomcatTier {
  const { fields, span } = field;
  const own = hostsOf(field, hosts, report);
  const version = numberField(fields, "version") ?? { value: 10, span };
  const contexts = all(fields, "context").map((f) => {
    const path: Located<string> = texts(f)[0] ?? { value: "/", span: f.span };
    if (
      !/^\/([A-Za-z0-9_.~#-]+(\/[A-Za-z0-9_.~-]+)*)?$/.test(path.value) ||
      /(^|\/)\.\.?(\/|$)/.test(path.value)
    ) {
      report({
        code: "word/value",
        severity: "error",
        message: `\`${path.value}\` is no context path`,
        span: path.span,
        help: "write `/` or `/name`",
      });
    }
    const storeName = textField(f.fields, "sessions");
    const store = storeName === undefined ? undefined : find(stores, "session_store", storeName, report);
    if (store?.kind === "memcached" && !field.flawed && version.value > 9 && storeName !== undefined) {
      report({
        code: "store/tomcat-version",
        severity: "error",
        message: `memcached-session-manager has no release for Tomcat ${version.value}: the context would not start`,
        span: storeName.span,
        related: [{ span: version.span, message: "the version" }],
        help: "use `version 9`, a `cluster` store or redis",
      });
    }
    return {
      path: path.value,
      span: f.span,
      ...maybe("docBase", textField(f.fields, "doc_base")?.value),
      ...maybe("store", store),
      attributes: attributes(f.fields, report, one(f.fields, "doc_base")),
    };
  });
  checkPaths(contexts, report);
  const connectors = all(fields, "connector").map((f) => ({
    port: (f.args[0]?.value as number | undefined) ?? 8080,
    span: f.span,
    attributes: attributes(f.fields, report),
  }));
  // In a cluster that any balancer may serve, a route would give a session a new id at every hop.
  const wantsRoute = contexts.some(({ store }) => store?.kind === "memcached" && store.sticky);
  const stated = textField(fields, "jvm_route")?.value;
  const routed = stated === undefined ? wantsRoute : stated === "auto";
  const remote = one(fields, "remote_ip");
  return {
    name,
    span,
    hosts: own,
    version,
    connectors: connectors.length > 0 ? connectors : [{ port: 8080, span, attributes: [] }],
    contexts,
    shutdownPort: numberField(fields, "shutdown_port")?.value ?? -1,
    ...maybe("jvmRoutes", routed ? uniqueRoutes(own) : undefined),
    ...maybe(
      "remoteIp",
      remote === undefined
        ? undefined
        : {
            span: remote.span,
            ...maybe("internalProxies", textField(remote.fields, "internal_proxies")?.value),
            remoteIpHeader: textField(remote.fields, "header")?.value ?? "X-Forwarded-For",
            protocolHeader: textField(remote.fields, "protocol_header")?.value ?? "X-Forwarded-Proto",
          },
    ),
  };
}

/** Tomcat names an application's file for its path, in which `/` becomes `#`: each path once. */
function checkPaths(contexts: TomcatTier["contexts"], report: Report): void {
  const seen = new Map<string, TomcatTier["contexts"][number]>();
  for (const context of contexts) {
    const name = context.path.replace(/^\//, "").replaceAll("/", "#") || "ROOT";
    const before = seen.get(name);
    if (before === undefined) seen.set(name, context);
    else {
      report({
        code: "name/duplicate",
        severity: "error",
        message: `the context \`${context.path}\` is declared twice`,
        span: context.span,
        related: [{ span: before.span, message: "first declared here" }],
        help: "put both into one",
      });
    }
  }
}

/** A route a host, of letters, digits and `_`: a dot would make memcached-session-manager skip every backup. */
function uniqueRoutes(hosts: readonly Host[]): readonly string[] {
  const seen = new Set<string>();
  return hosts.map((host) => {
    let route = host.name.replace(/[^A-Za-z0-9_]/g, "_");
    while (seen.has(route)) route += "_";
    seen.add(route);
    return route;
  });
}
