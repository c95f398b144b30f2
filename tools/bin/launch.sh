# Sourced by the launchers in this folder, which set $bin and PATH and call `launch`.
#
# The jars are in ../lib of a packaged program, or in ../target/dura/lib of a checkout, which is
# built once when it is first used; those of storage modules are in folders below. Options for the
# JVM go into DURA_JAVA_OPTIONS.

# launch COMMAND MAIN_CLASS OPERATIONAL_ERROR [ARG...]: becomes the program.
launch() {
  command=$1 main=$2 operational_error=$3
  shift 3
  find_java
  find_jars
  class_path=
  # Storage modules have folders of their own, behind all others: opened only when they are needed.
  for jar in "$lib"/*.jar "$lib"/*/*.jar; do
    [ -f "$jar" ] && class_path=$class_path${class_path:+:}$jar
  done
  # Names of files reach the JVM through the locale; in a plain C locale it mangles them.
  if [ "$(locale charmap 2>/dev/null)" != UTF-8 ]; then
    LC_ALL=C.UTF-8
    export LC_ALL
  fi
  case $(uname -m) in
    x86_64) native=$lib/native/linux/amd64 ;;
    aarch64 | arm64) native=$lib/native/linux/aarch64 ;;
    *) native= ;;
  esac
  # The JVM announces these on stderr.
  unset JAVA_TOOL_OPTIONS JDK_JAVA_OPTIONS _JAVA_OPTIONS
  # The smallest collector and a small heap: what may take a quarter of the memory takes it. A job
  # has an object of up to 16 MiB in hand, in several forms, and most of the heap is for such; a check
  # may have to put a whole group together. DURA_JAVA_OPTIONS=-Xmx... gives more. One arena: the C
  # library makes several for its threads.
  heap=$((384 + 64 * ($(count_jobs "$@") - 2)))
  if [ "$command" = dura-fsck ] && [ "$heap" -lt 512 ]; then heap=512; fi
  MALLOC_ARENA_MAX=${MALLOC_ARENA_MAX:-1}
  export MALLOC_ARENA_MAX
  # Classes of zstd-jni for newer Java start slower than its plain ones, hence no multi-release jars.
  # What is over in a moment gains nothing from the compiler for long runs.
  case $command:${1:-} in
    *:--version | *:--help | dura:help | dura:init | dura:bands | dura:ls | dura:find | dura-dump:*)
      compilers=-XX:TieredStopAtLevel=1 ;;
    *) compilers= ;;
  esac
  # Classes as this JDK has read them once before, made by prepare.sh. A JDK that they do not fit
  # leaves them alone; what it would say about that, on stdout, is switched off.
  shared=${lib%/*}/start.jsa
  [ -r "$shared" ] || shared=
  # shellcheck disable=SC2086 # several options, split at blanks
  exec "$java_home/bin/java" -XX:+UseSerialGC -Xms32m -Xmx${heap}m -Xmn24m -Xshare:auto -Xlog:disable \
    ${shared:+"-XX:SharedArchiveFile=$shared"} $compilers -Dfile.encoding=UTF-8 \
    -Djava.library.path="$native" -Djdk.util.jar.enableMultiRelease=false \
    --enable-native-access=ALL-UNNAMED ${DURA_JAVA_OPTIONS:-} \
    -cp "$class_path" "$main" "$@"
}

# count_jobs [ARG...]: prints how many jobs there will be, at least 2. Without --jobs it is one for each
# core, up to 4; a count of more than 99 is left to the program to refuse or to run short of memory.
count_jobs() {
  jobs=
  while [ $# -gt 0 ]; do
    case $1 in
      --) break ;;
      --jobs) jobs=${2:-} ;;
      --jobs=*) jobs=${1#--jobs=} ;;
    esac
    shift
  done
  case $jobs in
    [1-9] | [1-9][0-9]) ;;
    *)
      jobs=$(nproc 2>/dev/null || echo 2)
      [ "$jobs" -le 4 ] || jobs=4
      ;;
  esac
  [ "$jobs" -ge 2 ] || jobs=2
  echo "$jobs"
}

# fail MESSAGE HINT...: ends the program as an operational error of this command.
fail() {
  printf '%s: error: %s\n' "$command" "$1" >&2
  shift
  for hint in "$@"; do printf 'hint: %s\n' "$hint" >&2; done
  exit "$operational_error"
}

# Sets java_home to a Java of at least 25. DURA_JAVA_HOME is an order, the others are places to look.
find_java() {
  java_home=${DURA_JAVA_HOME:-}
  if [ -n "$java_home" ]; then
    is_recent "$java_home" ||
      fail "DURA_JAVA_HOME is not a JDK of version 25 or newer: $java_home" \
        'point it to the folder that holds bin/java and release, or unset it'
    return
  fi
  on_path=$(command -v java) && on_path=$(readlink -f -- "$on_path")
  for java_home in "${JAVA_HOME:-}" /usr/lib/jvm/* "${on_path%/bin/java}"; do
    is_recent "$java_home" && return
  done
  fail 'no JDK of version 25 or newer was found' \
    'on Debian 13 or newer: apt-get install openjdk-25-jdk-headless' \
    'elsewhere: Temurin 25 from https://adoptium.net/temurin/releases/?version=25' \
    'then set DURA_JAVA_HOME or JAVA_HOME to its folder, unless it is under /usr/lib/jvm or on PATH'
}

# is_recent JAVA_HOME: reads its release file, which is quicker than starting it.
is_recent() {
  [ -x "$1/bin/java" ] && [ -r "$1/release" ] || return
  version=0
  while IFS= read -r line; do
    case $line in JAVA_VERSION=\"*) version=${line#*\"} version=${version%%[!0-9]*} ;; esac
  done <"$1/release"
  [ "${version:-0}" -ge 25 ]
}

# Sets lib to the folder of the jars.
find_jars() {
  lib=${bin%/*}/lib
  [ -d "$lib" ] && return
  tools=${bin%/*} checkout=${bin%/*/*}
  lib=$tools/target/dura/lib
  is_built && return
  [ -f "$tools/pom.xml" ] || fail "there is neither ${bin%/*}/lib nor a checkout to build" \
    'unpack the whole tar.gz again'
  for needed in mvn flock; do
    command -v $needed >/dev/null || fail "building this checkout needs $needed" \
      'on Debian: apt-get install maven util-linux' 'Maven must be 3.8.7 or newer'
  done
  [ -x "$java_home/bin/javac" ] ||
    fail "building this checkout needs a JDK, and $java_home has no javac" \
      'on Debian 13 or newer: apt-get install openjdk-25-jdk-headless'
  # Tried in a child first: a redirection that fails with exec ends the shell there and then.
  (mkdir -p "$checkout/.build" && : >"$checkout/.build/lock") 2>/dev/null ||
    fail "cannot write to $checkout/.build" 'let its owner run: mvn -DskipTests package'
  exec 9>"$checkout/.build/lock"
  flock 9
  # Whoever waited for the lock finds the work done.
  is_built || build
  exec 9>&-
}

# The build makes the tar.gz after the folder of jars is complete.
is_built() {
  for packed in "$tools"/target/dura-*.tar.gz; do [ -f "$packed" ] && return; done
  return 1
}

build() {
  printf '%s: building this checkout for its first use (mvn package)\n' "$command" >&2
  log=$checkout/.build/first-use.log
  # Maven itself runs on the JDK that was found: PATH may hold no Java, or too old a one.
  (cd "$checkout" && JAVA_HOME=$java_home \
    mvn -q -B -ntp -DskipTests package) >"$log" 2>&1 </dev/null && is_built && return
  cat "$log" >&2
  fail 'the build failed; its output is above' "in $checkout run: mvn -DskipTests package"
}
