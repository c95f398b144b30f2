#!/bin/sh
# Installs the programs that the tests use as foreign readers, writers and servers: Debian packages,
# and one of npm. Calls apt-get and npm only when one is missing; needs root, or sudo, only then.
set -eu
packages='gnupg zstd tar coreutils python3 xz-utils bzip2 gzip sq rnp busybox-static
  libarchive-tools protobuf-compiler git util-linux libisal2 gcc libc6-dev e2fsprogs
  openssh-client openssh-server'
# A server of the S3 protocol, from the npm registry.
s3rver=s3rver@3.7.1
command -v npm >/dev/null || packages="$packages nodejs npm"

missing=
for package in $packages; do
  status=$(dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null || true)
  [ "$status" = installed ] || missing="$missing $package"
done
has_s3rver=$(command -v s3rver || true)
[ -n "$missing" ] || [ -z "$has_s3rver" ] || exit 0

as_root=
if [ "$(id -u)" -ne 0 ]; then
  as_root='sudo'
  if ! command -v sudo >/dev/null; then
    echo "missing:$missing ${has_s3rver:-$s3rver}; run this as root, or:" \
      "apt-get install$missing; npm install -g $s3rver" >&2
    exit 1
  fi
fi
# shellcheck disable=SC2086 # lists of words
[ -z "$missing" ] || {
  $as_root apt-get -o DPkg::Lock::Timeout=300 update -q
  $as_root env DEBIAN_FRONTEND=noninteractive apt-get -o DPkg::Lock::Timeout=300 \
    install -y -q --no-install-recommends $missing
}
[ -n "$has_s3rver" ] || $as_root npm install -g --no-audit --no-fund --omit=dev "$s3rver"
