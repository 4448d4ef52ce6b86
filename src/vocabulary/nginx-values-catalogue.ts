/**
 * What the arguments of nginx's directives may be, from the sources of its releases 1.14.0 to 1.31.4;
 * test/real/nginx-values.test.ts asks the real program about each. A line is names, where `*` stands for each of the
 * modules that pass requests on; `=` when a second one in the same block is refused, else `:`; then a term for each
 * argument, forms for other numbers of arguments behind `/`. A directive that is not here is not checked.
 *
 * A term is alternatives, with `|` between them: words as they are, without regard to case after `i:`; or `<…>`:
 * `n` number, `size` (`k`, `m`), `offset` (`g` too), `ms` and `s` times by what nginx counts in, each with a range;
 * `pow` a power of two, `sizepow` a size that is one, `pool` a size for a pool, `signed`, `net` a block of addresses,
 * `server` an address with a port or a name, `listen` that or a port, `bind` an address of this host, `zone` name and
 * size, `rate`, `levels`, `keepalive`, `cpus`, `mark`, `dots`, `$` a name of a variable, `var` a text with variables, `any`.
 * Text before `<…>` begins the argument. `!` says that one of those marked must be there, `+` the release that brought
 * it, `-` the one that took it away; `…` after a term that it may stand any number of times.
 */
