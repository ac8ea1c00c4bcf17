#!/usr/bin/env bash
# Lays out the root of the container image: a Java runtime of the modules that Weir needs, and this machine's C library.
# The image has no shell, no package manager and no other program.
#
#   TOOLCHAIN_JAVA_HOME=JDK tools/image-root.sh FOLDER
set -euo pipefail

root=${1:?usage: TOOLCHAIN_JAVA_HOME=JDK $0 FOLDER}
jdk=${TOOLCHAIN_JAVA_HOME:?set it to the home of a JDK 25}

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
libraries=$(dirname "$(find "$root/lib" "$root/usr/lib" -name libc.so.6 2>/dev/null | head -n 1)")
libraries=${libraries#"$root"}
for name in libpthread.so.0 librt.so.1 libdl.so.2 libgcc_s.so.1; do
  [ ! -e "$libraries/$name" ] || copy "$libraries/$name" 755
done

install -D -m 644 "$(dirname "$0")/image-java.options" "$root/opt/weir/java.options"
chmod 1777 "$root/tmp"

# Names: of the one user, and of hosts.
echo 'weir:x:65532:65532:Weir:/tmp:/sbin/nologin' >"$root/etc/passwd"
echo 'weir:x:65532:' >"$root/etc/group"
echo 'hosts: files dns' >"$root/etc/nsswitch.conf"
