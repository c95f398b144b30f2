#!/bin/sh
# How fast the parts are, by JMH: erasure code, hashes, chunking, compression, OpenPGP, tar headers, index.
#
#   tools/bench/jmh.sh [ARGUMENT OF JMH...]       -h lists them; -p workload=SEAL,OPEN chooses
#
# Each line is microseconds for 1 MiB, or for 1,000 headers or entries. Dura's own classes are compiled first.
cd "$(dirname -- "$0")/../.." || exit
exec mvn -q -B -ntp -P jmh -DskipTests -pl band -am test "-Djmh.args=$*"
