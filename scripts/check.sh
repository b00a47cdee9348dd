#!/bin/bash
# SPDX-License-Identifier: BSD-3-Clause
# check.sh BUILD: the whole gate, part by part, going on after a failure. `make check` runs it when the dependencies are there.
# A part's words go to build/check/PART.log; shown here are its sums and, when it failed, its last lines.
# Sums are the lines "WHAT: N passed, N failed, N skipped" of a part's log ("N targets run" are also those that failed); a part that
# has none counts as one.
set -uo pipefail
cd "$(dirname "$0")/.." || exit 1
build=${1:-build}
logs=$build/check
mkdir -p "$logs" || exit 1
total_passed=0 total_failed=0 total_skipped=0 table=

# sums LOG: adds up the log's closing lines in passed, failed, skipped and lines.
sums() {
	local line
	passed=0 failed=0 skipped=0 lines=0
	while read -r line; do
		[[ $line =~ ([0-9]+)\ (passed|targets\ run),\ ([0-9]+)\ failed,\ ([0-9]+)\ skipped$ ]]
		passed=$((passed + BASH_REMATCH[1])) failed=$((failed + BASH_REMATCH[3])) skipped=$((skipped + BASH_REMATCH[4]))
		[ "${BASH_REMATCH[2]}" = passed ] || passed=$((passed - BASH_REMATCH[3]))
		lines=$((lines + 1))
	done < <(grep -xE '[a-z-]+: [0-9]+ (passed|targets run), [0-9]+ failed, [0-9]+ skipped' "$1")
}

# part NAME TARGET...: one part of the gate.
part() {
	local name=$1 log=$logs/$1.log start=$SECONDS code=0 line
	shift
	echo "== $name: make $*"
	"${MAKE:-make}" -s --no-print-directory B="$build" "$@" < /dev/null > "$log" 2>&1 || code=$?
	sums "$log"
	[ "$lines" != 0 ] || [ "$code" != 0 ] || passed=1
	[ "$code" = 0 ] || [ "$failed" != 0 ] || failed=1
	grep '^SKIP' "$log"
	if [ "$code" != 0 ]; then
		tail -n 40 "$log"
		echo "== $name failed; all of it is in $log"
	fi
	total_passed=$((total_passed + passed)) total_failed=$((total_failed + failed)) total_skipped=$((total_skipped + skipped))
	printf -v line '%-8s %8d %8d %8d %7d s' "$name" "$passed" "$failed" "$skipped" $((SECONDS - start))
	table+=$line$'\n'
}

part build -j2 all
part fast -k check-fast
part asan -j2 check-asan
part clang -j2 check-clang
part lint lint
part fuzz fuzz
part kmod check-kmod-quick
part uevents check-uevents
part lab check-lab
part sriov check-sriov-quick

printf '\n%-8s %8s %8s %8s %9s\n' part passed failed skipped time
printf '%s' "$table"
echo "$total_passed passed, $total_failed failed, $total_skipped skipped"
[ "$total_failed" = 0 ]
