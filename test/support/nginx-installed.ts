/** The directives of the installed nginx, each with a place and arguments that it takes. */
import { compareVersions } from "../../src/vocabulary/version.ts";
import { nginxArguments } from "../../src/vocabulary/nginx-values.ts";
import { nginxDirective, nginxNames, type NginxDirective } from "../../src/vocabulary/nginx.ts";
import { installedNginx } from "./nginx-process.ts";
import { textsOf } from "./nginx-values.ts";

export const version = installedNginx() ?? [];

/** Modules that a Debian build leaves out, or has for other systems only. */
const ABSENT = /^(image_filter|quic_|http3|xslt_|geoip|acceptex_)/;

export function exists({ name, since, removed, backported }: NginxDirective): boolean {
  return (
    !ABSENT.test(name) &&
    (since === undefined ||
      compareVersions(version, since) >= 0 ||
      (backported !== undefined && compareVersions(version, backported) === 0)) &&
    (removed === undefined || compareVersions(version, removed) < 0)
  );
}

export type Place = "location" | "server" | "upstream" | "http" | "events" | "main";
export const PLACES: readonly Place[] = ["location", "server", "upstream", "http", "events", "main"];
const FIXED_PLACES: Readonly<Record<string, Place>> = { location: "server", error_log: "http" };

export function placeOf({ name, contexts }: NginxDirective): Place {
  return FIXED_PLACES[name] ?? PLACES.find((p) => contexts.includes(p)) ?? "main";
}

export const all: readonly NginxDirective[] = [
  ...new Set(nginxNames(["main", "events", "http", "server", "location", "upstream"])),
].flatMap((name) => nginxDirective(name, name === "server" ? "upstream" : "main") ?? []);

/** What these take first is not any text. */
export const FIRST: Readonly<Record<string, readonly string[]>> = {
  location: ["/x"],
  rewrite: ["^/a", "/b"],
  listen: ["127.0.0.1:18999"],
  server: ["127.0.0.1:18999"],
  log_format: ["lbc"],
  access_log: ["/tmp/lbc.log"],
  user: ["root", "root"],
  ...Object.fromEntries(
    ["fastcgi", "grpc", "memcached", "scgi", "uwsgi"].map((m) => [`${m}_pass`, ["127.0.0.1:1"]]),
  ),
  proxy_pass: ["http://127.0.0.1:1"],
  error_log: ["/tmp/lbc.log"],
  set: ["$lbc_x", "y"],
};

/** Of directives whose values are not in the catalogue, or not in this way. */
const MORE: Readonly<Record<string, readonly string[]>> = {
  geo: ["$remote_addr", "$lbc_x"],
  map: ["$uri", "$lbc_x"],
  split_clients: ["$uri", "$lbc_x"],
  limit_conn_zone: ["$uri", "zone=lbc:1m"],
  limit_req_zone: ["$uri", "zone=lbc:1m", "rate=1r/s"],
  auth_request_set: ["$lbc_x", "y"],
  return: ["302", "/x"],
  access_log: ["/dev/null", "combined"],
  disable_symlinks: ["on", "from=/x"],
  aio: ["threads=x"],
  fastcgi_split_path_info: ["(a)(b)"],
};

/** Arguments that nginx takes, of each form and number. */
export function argumentsOf(directive: NginxDirective): readonly (readonly string[])[] {
  const { name, min, max } = directive;
  const forms = nginxArguments(name)?.forms ?? [];
  const counts = Array.from({ length: Math.min(max, Math.max(min, 3)) - Math.max(1, min) + 1 });
  const first = { ...FIRST, ...MORE }[name];
  return [
    ...forms.map(({ terms }) =>
      terms.map((term, i) => first?.[i] ?? textsOf(term, version, () => true)[0] ?? ""),
    ),
    ...counts.map((_, i) =>
      ["a", "b", "c"].slice(0, Math.max(1, min) + i).map((text, j) => first?.[j] ?? text),
    ),
  ];
}
