#!/bin/sh
# Prints what this host is, as one JSON object: lbc facts --script | ssh web1 sh >facts/web1.json
# Needs a POSIX shell, coreutils and ip. It reads, and changes nothing. Arguments are further sysctls to look at, such as
# net.ipv4.tcp_fin_timeout. What cannot be found out is left out. The format is spec/facts.schema.json.
set -efu
LC_ALL=C
PATH=$PATH:/usr/local/sbin:/usr/sbin:/sbin
export LC_ALL PATH

if ! command -v ip >/dev/null; then
  echo "facts: ip is not there: install iproute2" >&2
  exit 1
fi

# Sets $string to the JSON string of $1. What is not printable ASCII becomes a question mark.
quote() {
  rest=$1
  string=
  case $rest in
    *[!\ -~]*) rest=$(printf '%s.' "$rest" | tr -c ' -~' '?') && rest=${rest%.} ;;
  esac
  while :; do
    case $rest in
      *[\\\"]*) ;;
      *) break ;;
    esac
    plain=${rest%%[\\\"]*}
    rest=${rest#"$plain"}
    string="$string$plain\\${rest%"${rest#?}"}"
    rest=${rest#?}
  done
  string="\"$string$rest\""
}

# Sets $number to $1 when that is a whole number of at most fifteen digits, else to nothing.
whole() {
  number=
  case $1 in
    '' | *[!0-9]* | ????????????????*) ;;
    0 | [1-9]*) number=$1 ;;
  esac
}

# Opens an object or a list, adds a member to it, closes it: $1 is what stands there.
separator=
begin() {
  printf '%s%s' "$separator" "$1"
  separator='
'
}
add() {
  printf '%s%s' "$separator" "$1"
  separator=',
'
}
end() {
  printf '\n%s' "$1"
  separator=',
'
}

# Sets $first to the first line of a file of a process, which may be gone.
first_line() {
  first=
  { IFS= read -r first || :; } 2>/dev/null <"$1" || :
}

# Adds the sysctl of a path below /proc/sys.
sysctl() {
  [ -f "/proc/sys/$1" ] && [ -r "/proc/sys/$1" ] || return 0
  # Not by `read`: shells read a byte at a time, and of a sysctl the kernel gives the first byte only to who does that.
  first=$(cat "/proc/sys/$1" 2>/dev/null) || return 0
  quote "$1"
  path=$string
  # shellcheck disable=SC2086 # The kernel puts tabs between the words of a value.
  set -- $first
  [ $# -gt 0 ] || return 0
  quote "$*"
  add "    $path: $string"
}

# Sets $version to the digits and dots at the start of $1.
version() {
  version=${1%%[!0-9.]*}
  while :; do
    case $version in
      *.) version=${version%.} ;;
      *) break ;;
    esac
  done
  case $version in
    '' | .* | *..* | ????????????????????????????????*) version= ;;
  esac
}

# Adds the version that a program says it has: its name, its words, what stands before the version.
program() {
  command -v "$1" >/dev/null || return 0
  said=$("$1" "$2" 2>&1 </dev/null) || :
  case $said in
    *"$3"*) version "${said#*"$3"}" ;;
    *) return 0 ;;
  esac
  [ -z "$version" ] || add "    \"$1\": \"$version\""
}

begin '{'
add '  "format": 1'
quote "$(uname -n)"
add "  \"host\": $string"
add "  \"gathered\": \"$(date -u +%Y-%m-%dT%H:%M:%SZ)\""
whole "$(nproc 2>/dev/null || :)"
[ -z "$number" ] || add "  \"cpus\": $number"
while read -r key value _; do
  [ "$key" = MemTotal: ] || continue
  whole "$value"
  [ -z "$number" ] || add "  \"memory\": $((number * 1024))"
  break
done </proc/meminfo

# The interfaces of this network namespace. A name has no space and no colon, but for the rest anything.
names=
while IFS=': ' read -r name _; do
  case $name in
    Inter-* | face) ;;
    *) names="$names $name" ;;
  esac
