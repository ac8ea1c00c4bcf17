#!/usr/bin/env bash
# Runs the image's Weir by the image's Java and options, but where image-root.sh laid them out, and with all of this machine.
# To train, and to measure: image-check.sh runs it as a container would.
#
#   tools/image-run.sh [OPTION FOR JAVA, SUCH AS -XX:AOTMode=off]... ARGUMENT...
#
#   IMAGE_ROOT  the folder; default: server/target/image-root
set -euo pipefail

root=$(realpath "${IMAGE_ROOT:-$(dirname "$0")/../server/target/image-root}")
mapfile -t options < <(sed "/^#/d; s|/app/|$root/app/|g; s|/opt/|$root/opt/|g" "$root/opt/weir/java.options")
java=()
while [[ ${1:-} == -X* ]]; do
  java+=("$1")
  shift
done
exec "$root/opt/java/bin/java" "${options[@]}" "${java[@]}" dev.weir.server.Main "$@"
