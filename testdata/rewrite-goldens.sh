#!/bin/sh
# Writes the golden archives of testdata/archive anew. Only until the format is frozen (v0).
set -eu
cd "$(dirname "$0")/.."
mvn -q -pl band -am test -Dtest=GoldenArchivesTest#whatIsWrittenTodayIsWhatIsKept -Dsurefire.failIfNoSpecifiedTests=false \
  -Ddura.goldens.rewrite=true
git status --short testdata/archive
