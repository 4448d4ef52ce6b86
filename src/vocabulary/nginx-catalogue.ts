/**
 * Every directive of nginx's own core, event and http modules, from the command tables of its releases 1.14.0
 * to 1.31.4. A line is: name, contexts (m main, e events, h http, s server, l location, u upstream, S `if` in a
 * server, L `if` in a location, x limit_except), arguments (`flag` is on or off, `2+` is two or more), `{` when
 * it opens a block, `+` the release that brought it when later than 1.14.0, `-` the one that took it away.
 * `u+1.27.3` is the release since which it may stand in an upstream, `2+1.29.7` that since which it takes two.
 * `u=1` says that it takes at most one in an upstream, `~1.22.1` that Debian has carried it into its build of that release.
 * `server`, which is two directives, is in nginx.ts.
 */
// A function, so that a run which asks for nothing of it never makes the text.
export const catalogue = (): string => `
absolute_redirect hsl flag
accept_mutex e flag
accept_mutex_delay e 1
acceptex_read e flag
access_log hslLx 1+
add_after_body hsl 1
add_before_body hsl 1
add_header hslL 2-3
add_header_inherit hslL 1 +1.29.3
add_trailer hslL 2-3
add_trailer_inherit hslL 1 +1.29.3
addition_types hsl 1+
aio hsl 1
aio_write hsl flag
alias l 1
allow hslx 1
ancient_browser hsl 1+
ancient_browser_value hsl 1
auth_basic hslx 1
auth_basic_user_file hslx 1
auth_delay hsl 1 +1.17.10
auth_request hsl 1
auth_request_set hsl 2
autoindex hsl flag
autoindex_exact_size hsl flag
autoindex_format hsl 1
autoindex_localtime hsl flag
break slSL 0
charset hslL 1
charset_map h 2{
charset_types hsl 1+
chunked_transfer_encoding hsl flag
client_body_buffer_size hsl 1
client_body_in_file_only hsl 1
client_body_in_single_buffer hsl flag
client_body_temp_path hsl 1-4
client_body_timeout hsl 1
client_header_buffer_size hs 1
client_header_timeout hs 1
client_max_body_size hsl 1
connection_pool_size hs 1
create_full_put_path hsl flag
daemon m flag
dav_access hsl 1-3
dav_methods hsl 1+
debug_connection e 1
debug_points m 1
default_type hsl 1
degradation h 1
degrade hsl 1
deny hslx 1
devpoll_changes e 1
devpoll_events e 1
directio hsl 1
directio_alignment hsl 1
disable_symlinks hsl 1-2
early_hints hsl 1+ +1.29.0
empty_gif l 0
env m 1
epoll_events e 1
error_log mhsl 1+
error_page hslL 2+
etag hsl flag
eventport_events e 1
events m 0{
expires hslL 1-2
fastcgi_bind hsl 1-2
fastcgi_buffer_size hsl 1
fastcgi_buffering hsl flag
fastcgi_buffers hsl 2
fastcgi_busy_buffers_size hsl 1
fastcgi_cache hsl 1
fastcgi_cache_background_update hsl flag
fastcgi_cache_bypass hsl 1+
fastcgi_cache_key hsl 1
fastcgi_cache_lock hsl flag
fastcgi_cache_lock_age hsl 1
fastcgi_cache_lock_timeout hsl 1
fastcgi_cache_max_range_offset hsl 1
fastcgi_cache_methods hsl 1+
fastcgi_cache_min_uses hsl 1
fastcgi_cache_path h 2+
fastcgi_cache_revalidate hsl flag
fastcgi_cache_use_stale hsl 1+
fastcgi_cache_valid hsl 1+
fastcgi_catch_stderr hsl 1
fastcgi_connect_timeout hsl 1
fastcgi_force_ranges hsl flag
fastcgi_hide_header hsl 1
fastcgi_ignore_client_abort hsl flag
fastcgi_ignore_headers hsl 1+
fastcgi_index hsl 1
fastcgi_intercept_errors hsl flag
fastcgi_keep_conn hsl flag
fastcgi_limit_rate hsl 1
fastcgi_max_temp_file_size hsl 1
fastcgi_next_upstream hsl 1+
fastcgi_next_upstream_timeout hsl 1
fastcgi_next_upstream_tries hsl 1
fastcgi_no_cache hsl 1+
fastcgi_param hsl 2-3
fastcgi_pass lL 1
fastcgi_pass_header hsl 1
fastcgi_pass_request_body hsl flag
fastcgi_pass_request_headers hsl flag
fastcgi_read_timeout hsl 1
fastcgi_request_buffering hsl flag
fastcgi_send_lowat hsl 1
fastcgi_send_timeout hsl 1
fastcgi_socket_keepalive hsl flag +1.15.6
fastcgi_socket_rcvbuf hsl 1 +1.31.3
fastcgi_socket_sndbuf hsl 1 +1.31.3
fastcgi_split_path_info hsl 1
fastcgi_store hsl 1
fastcgi_store_access hsl 1-3
fastcgi_temp_file_write_size hsl 1
fastcgi_temp_path hsl 1-4
flv l 0
geo h 1-2{
geoip_city h 1-2
geoip_country h 1-2
geoip_org h 1-2
geoip_proxy h 1
geoip_proxy_recursive h flag
google_perftools_profiles m 1
grpc_bind hsl 1-2
grpc_buffer_size hsl 1
grpc_connect_timeout hsl 1
grpc_hide_header hsl 1
grpc_ignore_headers hsl 1+
grpc_intercept_errors hsl flag
grpc_next_upstream hsl 1+
grpc_next_upstream_timeout hsl 1
grpc_next_upstream_tries hsl 1
grpc_pass lL 1
grpc_pass_header hsl 1
grpc_read_timeout hsl 1
grpc_send_timeout hsl 1
grpc_set_header hsl 2
grpc_socket_keepalive hsl flag +1.15.6
grpc_socket_rcvbuf hsl 1 +1.31.3
grpc_socket_sndbuf hsl 1 +1.31.3
grpc_ssl_certificate hsl 1
grpc_ssl_certificate_cache hsl 1-3 +1.27.4
grpc_ssl_certificate_key hsl 1
grpc_ssl_ciphers hsl 1
grpc_ssl_conf_command hsl 2 +1.19.4
grpc_ssl_crl hsl 1
grpc_ssl_name hsl 1
grpc_ssl_password_file hsl 1
grpc_ssl_protocols hsl 1+
grpc_ssl_server_name hsl flag
grpc_ssl_session_reuse hsl flag
grpc_ssl_trusted_certificate hsl 1
grpc_ssl_verify hsl flag
grpc_ssl_verify_depth hsl 1
gunzip hsl flag
gunzip_buffers hsl 2
gzip hslL flag
gzip_buffers hsl 2
gzip_comp_level hsl 1
gzip_disable hsl 1+
gzip_hash hsl 1
gzip_http_version hsl 1
gzip_min_length hsl 1
gzip_no_buffer hsl flag
gzip_proxied hsl 1+
gzip_static hsl 1
gzip_types hsl 1+
gzip_vary hsl flag
gzip_window hsl 1
hash u 1-2
http m 0{
http2 hs flag +1.25.1
http2_body_preread_size hs 1
http2_chunk_size hsl 1
http2_idle_timeout hs 1
http2_max_concurrent_pushes hs 1
http2_max_concurrent_streams hs 1
http2_max_field_size hs 1
http2_max_header_size hs 1
http2_max_requests hs 1
http2_pool_size hs 1
http2_push hsl 1
http2_push_preload hsl flag
http2_recv_buffer_size h 1
http2_recv_timeout hs 1
http2_streams_index_size hs 1
http3 hs flag +1.25.0
http3_hq hs flag +1.25.0
http3_max_concurrent_streams hs 1 +1.25.0
http3_stream_buffer_size hs 1 +1.25.0
if sl 1+{
if_modified_since hsl 1
ignore_invalid_headers hs flag
image_filter l 1-3
image_filter_buffer hsl 1
image_filter_interlace hsl flag
image_filter_jpeg_quality hsl 1
image_filter_sharpen hsl 1
image_filter_transparency hsl flag
image_filter_webp_quality hsl 1
include mehsluSLx 1
index hsl 1+
internal l 0
iocp_threads e 1
ip_hash u 0
keepalive u 1-2 2+1.29.7
keepalive_disable hsl 1-2
keepalive_min_timeout hsl 1 +1.27.4
keepalive_requests hslu 1 u+1.15.3
keepalive_time hslu 1 +1.19.10
keepalive_timeout hslu 1-2 u+1.15.3 u=1
kqueue_changes e 1
kqueue_events e 1
large_client_header_buffers hs 2
least_conn u 0
least_time u 1-2 +1.31.0
limit_conn hsl 2
limit_conn_dry_run hsl flag +1.17.6
limit_conn_log_level hsl 1
limit_conn_status hsl 1
limit_conn_zone h 2
limit_except l 1+{
limit_rate hslL 1
limit_rate_after hslL 1
limit_req hsl 1-3
limit_req_dry_run hsl flag +1.17.1
limit_req_log_level hsl 1
limit_req_status hsl 1
limit_req_zone h 3
lingering_close hsl 1
lingering_time hsl 1
lingering_timeout hsl 1
listen s 1+
load_module m 1
location sl 1-2{
lock_file m 1
log_format h 2+
log_not_found hsl flag
log_subrequest hsl flag
map h 2{
map_hash_bucket_size h 1
map_hash_max_size h 1
master_process m flag
max_headers hs 1 +1.29.8 ~1.22.1
max_ranges hsl 1
memcached_bind hsl 1-2
memcached_buffer_size hsl 1
memcached_connect_timeout hsl 1
memcached_gzip_flag hsl 1
memcached_next_upstream hsl 1+
memcached_next_upstream_timeout hsl 1
memcached_next_upstream_tries hsl 1
memcached_pass lL 1
memcached_read_timeout hsl 1
memcached_send_timeout hsl 1
memcached_socket_keepalive hsl flag +1.15.6
merge_slashes hs flag
min_delete_depth hsl 1
mirror hsl 1
mirror_request_body hsl flag
modern_browser hsl 1-2
modern_browser_value hsl 1
mp4 l 0
mp4_buffer_size hsl 1
mp4_max_buffer_size hsl 1
mp4_start_key_frame hsl flag +1.21.4
msie_padding hsl flag
msie_refresh hsl flag
multi_accept e flag
open_file_cache hsl 1-2
open_file_cache_errors hsl flag
open_file_cache_events hsl flag
open_file_cache_min_uses hsl 1
open_file_cache_valid hsl 1
open_log_file_cache hsl 1-4
output_buffers hsl 2
override_charset hslL flag
pcre_jit m flag
perl lx 1
perl_modules h 1
perl_require h 1
perl_set h 2
pid m 1
port_in_redirect hsl flag
post_acceptex e 1
post_action hslL 1
postpone_gzipping hsl 1
postpone_output hsl 1
proxy_bind hsl 1-2
proxy_buffer_size hsl 1
proxy_buffering hsl flag
proxy_buffers hsl 2
proxy_busy_buffers_size hsl 1
proxy_cache hsl 1
proxy_cache_background_update hsl flag
proxy_cache_bypass hsl 1+
proxy_cache_convert_head hsl flag
proxy_cache_key hsl 1
proxy_cache_lock hsl flag
proxy_cache_lock_age hsl 1
proxy_cache_lock_timeout hsl 1
proxy_cache_max_range_offset hsl 1
proxy_cache_methods hsl 1+
proxy_cache_min_uses hsl 1
proxy_cache_path h 2+
proxy_cache_revalidate hsl flag
proxy_cache_use_stale hsl 1+
proxy_cache_valid hsl 1+
proxy_connect_timeout hsl 1
proxy_cookie_domain hsl 1-2
proxy_cookie_flags hsl 1-4 +1.19.3
proxy_cookie_path hsl 1-2
proxy_force_ranges hsl flag
proxy_headers_hash_bucket_size hsl 1
proxy_headers_hash_max_size hsl 1
proxy_hide_header hsl 1
proxy_http_version hsl 1
proxy_ignore_client_abort hsl flag
proxy_ignore_headers hsl 1+
proxy_intercept_errors hsl flag
proxy_limit_rate hsl 1
proxy_max_temp_file_size hsl 1
proxy_method hsl 1
proxy_next_upstream hsl 1+
proxy_next_upstream_timeout hsl 1
proxy_next_upstream_tries hsl 1
proxy_no_cache hsl 1+
proxy_pass lLx 1
proxy_pass_header hsl 1
proxy_pass_request_body hsl flag
proxy_pass_request_headers hsl flag
proxy_pass_trailers hsl flag +1.27.2
proxy_read_timeout hsl 1
proxy_redirect hsl 1-2
proxy_request_buffering hsl flag
proxy_send_lowat hsl 1
proxy_send_timeout hsl 1
proxy_set_body hsl 1
proxy_set_header hsl 2
proxy_socket_keepalive hsl flag +1.15.6
proxy_socket_rcvbuf hsl 1 +1.31.3
proxy_socket_sndbuf hsl 1 +1.31.3
proxy_ssl_certificate hsl 1
proxy_ssl_certificate_cache hsl 1-3 +1.27.4
proxy_ssl_certificate_key hsl 1
proxy_ssl_ciphers hsl 1
proxy_ssl_conf_command hsl 2 +1.19.4
proxy_ssl_crl hsl 1
proxy_ssl_name hsl 1
proxy_ssl_password_file hsl 1
proxy_ssl_protocols hsl 1+
proxy_ssl_server_name hsl flag
proxy_ssl_session_reuse hsl flag
proxy_ssl_trusted_certificate hsl 1
proxy_ssl_verify hsl flag
proxy_ssl_verify_depth hsl 1
proxy_store hsl 1
proxy_store_access hsl 1-3
proxy_temp_file_write_size hsl 1
proxy_temp_path hsl 1-4
quic_active_connection_id_limit hs 1 +1.25.0
quic_bpf m flag +1.25.0
quic_gso hs flag +1.25.0
quic_host_key hs 1 +1.25.0
quic_retry hs flag +1.25.0
random u 0-2 +1.15.1
random_index l flag
read_ahead hsl 1
real_ip_header hsl 1
real_ip_recursive hsl flag
recursive_error_pages hsl flag
referer_hash_bucket_size sl 1
referer_hash_max_size sl 1
request_pool_size hs 1
reset_timedout_connection hsl flag
resolver hslu 1+ u+1.27.3
resolver_timeout hslu 1 u+1.27.3
return slSL 1-2
rewrite slSL 2-3
rewrite_log hslSL flag
root hslL 1
satisfy hsl 1
scgi_bind hsl 1-2
scgi_buffer_size hsl 1
scgi_buffering hsl flag
scgi_buffers hsl 2
scgi_busy_buffers_size hsl 1
scgi_cache hsl 1
scgi_cache_background_update hsl flag
scgi_cache_bypass hsl 1+
scgi_cache_key hsl 1
scgi_cache_lock hsl flag
scgi_cache_lock_age hsl 1
scgi_cache_lock_timeout hsl 1
scgi_cache_max_range_offset hsl 1
scgi_cache_methods hsl 1+
scgi_cache_min_uses hsl 1
scgi_cache_path h 2+
scgi_cache_revalidate hsl flag
scgi_cache_use_stale hsl 1+
scgi_cache_valid hsl 1+
scgi_connect_timeout hsl 1
scgi_force_ranges hsl flag
scgi_hide_header hsl 1
scgi_ignore_client_abort hsl flag
scgi_ignore_headers hsl 1+
scgi_intercept_errors hsl flag
scgi_limit_rate hsl 1
scgi_max_temp_file_size hsl 1
scgi_next_upstream hsl 1+
scgi_next_upstream_timeout hsl 1
scgi_next_upstream_tries hsl 1
scgi_no_cache hsl 1+
scgi_param hsl 2-3
scgi_pass lL 1
scgi_pass_header hsl 1
scgi_pass_request_body hsl flag
scgi_pass_request_headers hsl flag
scgi_read_timeout hsl 1
scgi_request_buffering hsl flag
scgi_send_timeout hsl 1
scgi_socket_keepalive hsl flag +1.15.6
scgi_socket_rcvbuf hsl 1 +1.31.3
scgi_socket_sndbuf hsl 1 +1.31.3
scgi_store hsl 1
scgi_store_access hsl 1-3
scgi_temp_file_write_size hsl 1
scgi_temp_path hsl 1-4
secure_link hsl 1
secure_link_md5 hsl 1
secure_link_secret hsl 1
send_lowat hsl 1
send_timeout hsl 1
sendfile hslL flag
sendfile_max_chunk hsl 1
server_name s 1+
server_name_in_redirect hsl flag
server_names_hash_bucket_size h 1
server_names_hash_max_size h 1
server_tokens hsl 1
set slSL 2
set_real_ip_from hsl 1
slice hsl 1
source_charset hslL 1
spdy_chunk_size hsl 1 -1.19.7
spdy_headers_comp hs 1 -1.19.7
spdy_keepalive_timeout hs 1 -1.19.7
spdy_max_concurrent_streams hs 1 -1.19.7
spdy_pool_size hs 1 -1.19.7
spdy_recv_buffer_size h 1 -1.19.7
spdy_recv_timeout hs 1 -1.19.7
spdy_streams_index_size hs 1 -1.19.7
split_clients h 2{
ssi hslL flag
ssi_ignore_recycled_buffers hsl flag
ssi_last_modified hsl flag
ssi_min_file_chunk hsl 1
ssi_silent_errors hsl flag
ssi_types hsl 1+
ssi_value_length hsl 1
ssl hs flag -1.25.1
ssl_buffer_size hs 1
ssl_certificate hs 1
ssl_certificate_cache hs 1-3 +1.27.4
ssl_certificate_compression hs flag +1.29.1
ssl_certificate_key hs 1
ssl_ciphers hs 1
ssl_client_certificate hs 1
ssl_conf_command hs 2 +1.19.4
ssl_crl hs 1
ssl_dhparam hs 1
ssl_early_data hs flag +1.15.3
ssl_ecdh_curve hs 1
ssl_ech_file hs 1 +1.29.4
ssl_engine m 1
ssl_object_cache_inheritable m flag +1.27.4
ssl_ocsp hs 1 +1.19.0
ssl_ocsp_cache hs 1 +1.19.0
ssl_ocsp_responder hs 1 +1.19.0
ssl_password_file hs 1
ssl_prefer_server_ciphers hs flag
ssl_protocols hs 1+
ssl_reject_handshake hs flag +1.19.4
ssl_session_cache hs 1-2
ssl_session_ticket_key hs 1
ssl_session_tickets hs flag
ssl_session_timeout hs 1
ssl_stapling hs flag
ssl_stapling_file hs 1
ssl_stapling_responder hs 1
ssl_stapling_verify hs flag
ssl_trusted_certificate hs 1
ssl_verify_client hs 1
ssl_verify_depth hs 1
sticky u 2+ +1.29.6
stub_status sl 0-1
sub_filter hsl 2
sub_filter_last_modified hsl flag
sub_filter_once hsl flag
sub_filter_types hsl 1+
subrequest_output_buffer_size hsl 1
tcp_nodelay hsl flag
tcp_nopush hsl flag
thread_pool m 2-3
timer_resolution m 1
try_files sl 2+
tunnel_bind hsl 1-2 +1.31.0
tunnel_buffer_size hsl 1 +1.31.0
tunnel_connect_timeout hsl 1 +1.31.0
tunnel_next_upstream hsl 1+ +1.31.0
tunnel_next_upstream_timeout hsl 1 +1.31.0
tunnel_next_upstream_tries hsl 1 +1.31.0
tunnel_pass slL 0-1 +1.31.0
tunnel_read_timeout hsl 1 +1.31.0
tunnel_send_lowat hsl 1 +1.31.0
tunnel_send_timeout hsl 1 +1.31.0
tunnel_socket_keepalive hsl flag +1.31.0
tunnel_socket_rcvbuf hsl 1 +1.31.3
tunnel_socket_sndbuf hsl 1 +1.31.3
types hsl 0{
types_hash_bucket_size hsl 1
types_hash_max_size hsl 1
underscores_in_headers hs flag
uninitialized_variable_warn hslSL flag
upstream h 1{
use e 1
user m 1-2
userid hsl 1
userid_domain hsl 1
userid_expires hsl 1
userid_flags hsl 1-3 +1.19.3
userid_mark hsl 1
userid_name hsl 1
userid_p3p hsl 1
userid_path hsl 1
userid_service hsl 1
uwsgi_bind hsl 1-2
uwsgi_buffer_size hsl 1
uwsgi_buffering hsl flag
uwsgi_buffers hsl 2
uwsgi_busy_buffers_size hsl 1
uwsgi_cache hsl 1
uwsgi_cache_background_update hsl 1
uwsgi_cache_bypass hsl 1+
uwsgi_cache_key hsl 1
uwsgi_cache_lock hsl flag
uwsgi_cache_lock_age hsl 1
uwsgi_cache_lock_timeout hsl 1
uwsgi_cache_max_range_offset hsl 1
uwsgi_cache_methods hsl 1+
uwsgi_cache_min_uses hsl 1
uwsgi_cache_path h 2+
uwsgi_cache_revalidate hsl flag
uwsgi_cache_use_stale hsl 1+
uwsgi_cache_valid hsl 1+
uwsgi_connect_timeout hsl 1
uwsgi_force_ranges hsl flag
uwsgi_hide_header hsl 1
uwsgi_ignore_client_abort hsl flag
uwsgi_ignore_headers hsl 1+
uwsgi_intercept_errors hsl flag
uwsgi_limit_rate hsl 1
uwsgi_max_temp_file_size hsl 1
uwsgi_modifier1 hsl 1
uwsgi_modifier2 hsl 1
uwsgi_next_upstream hsl 1+
uwsgi_next_upstream_timeout hsl 1
uwsgi_next_upstream_tries hsl 1
uwsgi_no_cache hsl 1+
uwsgi_param hsl 2-3
uwsgi_pass lL 1
uwsgi_pass_header hsl 1
uwsgi_pass_request_body hsl flag
uwsgi_pass_request_headers hsl flag
uwsgi_read_timeout hsl 1
uwsgi_request_buffering hsl flag
uwsgi_send_timeout hsl 1
uwsgi_socket_keepalive hsl flag +1.15.6
uwsgi_socket_rcvbuf hsl 1 +1.31.3
uwsgi_socket_sndbuf hsl 1 +1.31.3
uwsgi_ssl_certificate hsl 1
uwsgi_ssl_certificate_cache hsl 1-3 +1.27.4
uwsgi_ssl_certificate_key hsl 1
uwsgi_ssl_ciphers hsl 1
uwsgi_ssl_conf_command hsl 2 +1.19.4
uwsgi_ssl_crl hsl 1
uwsgi_ssl_name hsl 1
uwsgi_ssl_password_file hsl 1
uwsgi_ssl_protocols hsl 1+
uwsgi_ssl_server_name hsl flag
uwsgi_ssl_session_reuse hsl flag
uwsgi_ssl_trusted_certificate hsl 1
uwsgi_ssl_verify hsl flag
uwsgi_ssl_verify_depth hsl 1
uwsgi_store hsl 1
uwsgi_store_access hsl 1-3
uwsgi_string hsl 1
uwsgi_temp_file_write_size hsl 1
uwsgi_temp_path hsl 1-4
valid_referers sl 1+
variables_hash_bucket_size h 1
variables_hash_max_size h 1
worker_aio_requests e 1
worker_connections e 1
worker_cpu_affinity m 1+
worker_priority m 1
worker_processes m 1
worker_rlimit_core m 1
worker_rlimit_nofile m 1
worker_shutdown_timeout m 1
working_directory m 1
xml_entities hsl 1
xml_external_entities hsl flag +1.31.3
xslt_last_modified hsl flag
xslt_param hsl 2
xslt_string_param hsl 2
xslt_stylesheet l 1+
xslt_types hsl 1+
zone u 1-2
`;