done </proc/net/dev
add '  "interfaces": ['
separator='
'
for name in $names; do
  quote "$name"
  addresses=
  found=$(ip -o addr show dev "$name" 2>/dev/null) || :
  while read -r _ _ family address more other _; do
    case $family in
      inet) width=32 ;;
      inet6) width=128 ;;
      *) continue ;;
    esac
    # The address of a tunnel's end stands before that of its other end, which has the length.
    [ "$more" != peer ] || address=$address/${other#*/}
    case $address in
      */*/*) address=${address%/*} ;;
      */*) ;;
      *) address=$address/$width ;;
    esac
    case $address in
      *[!0-9a-fA-F.:/]*) continue ;;
    esac
    addresses="$addresses${addresses:+, }\"$address\""
  done <<EOT
$found
EOT
  add "    { \"name\": $string, \"addresses\": [$addresses] }"
done
end '  ]'

add '  "sysctls": {'
separator='
'
for path in fs/file-max fs/nr_open net/core/somaxconn net/ipv4/ip_forward net/ipv4/ip_local_port_range \
  net/ipv4/ip_nonlocal_bind net/ipv4/tcp_tw_reuse net/ipv6/conf/all/forwarding net/netfilter/nf_conntrack_max \
  net/ipv4/vs/backup_only net/ipv4/vs/conn_reuse_mode net/ipv4/vs/conntrack net/ipv4/vs/expire_nodest_conn \
  net/ipv4/vs/expire_quiescent_template net/ipv4/vs/sloppy_tcp; do
  sysctl "$path"
done
for name in all default $names; do
  for key in arp_announce arp_ignore forwarding proxy_arp proxy_arp_pvlan rp_filter send_redirects; do
    sysctl "net/ipv4/conf/$name/$key"
  done
done
for key; do
  # As sysctl(8): what comes first, a dot or a slash, separates.
  case ${key%%[./]*} in
    "$key" | '') continue ;;
  esac
  case $key in
    "${key%%[./]*}".*) key=$(printf '%s.' "$key" | tr ./ /.) && key=${key%/} ;;
  esac
  case /$key/ in
    */../* | */./* | *//*) ;;
    *) sysctl "$key" ;;
  esac
done
end '  }'

# Open files of the daemons that run. Of a program's processes the one that another program started counts.
clock=
set +f
add '  "processes": {'
separator='
'
seen=' '
for folder in /proc/[0-9]*; do
  first_line "$folder/comm"
  case $first in
    chronyd | ntpd | systemd-timesyn) clock=$first && continue ;;
    nginx | keepalived | memcached | redis-server | java) program=$first ;;
    *) continue ;;
  esac
  case $seen in
    *" $program "*) continue ;;
  esac
  parent=
  while read -r key value _; do
    [ "$key" != PPid: ] || parent=$value
  done 2>/dev/null <"$folder/status" || continue
  first_line "/proc/$parent/comm"
  [ "$first" != "$program" ] || continue
  while read -r key word rest; do
    [ "$key $word" = 'Max open' ] || continue
    # shellcheck disable=SC2086 # files SOFT HARD files
    set -- $rest
    whole "${2-}" && soft=$number
    whole "${3-}" && hard=$number
    [ -n "$soft" ] && [ -n "$hard" ] || continue
    seen="$seen$program "
    add "    \"$program\": { \"nofile\": { \"soft\": $soft, \"hard\": $hard } }"
  done 2>/dev/null <"$folder/limits" || continue
done
set -f
end '  }'

add '  "versions": {'
separator='
'
version "$(uname -r)"
[ -z "$version" ] || add "    \"kernel\": \"$version\""
program nginx -v nginx/
program keepalived -v 'Keepalived v'
program memcached --version 'memcached '
program redis-server --version 'v='
end '  }'

# Whether the kernel's clock is kept: systemd asks the kernel, chronyc the daemon.
synchronised=
if command -v timedatectl >/dev/null; then
  case $(timedatectl show -p NTPSynchronized 2>/dev/null || :) in
    NTPSynchronized=yes) synchronised=true ;;
    NTPSynchronized=no) synchronised=false ;;
  esac
fi
if [ -z "$synchronised" ] && [ "$clock" = chronyd ] && command -v chronyc >/dev/null; then
  case $(chronyc -c tracking 2>/dev/null || :) in
    *,Normal | *'Insert second' | *'Delete second') synchronised=true ;;
    *,'Not synchronised') synchronised=false ;;
  esac
fi
[ -z "$clock$synchronised" ] || {
  add '  "clock": {'
  separator='
'
  [ -z "$clock" ] || add "    \"daemon\": \"$clock\""
  [ -z "$synchronised" ] || add "    \"synchronised\": $synchronised"
  end '  }'
}
end '}'
echo
