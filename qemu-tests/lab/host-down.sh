#!/bin/bash
# SPDX-License-Identifier: BSD-3-Clause
# host-down.sh NAME: cuts a host's power: with its first process libvirtd and every QEMU of it are gone at once.
set -euo pipefail
dir=/run/vferry/$1
[ -s "$dir/holder.pid" ] || exit 0
holder=$(cat "$dir/holder.pid")
kill -9 "$holder" 2> /dev/null || true
# The kernel takes an orphaned network namespace away in its own time; the cables must be gone before the host comes back.
for p in vf br mig; do ip link del "$1-$p" 2> /dev/null || true; done
while [ -d "/proc/$holder" ]; do sleep 0.01; done
rm -rf "$dir"
