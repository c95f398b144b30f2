#!/usr/bin/env bash
# Repair of random bad sectors: dura-fsck --repair beside par2 with 10 %, on the same bytes, in the same run.
#
#   tools/bench/repair.sh [-n RUNS] [-m MEGABYTES] [-r RATE]
#
# Makes an archive of MEGABYTES (default 1000) of noise, damages RATE (default 0.01) of all 4 KiB sectors of a copy, and
# repairs it. par2 gets the same folder, its own recovery data (par2 create -r10) and the same damage. At 1 % par2
# loses what is larger than some 30 MB; its repair is then measured with as many bad sectors as it bears. Printed are
# medians of wall and CPU seconds, and how many times as long par2 takes (CPU seconds, which other work on the machine does
# not change): for its repair, and for its recovery data beside the whole backup. par2 takes many minutes for 1000; -m 100
# is a quick run. Needs GNU tools, python3, par2.
set -euo pipefail
export LC_ALL=C.UTF-8
runs=3 megabytes=1000 rate=0.01
while [ $# -gt 0 ]; do
  case $1 in
    -n) runs=$2 ;;
    -m) megabytes=$2 ;;
    -r) rate=$2 ;;
    *) sed -n '2,11s/^# \{0,1\}//p' "$0" >&2; exit 64 ;;
  esac
  shift 2
done
command -v par2 > /dev/null || { echo 'repair.sh: par2 is missing; on Debian: apt-get install par2' >&2; exit 2; }
bin=$(cd "$(dirname "$0")/../bin" && pwd)
work=$(mktemp -d); trap 'rm -rf "$work"' EXIT
export XDG_CONFIG_HOME=$work/config

cat > "$work/measure.py" <<'PY'
import json, resource, subprocess, sys, time
label, log, expected = sys.argv[1:4]
start = time.monotonic()
done = subprocess.run(sys.argv[4:], stdout=subprocess.DEVNULL)
wall = time.monotonic() - start
use = resource.getrusage(resource.RUSAGE_CHILDREN)
ended = str(done.returncode) in expected.split(",")
with open(log, "a") as f:
    f.write(json.dumps({"step": label, "wall": wall, "cpu": use.ru_utime + use.ru_stime, "ended": ended}) + "\n")
PY
cat > "$work/garble.py" <<'PY'
import os, random, sys
folder, rate, seed = sys.argv[1], float(sys.argv[2]), int(sys.argv[3])
chance = random.Random(seed)
bad = 0
for base, folders, names in os.walk(folder):
    folders.sort()
    for name in sorted(names):
        if name.endswith(".par2"):
            continue
        path = os.path.join(base, name)
        with open(path, "r+b") as file:
            for at in range(0, os.path.getsize(path), 4096):
                if chance.random() < rate:
                    file.seek(at)
                    file.write(chance.randbytes(min(4096, os.path.getsize(path) - at)))
                    bad += 1
print(bad)
PY
measure() { python3 "$work/measure.py" "$1" "$work/log" "${@:2}"; }
same() { diff -rq --exclude='*.par2*' --exclude='*.[0-9]' "$work/whole" "$1" > /dev/null && echo same || echo "NOT THE SAME"; }

mkdir "$work/source"
for i in $(seq $((megabytes / 10))); do head -c 10000000 /dev/urandom > "$work/source/$i"; done
measure 'dura backup (all of it)' 0 "$bin/dura" backup -q --create --no-encryption "$work/whole" "$work/source"
rm -rf "$work/source"
cp -r "$work/whole" "$work/peer"
measure 'par2 create -r10' 0 sh -c 'cd "$1" && find . -type f | sort | xargs par2 create -q -q -R -r10 recovery.par2' - "$work/peer"
# Ten of a hundred of par2's blocks may be bad: half as many sectors, each in a block of its own.
sectors=$(($(du -sb --apparent-size "$work/whole" | cut -f1) / 4096))
bears=$(python3 -c "print(min($rate, 100 / $sectors))")
for run in $(seq "$runs"); do
  rm -rf "$work/wreck"; cp -r "$work/whole" "$work/wreck"
  bad=$(python3 "$work/garble.py" "$work/wreck" "$rate" "$run")
  measure "dura-fsck --repair -y, $rate" 1 "$bin/dura-fsck" -q --repair -y "$work/wreck"
  echo "run $run: dura, $bad bad sectors: $(same "$work/wreck")"
  for part in "$rate" "$bears"; do
    rm -rf "$work/wreck"; cp -r "$work/peer" "$work/wreck"
    bad=$(python3 "$work/garble.py" "$work/wreck" "$part" "$run")
    measure "par2 repair, $part" 0 sh -c 'cd "$1" && par2 repair -q -q -p recovery.par2' - "$work/wreck"
    echo "run $run: par2, $bad bad sectors: $(same "$work/wreck")"
    [ "$rate" != "$bears" ] || break
  done
done
python3 - "$work/log" "$runs" "$megabytes" <<'PY'
import json, os, statistics, sys
steps = {}
for line in open(sys.argv[1]):
    entry = json.loads(line)
    steps.setdefault(entry["step"], []).append(entry)
print(f"\n{sys.argv[3]} MB of noise, {os.cpu_count()} CPUs, medians of {sys.argv[2]} runs")
print(f"{'step':34}{'wall s':>9}{'CPU s':>9}  repaired")
for step, entries in steps.items():
    wall, cpu = (statistics.median(entry[key] for entry in entries) for key in ("wall", "cpu"))
    print(f"{step:34}{wall:9.2f}{cpu:9.2f}  {sum(e['ended'] for e in entries)} of {len(entries)}")
def cpu(begin):
    return [statistics.median(e["cpu"] for e in entries) for step, entries in steps.items() if step.startswith(begin)]
print(f"par2 repair / dura-fsck --repair: {max(cpu('par2 repair')) / cpu('dura-fsck')[0]:.1f};"
      f" par2 create / dura backup: {cpu('par2 create')[0] / cpu('dura backup')[0]:.1f}")
PY
