#!/usr/bin/env bash
# Lays out the root of the container image: Weir, a Java runtime of the modules that it needs, this machine's C library,
# and a cache for Java to start from. The image has no shell, no package manager and no other program.
#
#   TOOLCHAIN_JAVA_HOME=JDK tools/image-root.sh FOLDER JAR LIBRARIES
set -euo pipefail

usage="usage: TOOLCHAIN_JAVA_HOME=JDK $0 FOLDER JAR LIBRARIES"
root=${1:?$usage}
jar=${2:?$usage}
libraries=${3:?$usage}
jdk=${TOOLCHAIN_JAVA_HOME:?set it to the home of a JDK 25}
tools=$(cd "$(dirname "$0")" && pwd)

# Beside what the server and its libraries are compiled against: socket options and memory figures for gRPC and metrics.
modules=java.base,java.logging,java.management,java.naming,java.sql,java.xml,jdk.httpserver,jdk.jfr,jdk.management
modules=$modules,jdk.naming.dns,jdk.net,jdk.unsupported

rm -rf "$root"
mkdir -p "$root/etc" "$root/tmp"
"$jdk/bin/jlink" --add-modules "$modules" --output "$root/opt/java" \
  --strip-debug --no-header-files --no-man-pages --compress zip-6

# Whatever the runtime is linked against, at the path where its loader looks for it. gRPC's own libraries, which are
# unpacked at run time, want the C library's parts for threads and timers and the compiler's support library too.
copy() {
  install -D -m "$2" "$(readlink -f "$1")" "$root$1"
}
{
  find "$root/opt/java" -name '*.so' -exec ldd {} + -o -path '*/bin/*' -type f -exec ldd {} +
} | sed -n 's|.* => \(/[^ ]*\) (.*|\1|p; s|^[[:space:]]*\(/lib[^ ]*\) (.*|\1|p' | grep -v "^$root" | sort -u |
  while read -r library; do copy "$library" 755; done
system=$(dirname "$(find "$root/lib" "$root/usr/lib" -name libc.so.6 2>/dev/null | head -n 1)")
system=${system#"$root"}
for name in libpthread.so.0 librt.so.1 libdl.so.2 libgcc_s.so.1; do
  [ ! -e "$system/$name" ] || copy "$system/$name" 755
done
chmod 1777 "$root/tmp"

# Names: of the one user, and of hosts.
echo 'weir:x:65532:65532:Weir:/tmp:/sbin/nologin' >"$root/etc/passwd"
echo 'weir:x:65532:' >"$root/etc/group"
echo 'hosts: files dns' >"$root/etc/nsswitch.conf"

# Weir itself, at the paths where Jib puts it. Java compares the time and size of each jar with those that the cache was made
# with. Jib sets all times to one second after the epoch, and COPY in a Dockerfile keeps them: so that second it is.
install -D -m 644 -t "$root/app/classpath" "$jar"
install -D -m 644 -t "$root/app/libs" "$libraries"/*.jar
touch -d @1 "$root"/app/classpath/*.jar "$root"/app/libs/*.jar

# The class path names every jar: Java expands a * in the order of the folder, which differs from file system to file
# system, and the cache is only good for the order that it was made with.
options=$root/opt/weir/java.options
install -D -m 644 "$tools/image-java.options" "$options"
(
  cd "$root"
  printf -- '-cp\n%s\n' "$(printf '/%s\n' app/classpath/*.jar app/libs/*.jar | LC_ALL=C sort | paste -sd :)"
) >>"$options"

# The training run: what this server loads, links and runs often is in the cache. Its state is in memory, and its warm-up decides
# some requests. Then one request goes through the real port, and each page of HTTP is read once.
work=$(mktemp -d)
server=
# Nothing is left running, whatever fails.
trap '[ -z "$server" ] || kill "$server" 2>/dev/null || true; rm -rf "$work"' EXIT
complain() {
  tail -n 40 "$work/log" >&2
  echo "$0: $1" >&2
  exit 1
}
export IMAGE_ROOT=$root
# Only what is here counts, and not what the surroundings would add.
unset JAVA_TOOL_OPTIONS JDK_JAVA_OPTIONS WEIR_CONFIG
# It is the runtime of the image that has to make it, with the options of the image: a cache is good for one build of
# Java, one collector and one layout of objects. Where the jars lie may differ, if they lie alike. The heap is that of a
# small container: with 32 GiB and more, as on a big machine, references are wider, and the cache would be good for nobody else.
heap=-Xmx640m
"$tools/image-run.sh" "$heap" -XX:AOTCacheOutput="$root/opt/weir/weir.aot" serve --set home="$work" \
  --grpc 127.0.0.1:0 --admin 127.0.0.1:0 --http 127.0.0.1:0 --ready-file "$work/ready" \
  --set lifecycle.warm_up=10s --set lifecycle.drain_delay=0s >"$work/log" 2>&1 &
server=$!
until [ -f "$work/ready" ]; do
  kill -0 "$server" 2>/dev/null || complain "the training run ended before it was ready"
  sleep 0.1
done
port() { sed -n "s/.*\"$1\":\"127.0.0.1:\([0-9]*\)\".*/\1/p" "$work/ready"; }
"$tools/image-run.sh" check --server "127.0.0.1:$(port grpc)" --account training >>"$work/log" 2>&1 ||
  complain "the training run decided nothing"
for page in livez readyz metrics; do
  exec 3<>"/dev/tcp/127.0.0.1/$(port http)"
  printf 'GET /%s HTTP/1.1\r\nHost: training\r\nConnection: close\r\n\r\n' "$page" >&3
  timeout 30 cat <&3 >/dev/null || complain "the training run did not serve $page"
  exec 3>&-
done
# Java writes the cache when it ends in order.
kill "$server"
wait "$server" || complain "the training run failed"
server=
[ -f "$root/opt/weir/weir.aot" ] || complain "the training run wrote no cache"
echo '-XX:AOTCache=/opt/weir/weir.aot' >>"$options"

# Without this option Java starts without a cache that does not fit. Here that is a mistake.
"$tools/image-run.sh" "$heap" -XX:AOTMode=on --version >"$work/log" 2>&1 || complain "the cache does not fit"
