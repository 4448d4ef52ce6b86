/**
 * nginx's own variables, from the sources of its releases 1.14.0 to 1.31.4: `*` ends what names begin with, `=` marks
 * those that a statement may set, as it may all those with `*`, `+` the release that brought one.
 * test/real/nginx-expressions.test.ts asks the real program about each.
 */
import { compareVersions, type Version } from "./version.ts";

// A function, so that a run which asks for nothing of it never makes the text.
const catalogue = (): string => `
ancient_browser= arg_* args= binary_remote_addr body_bytes_sent bytes_sent connection connection_requests
connection_time+1.19.10 connections_active connections_reading connections_waiting connections_writing content_length
content_type cookie_* date_gmt date_local document_root document_uri fastcgi_path_info fastcgi_script_name geoip_*
grpc_internal_trailers gzip_ratio host hostname http2 http3+1.25.0 http_* http_cookie http_host http_referer
http_user_agent http_via http_x_forwarded_for https invalid_referer= is_args is_request_port+1.29.3
limit_conn_status+1.17.6 limit_rate= limit_req_status+1.17.6 modern_browser= msec msie= nginx_version pid pipe
proxy_add_x_forwarded_for proxy_host= proxy_internal_body_length proxy_internal_chunked
proxy_internal_connection+1.29.4 proxy_internal_host=+1.29.4 proxy_port= proxy_protocol_addr proxy_protocol_port
proxy_protocol_server_addr+1.17.6 proxy_protocol_server_port+1.17.6 proxy_protocol_tlv_*+1.23.2 query_string
realip_remote_addr realip_remote_port realpath_root remote_addr remote_port remote_user request request_body
request_body_file request_completion request_filename request_id request_length request_method request_port+1.29.3
request_time request_uri scheme secure_link secure_link_expires sent_http_* sent_http_cache_control
sent_http_connection sent_http_content_length sent_http_content_type sent_http_keep_alive sent_http_last_modified
sent_http_link sent_http_location sent_http_transfer_encoding sent_trailer_* server_addr server_name server_port
server_protocol slice_range ssl_alpn_protocol=+1.21.4 ssl_cipher= ssl_ciphers= ssl_client_cert=
ssl_client_escaped_cert= ssl_client_fingerprint= ssl_client_i_dn= ssl_client_i_dn_legacy= ssl_client_raw_cert=
ssl_client_s_dn= ssl_client_s_dn_legacy= ssl_client_serial= ssl_client_sigalg=+1.29.3 ssl_client_v_end=
ssl_client_v_remain= ssl_client_v_start= ssl_client_verify= ssl_curve=+1.21.5 ssl_curves= ssl_early_data=+1.15.3
ssl_ech_outer_server_name=+1.29.4 ssl_ech_status=+1.29.4 ssl_protocol= ssl_server_name= ssl_session_id=
ssl_session_reused= ssl_sigalg=+1.29.3 ssl_sigalgs=+1.31.2 status tcpinfo_rcv_space tcpinfo_rtt tcpinfo_rttvar
tcpinfo_snd_cwnd time_iso8601 time_local uid_got uid_reset= uid_set upstream_addr upstream_bytes_received
upstream_bytes_sent+1.15.8 upstream_cache_etag upstream_cache_last_modified upstream_cache_status
upstream_connect_time upstream_cookie_* upstream_header_time upstream_http_* upstream_response_length
upstream_response_time upstream_status upstream_trailer_* uri`;

export type NginxVariable = { readonly isSettable: boolean; readonly since?: Version };
type Table = {
  readonly names: ReadonlyMap<string, NginxVariable>;
  readonly prefixes: ReadonlyMap<string, NginxVariable>;
};

let table: Table | undefined;

function readTable(): Table {
  const [names, prefixes] = [new Map<string, NginxVariable>(), new Map<string, NginxVariable>()];
  for (const [, name = "", any, settable, since] of catalogue().matchAll(/(\w+)(\*)?(=)?(?:\+([\d.]+))?/g))
    (any === undefined ? names : prefixes).set(name, {
      isSettable: settable !== undefined || any !== undefined,
      ...(since === undefined ? {} : { since: since.split(".").map(Number) }),
    });
  return { names, prefixes };
}

/** The variable of a name in lower case, in any release. */
export function nginxVariable(name: string): NginxVariable | undefined {
  table ??= readTable();
  const own = table.names.get(name);
  if (own !== undefined) return own;
  for (const [prefix, variable] of table.prefixes) if (name.startsWith(prefix)) return variable;
  return undefined;
}

export function isIn({ since }: NginxVariable, version: Version): boolean {
  return since === undefined || compareVersions(version, since) >= 0;
}

/** Those a person may want, and what the names of others begin with. */
export function nginxVariables(version: Version): readonly string[] {
  table ??= readTable();
  return [...table.names, ...table.prefixes].flatMap(([name, variable]) =>
    isIn(variable, version) && !name.includes("_internal_") ? [name] : [],
  );
}
