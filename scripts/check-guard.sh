#!/bin/bash
# SPDX-License-Identifier: BSD-3-Clause
# check-guard.sh BUILD_DIR: the SIGBUS handler calls nothing but what a signal handler may: what its object file leaves to
# others to define is on the list below. guest-lib/guard_handler.c says why each is allowed.
set -uo pipefail
object=$1/guest-lib/guard_handler.o
allowed='__errno_location getpid memcpy memset mmap pthread_sigmask sched_yield sigaction sigaddset sigorset syscall'

needed=$(nm --undefined-only --format=just-symbols "$object") || exit 1
mapfile -t forbidden < <(comm -23 <(sort -u <<< "$needed") <(tr ' ' '\n' <<< "$allowed" | sort))
if [ -n "$needed" ] && [ "${#forbidden[@]}" = 0 ]; then
	echo "guard: 1 passed, 0 failed, 0 skipped"
else
	echo "FAIL $object calls what a signal handler must not, or nothing at all:"
	printf '     %s\n' "${forbidden[@]}"
	echo "guard: 0 passed, 1 failed, 0 skipped"
	exit 1
fi
