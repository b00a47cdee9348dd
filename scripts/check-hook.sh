#!/bin/bash
# SPDX-License-Identifier: BSD-3-Clause
# check-hook.sh BUILD_DIR: libvirt's hook calls nothing of libvirt, which would wait for the hook: no call of its is among what
# the program leaves to others to define, and no library of its is loaded with it.
set -uo pipefail
hook=$1/vferry-hook

needed=$(nm --dynamic --undefined-only --format=just-symbols "$hook") || exit 1
libraries=$(ldd "$hook") || exit 1
mapfile -t forbidden < <(grep -E '^vir[A-Z]' <<< "$needed"; grep -o 'libvirt[^ ]*' <<< "$libraries" | sort -u)
if [ -n "$needed" ] && [ "${#forbidden[@]}" = 0 ]; then
	echo "hook: 1 passed, 0 failed, 0 skipped"
else
	echo "FAIL $hook calls libvirt, or nothing at all:"
	printf '     %s\n' "${forbidden[@]}"
	echo "hook: 0 passed, 1 failed, 0 skipped"
	exit 1
fi
