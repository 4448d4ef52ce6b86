#!/bin/sh
# Made by lbc from topo.lb; change it there.
# Makes the IPVS table of this host equal to the .rules files beside this script. Safe to repeat.
# Usage: apply.sh [--replace]   --replace empties the table first: for a first load.
set -eu
rules=$(mktemp)
trap 'rm -f "$rules"' EXIT
# Vips that share a firewall mark name its service twice.
awk '!seen[$0]++' "${0%/*}"/*.rules >"$rules"

# `ipvsadm -R` would go on after an error and report only the last.
run() {
  # shellcheck disable=SC2086 # a rule is a list of words without quotes
  ipvsadm $1 || { echo "lbc: failed: ipvsadm $1" >&2; exit 1; }
}
# What names a rule: `-A -t 192.0.2.1:80`, `-A -f 1 -6`, with its server `-a -t 192.0.2.1:80 -r 192.0.2.11:80`.
names() {
  awk '{ name = $1 " " $2 " " $3; n = 5; if ($4 == "-6") { name = name " -6"; n = 6 } }
    $1 == "-A" { print name } $1 == "-a" { print name, "-r", $n }'
}
lists() { printf '%s\n' "$1" | grep -qxF -e "$2"; }
# Adds what is missing and sets what is there to the stated options.
load() {
  known=$(ipvsadm -S -n | names)
  while read -r rule; do
    name=$(printf '%s\n' "$rule" | names)
    if lists "$known" "$name"; then
      case $rule in
        -A*) run "-E${rule#-A}" ;;
        -a*) run "-e${rule#-a}" ;;
      esac
    else
      run "$rule"
    fi
  done <"$rules"
}
# Removes those of the names in $1 that $rules does not have, servers before services.
unload() {
  wanted=$(names <"$rules")
  for kind in -a -A; do
    printf '%s\n' "$1" | while read -r name; do
      if [ "${name%% *}" != "$kind" ] || lists "$wanted" "$name"; then continue; fi
      case $kind in
        -a) run "-d${name#-a}" ;;
        -A) run "-D${name#-A}" ;;
      esac
    done
  done
}

if [ "${1-}" = --replace ]; then ipvsadm -C; fi
# Removal comes last: no moment without service.
load
unload "$known"
