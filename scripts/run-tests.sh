#!/bin/bash
# SPDX-License-Identifier: BSD-3-Clause
# run-tests.sh WHAT PROGRAM...: runs test programs one after another; shows only what failed; sums up in the last line.
# A program prints "N passed, N failed, N skipped" as its own last line (schemas/tests/unit.h does).
set -uo pipefail
what=$1
shift
passed=0 failed=0 skipped=0
log=$(mktemp)
trap 'rm -f "$log"' EXIT
for program in "$@"; do
	if [ "$what" = bench ]; then
		"$program" || failed=$((failed + 1))
		continue
	fi
	"$program" > "$log" 2>&1
	status=$?
	if [[ $(tail -n 1 "$log") =~ ^([0-9]+)\ passed,\ ([0-9]+)\ failed,\ ([0-9]+)\ skipped$ ]]; then
		passed=$((passed + BASH_REMATCH[1])) failed=$((failed + BASH_REMATCH[2])) skipped=$((skipped + BASH_REMATCH[3]))
		[ "$status" = 0 ] || [ "${BASH_REMATCH[2]}" != 0 ] || failed=$((failed + 1))
	else
		failed=$((failed + 1)) status=1
	fi
	[ "$status" = 0 ] || { echo "--- $program (exit $status)"; cat "$log"; }
	grep '^SKIP' "$log"
done
[ "$what" = bench ] || echo "$what: $passed passed, $failed failed, $skipped skipped"
[ "$failed" = 0 ]
