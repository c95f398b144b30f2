#!/bin/sh
# Makes the launchers beside this file start two to three times faster with the JDK that they find on this machine.
#
#   bin/prepare.sh
#
# Writes ../start.jsa: the classes of Dura as this JDK reads them. It is good for one build of a JDK alone, and
# left aside by any other; so run this once where a package is unpacked, and again after the JDK was replaced.
PATH=${PATH:+$PATH:}/usr/local/bin:/usr/bin:/bin
export PATH
umask 022
self=$(readlink -f -- "$0")
bin=${self%/*}
. "$bin/launch.sh"
command=prepare.sh operational_error=2
find_java
find_jars
work=$(mktemp -d) || exit
trap 'rm -rf "$work"' EXIT
trap 'exit 130' HUP INT TERM
target=${lib%/*}/start.jsa
made=$target.$$
# A process of its own, because the launcher becomes the program. The old archive must not be read meanwhile.
rm -f "$target" || exit
(DURA_JAVA_OPTIONS="-XX:ArchiveClassesAtExit=$work/start.jsa" &&
  launch prepare.sh dura.tools.Rehearsal 2 "$work") >"$work/log" 2>&1
if [ ! -s "$work/start.jsa" ]; then
  cat "$work/log" >&2
  fail "the JDK in $java_home made no archive of classes" 'Dura works without it, and starts slower'
fi
# In place at once: a launcher sees all of it or nothing.
cp "$work/start.jsa" "$made" && mv "$made" "$target"
