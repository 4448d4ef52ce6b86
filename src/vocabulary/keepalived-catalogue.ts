/**
 * Every keyword of keepalived 2.2.7, with those that came up to 2.4.3; test/real/keepalived-catalogue.test.ts asks
 * the real program about each. `@` begins the keywords of one block, or of several that have the same. A line is:
 * name; number of arguments (`flag` is at most one, a word for yes or no; `1+` is one or more); `{` when it opens the
 * block of its own name, `@x` when it opens a block of entries, whose options stand under `@ x` (`any` and `names`
 * are not looked into); the values, comma between arguments: `n` whole number, `s` seconds and `m` milliseconds as
 * decimals, `x` bytes in hexadecimal, `c` numbers or ranges of them, else the words themselves; `=` what holds when it
 * is left out; `+` the version that brought it when later than 2.0.0; `!` keepalived 2.2.7 takes it and complains.
 */
// A function, so that a run which asks for nothing of it never makes the text.
export const catalogue = (): string => `
@ root
bfd_instance 1{
child_wait_time 1 n0..4294967295 =5
garp_group 0{
global_defs 0{
instance 1
interface_up_down_delays 0@any +2.2.3
linkbeat_interfaces 0@any +2.0.13
linkbeat_use_polling 0
namespace_with_ipsets 0
net_namespace 1
net_namespace_ipvs 0-1 +2.1.0
SSL 0{
static_ipaddress 0@static_address
static_routes 0@any
static_rules 0@any
track_file 1{ +2.1.0
track_group 1{ +2.0.3
use_pid_dir 0
virtual_server 1-2{
virtual_server_group 1@any
vrrp_instance 1{
vrrp_script 1{
vrrp_sync_group 1{
vrrp_track_file 1{
vrrp_track_process 1{ +2.0.11
@ global_defs
bfd_cpu_affinity 1+ +2.0.17
bfd_no_swap 0
bfd_priority 1 n-20..19
bfd_process_name 1 +2.0.16
bfd_rlimit_rtime 1 n1..4294967295
bfd_rlimit_rttime 1 n1..4294967295 +2.1.0
bfd_rt_priority 1 n1..99
checker_cpu_affinity 1+ +2.0.17
checker_log_all_failures flag +2.0.11
checker_no_swap 0
checker_priority 1 n-20..19
checker_process_name 1 +2.2.0
checker_rlimit_rtime 1 n1..4294967295
checker_rlimit_rttime 1 n1..4294967295 +2.1.0
checker_rt_priority 1 n1..99
config_save_dir 1 +2.2.3
data_use_instance flag +2.2.3
dbus_no_interface_name 0 +2.3.0
dbus_service_name 1
default_interface 1
disable_local_igmp 0 +2.2.0
dynamic_interfaces 0-1 allow_if_changes
enable_dbus 0
enable_script_security 0
enable_snmp_checker 0
enable_snmp_keepalived 0
enable_snmp_rfc 0
enable_snmp_rfcv2 0
enable_snmp_rfcv3 0
enable_snmp_vrrp 0
enable_traps 0
fifo_write_vrrp_states_on_reload 0 +2.2.5
include_check 0+ +2.2.0
iproute_etc_dir 1 +2.3.2
iproute_usr_dir 1 +2.3.2
json_dump_file 1 +2.3.3
json_version 1 +2.2.8
log_unknown_vrids 0 +2.0.16
lvs_flush 0
lvs_flush_on_stop 0-1 VS +2.2.0
lvs_flush_onstop 0-1 VS +2.0.15
lvs_netlink_cmd_rcv_bufs 1 n0..4294967295
lvs_netlink_cmd_rcv_bufs_force flag
lvs_netlink_monitor_rcv_bufs 1 n0..4294967295
lvs_netlink_monitor_rcv_bufs_force flag
lvs_notify_fifo 1-3
lvs_notify_fifo_script 1-3
lvs_process_name 1 +2.0.16
lvs_sync_daemon 1+
lvs_timeouts 2-6 tcp|tcpfin|udp,n0..2678400
max_auto_priority 0-1 n-1..99 =0 +2.1.0
min_auto_priority_delay 1 n1..10000000 =1000000 +2.1.0
nftables 0-1 +2.0.11
nftables_counters 0 +2.0.11
nftables_ifindex 0 +2.0.11
nftables_ipvs 0-1 +2.2.2
nftables_ipvs_priority 1 n-2147483648..2147483647 +2.2.2
nftables_ipvs_start_fwmark 1 n1..4294967295 =1000 +2.2.2
nftables_priority 1 n-2147483648..2147483647 +2.0.11
no_checker_emails flag
no_email_faults 0
notification_email 0@names
notification_email_from 1
notify_fifo 1-3
notify_fifo_script 1-3
process_monitor_rcv_bufs 1 n0..4294967295 +2.0.11
process_monitor_rcv_bufs_force flag +2.0.11
process_name 1 +2.0.16
process_names 0 +2.0.16
random_seed 1 n0..4294967295 +2.0.15
reload_check_config 0-1 +2.2.0
reload_file 0-1 +2.2.0
reload_repeat 0 +2.1.0
reload_time_file 1 +2.1.0
router_id 1
rs_init_notifies flag
script_user 1-2
shutdown_script 1 +2.1.0
shutdown_script_timeout 1 n1..1000 =10 +2.1.0
smtp_alert flag
smtp_alert_checker flag
smtp_alert_vrrp flag
smtp_connect_timeout 1 n1..4294 =30
smtp_helo_name 1
smtp_server 1-2
snmp_rs_stats_update_interval 1 +2.3.0
snmp_socket 1
snmp_vs_stats_update_interval 1 +2.3.0
startup_script 1 +2.1.0
startup_script_timeout 1 n1..1000 =10 +2.1.0
state_dump_file 1 +2.3.3
stats_dump_file 1 +2.3.3
tmp_config_directory 1 +2.2.0
umask 1+ +2.0.9
use_symlink_paths flag +2.3.0
v3_checksum_as_v2 flag +2.2.8
vmac_addr_prefix 1 +2.2.0
vmac_prefix 1 =vrrp +2.2.0
vrrp_check_unicast_src 0
vrrp_cpu_affinity 1+ +2.0.17
vrrp_delay_after_boot 1 +2.4.0
vrrp_down_timer_adverts 1 n1..100 =3 +2.2.3
vrrp_garp_extra_if 0-2 +2.2.3
vrrp_garp_interval 1 s0.000001..4294.967295 =0
vrrp_garp_lower_prio_delay 1 n0..4294 =vrrp_garp_master_delay
vrrp_garp_lower_prio_repeat 1 n0..2147483647 =vrrp_garp_master_repeat
vrrp_garp_master_delay 1 n0..4294 =5
vrrp_garp_master_refresh 1 n0..4294967295 =0
vrrp_garp_master_refresh_repeat 1 n1..4294967295 =1
vrrp_garp_master_repeat 1 n1..4294967295 =5
vrrp_gna_interval 1 s0.000001..4294.967295 =0
vrrp_higher_prio_send_advert flag
vrrp_ipsets 0-5
vrrp_iptables 0-2
vrrp_lower_prio_no_advert flag
vrrp_mcast_group4 1 =224.0.0.18
vrrp_mcast_group6 1 =ff02::12
vrrp_min_garp flag +2.0.12
vrrp_netlink_cmd_rcv_bufs 1 n0..4294967295
vrrp_netlink_cmd_rcv_bufs_force flag
vrrp_netlink_monitor_rcv_bufs 1 n0..4294967295
vrrp_netlink_monitor_rcv_bufs_force flag
vrrp_no_swap 0
vrrp_notify_fifo 1-3
vrrp_notify_fifo_script 1-3
vrrp_notify_priority_changes flag +2.0.16
vrrp_owner_ignore_adverts flag +2.3.3
vrrp_priority 1 n-20..19
vrrp_process_name 1 +2.0.16
vrrp_rlimit_rtime 1 n1..4294967295
vrrp_rlimit_rttime 1 n1..4294967295 =10000 +2.1.0
vrrp_rt_priority 1 n1..99
vrrp_rx_bufs_multiplier 1 n1..4294967295 =3 +2.0.3
vrrp_rx_bufs_policy 1+ +2.0.3
vrrp_skip_check_adv_addr 0
vrrp_startup_delay 1 s0.001..4294.967295 +2.0.14
vrrp_strict 0
vrrp_version 1 n2..3 =2
vrrp_vmac_garp_intvl 0-2 +2.2.0
@ bfd_instance
checker 0
hoplimit 1 n1..255 =64
idle_tx 1 m1000..4294967 =1000
max_hops 1 n-1..255 =0
min_rx 1 m1..4294967 =10
min_tx 1 m1..4294967 =10
multihop 0 +2.2.8
multiplier 1 n1..255 =5
neighbor_ip 1
neighbour_ip 1
passive 0
source_ip 1
ttl 1 n1..255 =255
vrrp 0
weight 1-2 n-253..253,reverse|noreverse =0
@ SSL
ca 1
certificate 1
key 1
password 1
@ garp_group
garp_interval 1 s0..2147.483647
gna_interval 1 s0..2147.483647
interface 1
interfaces 0@names
@ track_group
group 0@names +2.0.3
@ track_file vrrp_track_file
file 1 +2.1.0
init_file 0-2 +2.1.0
weight 1-2 n-254..254,reverse|noreverse =1 +2.1.0
@ vrrp_script
fall 1 n1..2147483647 =1
init_fail 0
interval 1 n1..4294 =1
rise 1 n1..2147483647 =1
script 1
timeout 1 n1..4294
user 1-2
weight 1-2 n-253..253,reverse|noreverse =0
@ vrrp_track_process
delay 1 s0.000001..3600 +2.0.11
fork_delay 1 s0.000001..3600 +2.0.16
full_command 0 +2.0.11
param_match 1+ +2.0.16
process 1+ +2.0.11
quorum 1 n1..65535 =1 +2.0.11
quorum_max 1 n0..65535 +2.0.16
terminate_delay 1 s0.000001..3600 +2.0.16
weight 1-2 n-254..254,reverse|noreverse =0 +2.0.11
@ vrrp_sync_group
global_tracking 0
group 0@names
notify 1-3
notify_backup 1-3
notify_fault 1-3
notify_master 1-3
notify_priority_changes flag +2.2.0
notify_stop 1-3
smtp_alert flag
sync_group_tracking_weight 0
track_bfd 0@track_bfd
track_file 0@track_file_entry
track_interface 0@track_interface
track_process 0@track_process +2.0.11
track_script 0@track_script
@ vrrp_instance
accept 0
advert_int 1 s0.01..255 =1
auth_hmac 0@any +2.4.0
authentication 0{
check_unicast_src 0 +2.1.0
debug 1 n0..4 =0
dont_track_primary 0
down_timer_adverts 1 n1..100 =3 +2.2.3
garp_extra_if 0-2 +2.2.3
garp_lower_prio_delay 1 n0..4294 =garp_master_delay
garp_lower_prio_repeat 1 n0..2147483647 =garp_master_repeat
garp_master_delay 1 n0..4294 =5
garp_master_refresh 1 n0..4294967295 =0
garp_master_refresh_repeat 1 n1..4294967295 =1
garp_master_repeat 1 n1..4294967295 =5
higher_prio_send_advert flag
interface 1
kernel_rx_buf_size 1 n0..4294967295 +2.0.3
linkbeat_use_polling 0 !
lower_prio_no_advert flag
lvs_sync_daemon_interface 1 !
mcast_dst_ip 1 +2.2.5
mcast_src_ip 1
native_ipv6 0
no_accept 0
no_virtual_ipaddress 0 +2.2.8
nopreempt 0
notify 1-3
notify_backup 1-3
notify_deleted 0-3 +2.1.0
notify_fault 1-3
notify_master 1-3
notify_master_rx_lower_pri 1-3 +2.0.6
notify_priority_changes flag +2.0.16
notify_stop 1-3
old_unicast_checksum 0-1 never
owner_ignore_adverts 0-1 +2.3.3
preempt 0
preempt_delay 1 s0..1000 =0
priority 1 n1..255 =100
promote_secondaries 0
skip_check_adv_addr flag
smtp_alert flag
state 1 MASTER|BACKUP =BACKUP
strict_mode flag
thread_timer_expired 0+ +2.3.2
timer_expired_backup 0+ +2.2.8
track_bfd 0@track_bfd
track_file 0@track_file_entry
track_interface 0@track_interface
track_process 0@track_process +2.0.11
track_script 0@track_script
track_src_ip 0
unicast_fault_no_peer 0 +2.2.5
unicast_peer 0@peer
unicast_src_ip 1
unicast_ttl 1 n0..255 =255 +2.1.0
use_ipvlan 0-3 +2.0.17
use_vmac 0-2
use_vmac_addr 0 +2.2.0
v3_checksum_as_v2 0-1 +2.2.8
version 1 n2..3 =2
virtual_ipaddress 0@address
virtual_ipaddress_excluded 0@address
virtual_router_id 1 n1..255
virtual_routes 0@any
virtual_rules 0@any
vmac_garp_intvl 0-2 +2.2.0 !
vmac_xmit_base 0
vrf 1 +2.2.5
@ authentication
auth_pass 1
auth_type 1 PASS|AH =PASS
@ virtual_server
alpha 0
connect_timeout 1 s0.000001..4294.967295 =5 +2.0.13
delay_before_retry 1 s0..18446744073709.551614 =1
delay_loop 1 s0.000001..18446744073709.551614 =60
flag-1 0
flag-2 0
flag-3 0
ha_suspend 0
hashed 0 !
hysteresis 1 n0..4294967295 =0
inhibit_on_failure 0
ip_family 1 inet|inet6
lb_algo 1 rr|wrr|lc|wlc|lblc|sh|mh|dh|fo|ovf|lblcr|sed|nq|twos =wlc
lb_kind 1-6 NAT|DR|TUN =NAT
lvs_method 1-6 NAT|DR|TUN =NAT
lvs_sched 1 rr|wrr|lc|wlc|lblc|sh|mh|dh|fo|ovf|lblcr|sed|nq|twos =wlc
mh-fallback 0 +2.0.20
mh-port 0 +2.0.20
omega 0
ops 0
persistence_engine 1
persistence_granularity 1
persistence_timeout 0-1 n1..2678400 =360
protocol 1 TCP|UDP|SCTP
quorum 1 n1..4294967295 =1
quorum_down 1-3
quorum_up 1-3
real_server 1-2{
retry 1 n1..4294967295
sh-fallback 0
sh-port 0
smtp_alert flag
snmp_name 1 +2.2.3
sorry_server 1-2
sorry_server_inhibit 0
sorry_server_lvs_method 1-6 NAT|DR|TUN
virtualhost 1
warmup 1 s0..18446744073709.551614
weight 1 n1..2147483647 =1
@ real_server
alpha flag
BFD_CHECK 0{
connect_timeout 1 s0.000001..4294.967295 =5 +2.0.13
delay_before_retry 1 s0..18446744073709.551614 =1
delay_loop 1 s0.000001..18446744073709.551614 =60
DNS_CHECK 0{
FILE_CHECK 0{ +2.1.0
HTTP_GET 0{
inhibit_on_failure flag
lthreshold 1 n0..4294967295 =0
lvs_method 1-6 NAT|DR|TUN
MISC_CHECK 0{
notify_down 1-3
notify_up 1-3
PING_CHECK 0{ +2.1.0
retry 1 n1..4294967295
smtp_alert flag
SMTP_CHECK 0{
snmp_name 1 +2.2.3
SSL_GET 0{
TCP_CHECK 0{
UDP_CHECK 0{ +2.1.0
uthreshold 1 n0..4294967295 =0
virtualhost 1
warmup 1 s0..18446744073709.551614
weight 1 n0..2147483647 =1
@ TCP_CHECK host
alpha flag
bind_if 1
bind_port 1 n1..65535
bindto 1
connect_ip 1
connect_port 1 n1..65535
connect_timeout 1 s0.000001..4294.967295 =5
delay_before_retry 1 s0..18446744073709.551614 =1
delay_loop 1 s0.000001..18446744073709.551614 =60
fwmark 1 n0..4294967295
log_all_failures flag +2.0.11
retry 1 n0..4294967295
warmup 1 s0..18446744073709.551614
@ PING_CHECK
alpha flag +2.1.0
bind_if 1 +2.1.0
bind_port 1 n1..65535 +2.1.0
bindto 1 +2.1.0
connect_ip 1 +2.1.0
connect_port 1 n1..65535 +2.1.0
connect_timeout 1 s0.000001..4294.967295 =5 +2.1.0
delay_before_retry 1 s0..18446744073709.551614 =1 +2.1.0
delay_loop 1 s0.000001..18446744073709.551614 =60 +2.1.0
fwmark 1 n0..4294967295 +2.1.0
log_all_failures flag +2.1.0
retry 1 n0..4294967295 +2.1.0
warmup 1 s0..18446744073709.551614 +2.1.0
@ HTTP_GET SSL_GET
alpha flag
bind_if 1
bind_port 1 n1..65535
bindto 1
connect_ip 1
connect_port 1 n1..65535
connect_timeout 1 s0.000001..4294.967295 =5
delay_before_retry 1 s0..18446744073709.551614 =1
delay_loop 1 s0.000001..18446744073709.551614 =60
enable_sni flag
fast_recovery flag +2.0.17
fwmark 1 n0..4294967295
http_protocol 1 1.0|1.0C|1.0c|1.1 =1.0 +2.0.17
log_all_failures flag +2.0.11
nb_get_retry 1 n0..4294967295 !
retry 1 n0..4294967295
tls_compliant flag +2.2.8
url 0{
virtualhost 1
warmup 1 s0..18446744073709.551614
@ url
digest 1 x16..16
path 1
regex 1 +2.0.7
regex_max_offset 1 +2.0.7
regex_min_offset 1 +2.0.7
regex_no_match 0 +2.0.7
regex_options 1+ +2.0.7
regex_stack 2 +2.0.7
status_code 1+ c100..599
tls_compliant flag +2.2.8
virtualhost 1
@ SMTP_CHECK
alpha flag
bind_if 1
bind_port 1 n1..65535
bindto 1
connect_ip 1
connect_port 1 n1..65535
connect_timeout 1 s0.000001..4294.967295 =5
delay_before_retry 1 s0..18446744073709.551614 =1
delay_loop 1 s0.000001..18446744073709.551614 =60
fwmark 1 n0..4294967295
helo_name 1
host 0{
log_all_failures flag +2.0.11
retry 1 n0..4294967295
warmup 1 s0..18446744073709.551614
@ DNS_CHECK
alpha flag
bind_if 1
bind_port 1 n1..65535
bindto 1
connect_ip 1
connect_port 1 n1..65535
connect_timeout 1 s0.000001..4294.967295 =5
delay_before_retry 1 s0..18446744073709.551614 =1
delay_loop 1 s0.000001..18446744073709.551614 =60
fwmark 1 n0..4294967295
log_all_failures flag +2.0.11
name 1 =.
retry 1 n0..4294967295
type 1 A|NS|CNAME|SOA|MX|TXT|AAAA|RRSIG|DNSKEY =SOA
warmup 1 s0..18446744073709.551614
@ UDP_CHECK
alpha flag +2.1.0
bind_if 1 +2.1.0
bind_port 1 n1..65535 +2.1.0
bindto 1 +2.1.0
connect_ip 1 +2.1.0
connect_port 1 n1..65535 +2.1.0
connect_timeout 1 s0.000001..4294.967295 =5 +2.1.0
delay_before_retry 1 s0..18446744073709.551614 =1 +2.1.0
delay_loop 1 s0.000001..18446744073709.551614 =60 +2.1.0
fwmark 1 n0..4294967295 +2.1.0
log_all_failures flag +2.1.0
max_reply_length 1 n0..65535 =255 +2.2.0
min_reply_length 1 n0..65535 =0 +2.2.0
payload 1 x1.. +2.2.0
require_reply 0-1 +2.1.0
retry 1 n0..4294967295 +2.1.0
warmup 1 s0..18446744073709.551614 +2.1.0
@ MISC_CHECK
alpha flag
delay_before_retry 1 s0..18446744073709.551614 =1
delay_loop 1 s0.000001..18446744073709.551614 =60
log_all_failures flag +2.0.11
misc_dynamic 0
misc_path 1-3
misc_timeout 1 n0..4294
retry 1 n0..4294967295
user 1-2
warmup 1 s0..18446744073709.551614
@ FILE_CHECK
track_file 1 +2.1.0
weight 1-2 n-2147483647..2147483647,reverse|noreverse +2.1.0
@ BFD_CHECK
alpha flag
name 1
@ address
-nodad 0
autojoin 0
brd 1
broadcast 1
dev 1
home 0
label 1
mngtmpaddr 0
no_track 0
noprefixroute 0
peer 1
preferred_lft 1
scope 1
use_vmac 0
@ static_address
-nodad 0
autojoin 0
brd 1
broadcast 1
dev 1
home 0
label 1
mngtmpaddr 0
no_track 0
noprefixroute 0
peer 1
preferred_lft 1
scope 1
track_group 1
@ peer
max_ttl 1 n0..255 =255
min_ttl 1 n0..255 =0
@ track_interface
weight 1-2 n-253..253,reverse =0
@ track_script track_bfd
weight 1-2 n-253..253,reverse|noreverse
@ track_process track_file_entry
weight 1-2 n-254..254,reverse|noreverse
`;
