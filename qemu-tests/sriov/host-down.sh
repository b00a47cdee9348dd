#!/bin/bash
# SPDX-License-Identifier: BSD-3-Clause
# host-down.sh NAME: cuts an emulated SR-IOV host's power: with its machine libvirtd and every guest of it are gone at once.
set -euo pipefail
dir=/run/vferry/$1
if [ -s "$dir/holder.pid" ]; then
	holder=$(cat "$dir/holder.pid")
	kill -9 "$holder" 2> /dev/null || true
	while [ -d "/proc/$holder" ] && ! grep -q '^State:.Z' "/proc/$holder/status" 2> /dev/null; do sleep 0.01; done
fi
for cable in vf br mig; do ip link del "$1-$cable" 2> /dev/null || true; done
rm -rf "$dir"
