#!/bin/sh
# Installs the Debian packages whose programs the tests use as foreign readers and writers.
# Calls apt-get only when one is missing; needs root, or sudo, only then.
set -eu
packages='gnupg zstd tar coreutils python3 xz-utils bzip2 gzip sq rnp busybox-static
  libarchive-tools protobuf-compiler git util-linux libisal2 gcc libc6-dev e2fsprogs'

missing=
for package in $packages; do
  status=$(dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null || true)
  [ "$status" = installed ] || missing="$missing $package"
done
[ -n "$missing" ] || exit 0

as_root=
if [ "$(id -u)" -ne 0 ]; then
  as_root='sudo'
  if ! command -v sudo >/dev/null; then
    echo "missing:$missing; run this as root, or: apt-get install$missing" >&2
    exit 1
  fi
fi
# shellcheck disable=SC2086 # lists of words
{
  $as_root apt-get -o DPkg::Lock::Timeout=300 update -q
  $as_root env DEBIAN_FRONTEND=noninteractive apt-get -o DPkg::Lock::Timeout=300 \
    install -y -q --no-install-recommends $missing
}
