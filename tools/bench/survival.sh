#!/usr/bin/env bash
# How likely an archive loses something, by the rate of bad sectors: Dura's profiles beside par2, kopia and 17 + 3.
#
#   tools/bench/survival.sh [--seed S] [--trials N]    prints the tables
#   tools/bench/survival.sh --write                    puts them into format-spec/55-odds.md
#
# Takes some seconds. Trials with small blocks are ten times as many. The class is SurvivalCurves in codec/src/test.
set -euo pipefail
export LC_ALL=C.UTF-8
seed=1 trials=200 write=
while [ $# -gt 0 ]; do
  case $1 in
    --seed) seed=$2; shift 2 ;;
    --trials) trials=$2; shift 2 ;;
    --write) write=1; shift ;;
    *) sed -n '2,7s/^# \{0,1\}//p' "$0" >&2; exit 64 ;;
  esac
done
bin=$(cd "$(dirname "$0")/../bin" && pwd)
checkout=${bin%/*/*} command=survival.sh operational_error=2
. "$bin/launch.sh"
find_java
find_jars
classes=$checkout/codec/target/test-classes
[ -d "$classes" ] || fail "there is no $classes" "in $checkout run: mvn -DskipTests package"
curves() {
  "$java_home/bin/java" -cp "$classes:$checkout/testdata/target/classes:$lib/*" dura.codec.odds.SurvivalCurves "$@"
}
if [ -z "$write" ]; then curves "$seed" "$trials"; exit; fi
page=$checkout/format-spec/55-odds.md
new=$(mktemp); trap 'rm -f "$new"' EXIT
sed '/^<!-- tables -->$/q' "$page" > "$new"
curves >> "$new"
cat "$new" > "$page"
