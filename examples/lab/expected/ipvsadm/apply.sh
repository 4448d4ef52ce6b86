#!/bin/sh
# Made by lbc from topo.lb; change it there.
# Makes the IPVS table of this host equal to the .rules files beside this script. Safe to repeat.
# Usage: apply.sh [--replace]   --replace empties the table first: for a first load.
set -eu
rules=$(mktemp)
trap 'rm -f "$rules"' EXIT
cat "${0%/*}"/*.rules >"$rules"

# Adds what is missing, sets what is there to the stated options, then removes the rest: no moment without
# service. `ipvsadm -R` would go on after an error and report only the last.
run() {
  # shellcheck disable=SC2086 # a rule is a list of words without quotes
  ipvsadm $1 || { echo "lbc: failed: ipvsadm $1" >&2; exit 1; }
}

now=$(ipvsadm -S -n)
if [ "${1-}" = --replace ]; then
  ipvsadm -C
  now=
fi
# What names a rule: `-A -t 192.0.2.1:80`, or with its server `-a -t 192.0.2.1:80 -r 192.0.2.11:80`.
names() {
  awk '$1 == "-A" { print $1, $2, $3 } $1 == "-a" { n = ($4 == "-6") ? 6 : 5; print $1, $2, $3, "-r", $n }'
}
known=$(printf '%s\n' "$now" | names)
while read -r rule; do
  name=$(printf '%s\n' "$rule" | names)
  if printf '%s\n' "$known" | grep -qxF -e "$name"; then
    case $rule in
      -A*) run "-E${rule#-A}" ;;
      -a*) run "-e${rule#-a}" ;;
    esac
  else
    run "$rule"
  fi
done <"$rules"

wanted=$(names <"$rules")
printf '%s\n' "$known" | while read -r name; do
  [ -n "$name" ] || continue
  if ! printf '%s\n' "$wanted" | grep -qxF -e "$name"; then
    case $name in
      -a*) run "-d${name#-a}" ;;
    esac
  fi
done
printf '%s\n' "$known" | while read -r name; do
  [ -n "$name" ] || continue
  if ! printf '%s\n' "$wanted" | grep -qxF -e "$name"; then
    case $name in
      -A*) run "-D${name#-A}" ;;
    esac
  fi
done
