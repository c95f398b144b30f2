#!/usr/bin/env bash
# Backup, restore and check of Dura beside tar | zstd -3 | gpg -e on the same input, in the same run.
#
#   tools/bench/macro.sh [-n RUNS] SOURCE...
#
# Contestants take turns; printed are medians of wall and CPU seconds, peak memory (largest process) and
# stored bytes. Needs bash, GNU tar, zstd, gpg, python3. Work goes to ${TMPDIR:-/tmp}.
set -euo pipefail
export LC_ALL=C
runs=3
if [ "${1:-}" = -n ]; then runs=$2; shift 2; fi
[ $# -ge 1 ] || { sed -n '2,8s/^# \{0,1\}//p' "$0" >&2; exit 64; }
bin=$(cd "$(dirname "$0")/../bin" && pwd)
work=$(mktemp -d); trap 'gpgconf --homedir "$work/gnupg" --kill all; rm -rf "$work"' EXIT

export XDG_CONFIG_HOME=$work/config
mkdir -m 700 "$work/gnupg"
gpg --homedir "$work/gnupg" --batch -q --passphrase '' --quick-gen-key bench@example.invalid future-default default never
gpg --homedir "$work/gnupg" --batch -q --armor --export > "$work/cert.asc"
gpg --homedir "$work/gnupg" --batch -q --armor --export-secret-keys > "$work/key.asc"

cat > "$work/measure.py" <<'PY'
import json, os, resource, subprocess, sys, time
label, log = sys.argv[1:3]
start = time.monotonic()
done = subprocess.run(sys.argv[3:], stdout=subprocess.DEVNULL)
wall = time.monotonic() - start
use = resource.getrusage(resource.RUSAGE_CHILDREN)
if done.returncode not in (0, 1):
    sys.exit(f"{label}: exit {done.returncode}")
with open(log, "a") as f:
    f.write(json.dumps({"step": label, "wall": wall, "cpu": use.ru_utime + use.ru_stime,
                        "rss": use.ru_maxrss * 1024}) + "\n")
PY
measure() { python3 "$work/measure.py" "$1" "$work/log" "${@:2}"; }
size() { du -sb --apparent-size "$1" | cut -f1; }
stored() { printf '{"step": "%s", "stored": %s}\n' "$1" "$(size "$2")" >> "$work/log"; }

for source in "$@"; do find "$source" -type f -print0 | xargs -0 cat > /dev/null; done   # warm cache
for _ in $(seq "$runs"); do
  rm -rf "$work"/{plain.dura,sealed.dura,out,peer}
  measure 'dura backup, plain' "$bin/dura" backup -q --create --no-encryption "$work/plain.dura" "$@"
  measure 'dura backup, encrypted' "$bin/dura" backup -q --create --encrypt-to "$work/cert.asc" "$work/sealed.dura" "$@"
  mkdir "$work/peer"
  measure 'tar | zstd -3 | gpg -e' bash -c 'set -o pipefail; h=$1 o=$2; shift 2
    tar -cf - "$@" 2>/dev/null | zstd -q -3 |
    gpg --homedir "$h" --batch -q --trust-model always -z 0 -r bench@example.invalid -e > "$o"' - "$work/gnupg" "$work/peer/all.gpg" "$@"
  stored 'dura backup, plain' "$work/plain.dura"
  stored 'dura backup, encrypted' "$work/sealed.dura"
  stored 'tar | zstd -3 | gpg -e' "$work/peer"
  measure 'dura-fsck, encrypted' "$bin/dura-fsck" -q "$work/sealed.dura"
  measure 'dura restore, encrypted' "$bin/dura" restore -q --identity "$work/key.asc" "$work/sealed.dura" "$work/out"
  rm -rf "$work/out"; mkdir "$work/out"
  measure 'gpg -d | zstd -d | tar -x' bash -c 'set -o pipefail; gpg --homedir "$1" --batch -q -d "$2" |
    zstd -q -dc | tar -xf - -C "$3"' - "$work/gnupg" "$work/peer/all.gpg" "$work/out"
  rm -rf "$work/out"
  measure 'dura restore, plain' "$bin/dura" restore -q "$work/plain.dura" "$work/out"
done
python3 - "$work/log" "$runs" "$(du -scb --apparent-size "$@" | tail -1 | cut -f1)" <<'PY'
import json, os, statistics, sys
rows = {}
for line in open(sys.argv[1]):
    entry = json.loads(line)
    for key, value in entry.items():
        if key != "step":
            rows.setdefault(entry["step"], {}).setdefault(key, []).append(value)
print(f"{int(sys.argv[3]) / 1e6:.0f} MB of source, {os.cpu_count()} CPUs, medians of {sys.argv[2]} runs")
print(f"{'step':28}{'wall s':>9}{'CPU s':>9}{'peak MB':>9}{'stored MB':>11}")
for step, values in rows.items():
    m = {key: statistics.median(v) for key, v in values.items()}
    stored = f"{m['stored'] / 1e6:11.1f}" if "stored" in m else ""
    print(f"{step:28}{m['wall']:9.2f}{m['cpu']:9.2f}{m['rss'] / 1e6:9.0f}{stored}")
PY
