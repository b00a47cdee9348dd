#!/bin/bash
# SPDX-License-Identifier: BSD-3-Clause
# check-leftovers.sh BUILD: ends a running lab in every way that a person or a machine may, and looks for its namespaces (and
# with them its processes), interfaces and mounts. The last line is
# "leftovers: N passed, N failed, 0 skipped".
# shellcheck disable=SC2016  # the quoted program expands inside the lab
set -euo pipefail
# Jobs get groups of their own and signals as a terminal would give them.
set -m
here=$(cd "$(dirname "$0")" && pwd)
passed=0 failed=0

# What this machine has; of namespaces only the lab's own, as another lab may run at the same time.
seen() {
	lsns --noheadings --output NS | grep -xFf "$build/qemu-tests/namespaces" | sort || true
	ip -o link | cut -d: -f2
	findmnt --list --noheadings --output TARGET | sort
}

# ended_by NAME KILL-ARGUMENTS...: "PID" among them stands for the lab's process.
ended_by() {
	local name=$1 before pid i
	shift
	echo none > "$build/qemu-tests/namespaces"
	before=$(seen)
	"$here/in-lab.sh" "$build" bash -euc '
		"$VFERRY_LAB/host-up.sh" hosta
		stat -L -c %i /proc/self/ns/{mnt,net,pid,ipc,uts} /proc/$(cat /run/vferry/hosta/holder.pid)/ns/{mnt,net,pid,uts} \
			> "$VFERRY_BUILD/qemu-tests/namespaces.tmp"
		mv "$VFERRY_BUILD/qemu-tests/namespaces.tmp" "$VFERRY_BUILD/qemu-tests/namespaces"
		sleep 60' > /dev/null 2>&1 &
	pid=$!
	for ((i = 0; i < 200; i++)); do
		[ "$(cat "$build/qemu-tests/namespaces")" = none ] || break
		sleep 0.1
	done
	[ "$(seen)" != "$before" ] || echo "the lab did not start"
	kill "${@//PID/$pid}"
	wait "$pid" 2> /dev/null || true
	for ((i = 0; i < 50; i++)); do
		[ "$(seen)" != "$before" ] || break
		sleep 0.1
	done
	if [ "$(seen)" = "$before" ]; then
		passed=$((passed + 1))
	else
		failed=$((failed + 1))
		echo "left behind after $name:"
		diff <(echo "$before") <(seen) || true
	fi
}

build=$(realpath "$1")
mkdir -p "$build/qemu-tests"
ended_by SIGKILL -KILL PID
ended_by Ctrl-C -INT -- -PID
ended_by SIGTERM -TERM -- -PID
ended_by hang-up -HUP -- -PID
echo "leftovers: $passed passed, $failed failed, 0 skipped"
[ "$failed" = 0 ]
