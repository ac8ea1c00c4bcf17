#!/usr/bin/env bash
# Runs the image of a tar as a container would: its files alone, not writable but for /tmp, its user, its command.
# Needs no daemon: only that this user may make a namespace.
#
#   tools/image-check.sh [server/target/weir-image.tar [ARGUMENT...]]     default arguments: --version
set -euo pipefail

tar=$(realpath "${1:-server/target/weir-image.tar}")
shift || true
[ $# -gt 0 ] || set -- --version
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir "$work/image" "$work/root"
tar -xf "$tar" -C "$work/image"

# Of what Jib writes: the manifest names the layers in order, the config what is run.
manifest=$work/image/manifest.json
config=$work/image/$(sed -n 's/.*"Config":"\([^"]*\)".*/\1/p' "$manifest")
for layer in $(sed -n 's/.*"Layers":\[\([^]]*\)\].*/\1/p' "$manifest" | tr -d '"' | tr ',' ' '); do
  tar --warning=no-unknown-keyword -xzf "$work/image/$layer" -C "$work/root"
done
mkdir -p "$work/root/proc"
entrypoint=$(sed -n 's/.*"Entrypoint":\[\([^]]*\)\].*/\1/p' "$config" | sed 's/","/\n/g; s/^"//; s/"$//')
mapfile -t command <<<"$entrypoint"
# Java starts without a cache that does not fit, only slower. Here that is an error; the heap is one that it does fit, even
# on a machine with so much memory that java would choose one of 32 GiB or more.
command=("${command[0]}" -XX:AOTMode=on -Xmx640m "${command[@]:1}")

map=--map-root-user
[ "$(id -u)" != 0 ] || map=
# shellcheck disable=SC2086,SC2016
unshare --mount --pid --fork --propagation private $map bash -c '
  mount --bind "$1" "$1" && mount -o remount,bind,ro "$1"
  mount -t proc proc "$1/proc" && mount -t tmpfs -o mode=1777 tmp "$1/tmp"
  cd / && exec chroot $2 "$1" "${@:3}"' sh "$work/root" \
  "$([ -n "$map" ] || echo --userspec=65532:65532)" "${command[@]}" "$@" &
# unshare itself ignores signals while it waits: they go to what it runs.
trap 'kill $(cat "/proc/$!/task/$!/children")' INT TERM
wait $! || wait $!
