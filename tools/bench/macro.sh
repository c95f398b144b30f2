#!/bin/sh
# Dura beside restic, borg and others; `tools/bench/macro.sh --help` tells the rest. Needs python3 (3.11), gpg; for the
# corpora apt-get, dpkg, tar, xz. Its parts are in the folder macro.
exec python3 -B "$(dirname -- "$0")/macro/main.py" "$@"
