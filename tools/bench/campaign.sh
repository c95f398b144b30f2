#!/usr/bin/env bash
# Damages real archives in every way, repairs and restores them, and looks at every byte.
#
#   tools/bench/campaign.sh [-n CASES] [--seed S] [--write] [SMALL MEDIUM]
#
# A case is one number: CASES of them from S on (default 320 from 0) in archives of two folders (default: the
# rationale of the specification; programs, headers and manuals of the JDK), of every profile, plain and encrypted.
# Works in ${TMPDIR:-/tmp}; TMPDIR=/dev/shm is faster. Prints a table, which --write puts into format-spec/55-odds.md; a
# case that fails says how to repeat it. Exit 1 if any did.
set -euo pipefail
export LC_ALL=C.UTF-8
cases=320 seed=0 write=
while [ $# -gt 0 ]; do
  case $1 in
    -n) cases=$2; shift 2 ;;
    --seed) seed=$2; shift 2 ;;
    --write) write=1; shift ;;
    -*) sed -n '2,9s/^# \{0,1\}//p' "$0" >&2; exit 64 ;;
    *) break ;;
  esac
done
bin=$(cd "$(dirname "$0")/../bin" && pwd)
checkout=${bin%/*/*} command=campaign.sh operational_error=2
. "$bin/launch.sh"
find_java
find_jars
work=$(mktemp -d); trap 'rm -rf "$work"' EXIT
if [ $# -eq 2 ]; then small=$1 medium=$2; else
  small=$checkout/format-spec/rationale medium=$work/medium
  mkdir "$medium"
  for part in bin conf include man legal; do
    [ ! -d "$java_home/$part" ] || cp -rL "$java_home/$part" "$medium/"
  done
fi
path=$lib/*
for module in tools band codec testdata; do
  [ -d "$checkout/$module/target/classes" ] || fail "there is no $checkout/$module/target" "in $checkout run: mvn -DskipTests package"
  path=$path:$checkout/$module/target/classes:$checkout/$module/target/test-classes
done
campaign() {
  "$java_home/bin/java" -Djava.io.tmpdir="$work" -Xmx1g --enable-native-access=ALL-UNNAMED -cp "$path" dura.tools.campaign.Campaign \
    "$cases" "$seed" "$small" "$medium"
}
if [ -z "$write" ]; then campaign; exit; fi
campaign > "$work/table"
page=$checkout/format-spec/55-odds.md
{ sed '/^<!-- campaign -->$/q' "$page"; cat "$work/table"; sed -n '/^<!-- end of campaign -->$/,$p' "$page"; } > "$work/page"
cat "$work/page" > "$page"