// A function, so that a run which asks for nothing of it never makes the text.
export const valuesCatalogue = (): string => `
accept_mutex_delay auth_delay client_body_timeout client_header_timeout keepalive_min_timeout keepalive_time lingering_time lingering_timeout resolver_timeout send_timeout timer_resolution worker_shutdown_timeout *_cache_lock_age *_cache_lock_timeout *_connect_timeout *_next_upstream_timeout *_read_timeout *_send_timeout = <ms>
open_file_cache_valid ssl_session_timeout = <s>
client_body_buffer_size client_header_buffer_size gzip_min_length http3_stream_buffer_size image_filter_buffer mp4_buffer_size mp4_max_buffer_size postpone_gzipping postpone_output read_ahead send_lowat sendfile_max_chunk slice ssi_min_file_chunk ssi_value_length ssl_buffer_size subrequest_output_buffer_size *_buffer_size *_busy_buffers_size *_max_temp_file_size *_send_lowat *_socket_rcvbuf *_socket_sndbuf *_temp_file_write_size = <size>
client_max_body_size directio_alignment worker_rlimit_core *_cache_max_range_offset = <offset>
epoll_events http2_max_concurrent_streams http3_max_concurrent_streams keepalive_requests map_hash_bucket_size map_hash_max_size max_headers max_ranges memcached_gzip_flag min_delete_depth open_file_cache_min_uses proxy_headers_hash_bucket_size proxy_headers_hash_max_size quic_active_connection_id_limit referer_hash_bucket_size referer_hash_max_size server_names_hash_bucket_size server_names_hash_max_size ssl_verify_depth types_hash_bucket_size types_hash_max_size userid_service variables_hash_bucket_size variables_hash_max_size worker_aio_requests worker_connections worker_rlimit_nofile *_cache_min_uses *_next_upstream_tries *_ssl_verify_depth = <n>
gzip_comp_level = <n1..9>
limit_conn_status limit_req_status = <n400..599>
uwsgi_modifier1 uwsgi_modifier2 = <n0..255>
gunzip_buffers gzip_buffers large_client_header_buffers output_buffers *_buffers = <n1..> <size1..>
connection_pool_size request_pool_size http2_pool_size = <pool>
gzip_hash = <sizepow512..131072>
gzip_window = <sizepow512..32768>
http2_body_preread_size = <size0..2147483647>
http2_chunk_size = <size1..>
http2_recv_buffer_size = <size33..>
http2_streams_index_size = <pow1..>
limit_rate limit_rate_after = <size>|<var>+1.17.0
*_limit_rate = <size>|<var>+1.27.0
add_header_inherit add_trailer_inherit = i:off|on|merge
autoindex_format = i:html|json|jsonp|xml
client_body_in_file_only = i:off|on|clean
debug_points = i:stop|abort
gzip_http_version = 1.0|1.1
gzip_static lingering_close = i:off|on|always
if_modified_since = i:off|exact|before
limit_conn_log_level limit_req_log_level = i:info|notice|warn|error
proxy_http_version = 1.0|1.1|2+1.29.4
satisfy = i:all|any
server_tokens = i:off|on|build
ssl_ocsp = i:off|on|leaf
ssl_verify_client = i:off|on|optional|optional_no_ca
userid = i:off|log|v1|on
uwsgi_cache_background_update = i:on|off
dav_methods : i:off|put|delete|mkcol|copy|move…
gzip_proxied : i:off|expired|no-cache|no-store|private|no_last_modified|no_etag|auth|any…
keepalive_disable : i:none|msie6|safari…
ssl_protocols *_ssl_protocols : i:SSLv2|SSLv3|TLSv1|TLSv1.1|TLSv1.2|TLSv1.3…
userid_flags : i:off|secure|httponly|samesite=strict|samesite=lax|samesite=none…
*_cache_methods : i:GET|HEAD|POST…
*_ignore_headers : i:X-Accel-Redirect|X-Accel-Expires|X-Accel-Limit-Rate|X-Accel-Buffering|X-Accel-Charset|Expires|Cache-Control|Set-Cookie|Vary…
proxy_cache_use_stale proxy_next_upstream : i:error|timeout|invalid_header|non_idempotent|http_500|http_502|http_503|http_504|http_403|http_404|http_429|updating|off…
fastcgi_cache_use_stale fastcgi_next_upstream scgi_cache_use_stale scgi_next_upstream uwsgi_cache_use_stale uwsgi_next_upstream : i:error|timeout|invalid_header|non_idempotent|http_500|http_503|http_403|http_404|http_429|updating|off…
grpc_next_upstream : i:error|timeout|invalid_header|non_idempotent|http_500|http_502|http_503|http_504|http_403|http_404|http_429|off…
memcached_next_upstream : i:error|timeout|invalid_response|not_found|off…
tunnel_next_upstream : i:error|timeout|off…
access_log : <any> / <any> <any> buffer=<size1..>|flush=<ms1..>|gzip|gzip=<n1..9>|if=<any>…
add_header add_trailer : <any> <any> / <any> <any> always
add_after_body add_before_body alias auth_basic auth_basic_user_file auth_request charset default_type fastcgi_index internal lock_file pid post_action real_ip_header root secure_link secure_link_md5 secure_link_secret source_charset ssl_ciphers ssl_client_certificate ssl_crl ssl_dhparam ssl_ecdh_curve ssl_ocsp_responder ssl_stapling_file ssl_stapling_responder ssl_trusted_certificate userid_domain userid_name userid_p3p userid_path uwsgi_string working_directory proxy_method proxy_set_body *_cache *_cache_key *_pass *_ssl_certificate *_ssl_certificate_key *_ssl_ciphers *_ssl_crl *_ssl_name *_ssl_trusted_certificate *_store = <any>
aio = on|off|threads|threads=<any>
allow deny : all|unix:|<net>
auth_request_set set : <$> <any>
client_body_temp_path *_temp_path = <any> <n1..10>…
dav_access *_store_access = user:rw|user:r|group:rw|group:r|all:rw|all:r…
directio = off|<offset>
disable_symlinks = off|on|if_not_owner / on|if_not_owner|from=<any>!…
error_log : <any> / <any> debug|info|notice|warn|error|crit|alert|emerg|debug_core|debug_alloc|debug_mutex|debug_event|debug_http|debug_mail|debug_stream / <any> debug_core|debug_alloc|debug_mutex|debug_event|debug_http|debug_mail|debug_stream…
error_page : <n300..498>|<n500..599> <any> / <n300..498>|<n500..599>… <n300..498>|<n500..599>|=|=<n> <any>
expires = epoch|max|off|@<s0..86400>|+<s>|-<s>|<s>|<var> / modified +<s>|-<s>|<s>|<var>
geo : <$> / <$> <$>
hash : <any> / <any> consistent
keepalive = <n1..>|<n>+1.29.7 / <n1..>|<n>+1.29.7 local
keepalive_timeout = <ms> / <ms> <s>
least_time : i:header|last_byte / i:header|last_byte inflight
limit_conn : <any> <n1..65535>
limit_conn_zone : <any> zone=<zone32768..>!
limit_except = i:GET|HEAD|POST|PUT|DELETE|MKCOL|COPY|MOVE|OPTIONS|PROPFIND|PROPPATCH|LOCK|UNLOCK|PATCH…
limit_req : zone=<any>!|burst=<n1..>|delay=<n1..>+1.15.7|nodelay…
limit_req_zone : <any> zone=<zone32768..>!|rate=<rate>…
listen : <listen> default_server|default|bind|ssl|http2|quic+1.25.0|spdy-1.19.7|proxy_protocol|reuseport|deferred|multipath+1.29.7|backlog=<n1..>|rcvbuf=<size>|sndbuf=<size>|fastopen=<n>|ipv6only=on|ipv6only=off|so_keepalive=on|so_keepalive=off|so_keepalive=<keepalive>…
location : <any> / =|~|~*|^~ <any>
log_format : <any> escape=json|escape=none|escape=default|<any> <any>…
map split_clients : <any> <$>
modern_browser : unlisted / i:msie|gecko|safari|opera|konqueror <dots>
open_file_cache = off!|max=<n1..>!|inactive=<s>…
open_log_file_cache = off!|max=<n1..>!|max=<n>|inactive=<s>|min_uses=<n>|valid=<s>…
proxy_cookie_domain proxy_cookie_path : off / <any> <any>
proxy_cookie_flags : off / <any> <any>…
proxy_redirect : off|default / <any> <any>
random : two / two least_conn
resolver = <server>!|valid=<s>|ipv4=on+1.23.1|ipv4=off+1.23.1|ipv6=on|ipv6=off…
return : <n0..999>|http://<any>|https://<any>|$scheme<any> / <n0..999> <any>
rewrite : <any> <any> / <any> <any> last|break|redirect|permanent
server : <server> weight=<n1..>|max_conns=<n>|max_fails=<n>|fail_timeout=<s>|backup|down|drain+1.29.6|route=<any>+1.29.6|resolve+1.27.3|service=<any>+1.27.3…
set_real_ip_from : unix:|<netname>
ssl_certificate_cache *_ssl_certificate_cache = off!|max=<n1..>!|inactive=<s>|valid=<s>…
ssl_ocsp_cache = off|shared:<zone32768..>
ssl_session_cache : off|none|builtin|builtin:<n>|shared:<zone32768..>…
thread_pool : <any> threads=<n1..>!|max_queue=<n>|<any>…
try_files = <any>… =<n0..999>|<any>
use = epoll|poll|select
user = <any> / <any> <any>
userid_expires = max|off|<s>
userid_mark = off|<mark>
worker_cpu_affinity = auto|<cpus> / auto|<cpus> <cpus> / <cpus>…
worker_priority : <signed>
worker_processes = auto|<n>
zone : <any> / <any> <size32768..>
*_bind = off|<bind>|<var> / <bind>|<var> transparent
*_cache_path : <any> keys_zone=<zone8192..>!|levels=<levels>|use_temp_path=on|use_temp_path=off|inactive=<s>|max_size=<offset>|min_free=<offset>+1.19.1|loader_files=<n>|loader_sleep=<ms>|loader_threshold=<ms>|manager_files=<n>|manager_sleep=<ms>|manager_threshold=<ms>…
*_cache_valid : <s> / any|<n100..599>|<n100..>-1.15.4… <s>
`;
