#!/bin/bash
# SPDX-License-Identifier: BSD-3-Clause
# fuzz.sh MODE BUILD TARGET...: the fuzz targets, which schemas/fuzz/fuzz.h tells of; a TARGET is FOLDER/fuzz/fuzz_NAME.
#
#   run     builds them with libFuzzer and runs each for FUZZ_SECONDS (60), FUZZ_JOBS at a time (one a processor).
#           An input that covers something new lands in BUILD/found/NAME, where the next run goes on; one that fails,
#           in BUILD/crashes/NAME, and the command that runs it again is printed.
#   keep    takes into the corpora what of BUILD/found covers code that they do not, unless it is longer than 1 KiB.
#   seeds   runs each target's corpus once, by the driver, in any build.
set -uo pipefail
cd "$(dirname "$0")/.." || exit 1
mode=$1 build=$2
shift 2
seconds=${FUZZ_SECONDS:-60} jobs=${FUZZ_JOBS:-$(nproc)}
corpora_kib=300 # that all corpora may have together: they are part of the sources
# Freed memory is kept for a while to see who uses it: 256 MiB unless told.
export ASAN_OPTIONS=quarantine_size_mb=32${ASAN_OPTIONS:+:$ASAN_OPTIONS}

# paths TARGET: its name, corpus and dictionary, and where things go.
paths() {
	name=${1##*/fuzz_}
	corpus=${1%/*}/corpus/$name
	found=$build/found/$name crashes=$build/crashes/$name log=$build/$name.log
	dictionary=()
	[ ! -e "${1%/*}/$name.dict" ] || dictionary=("-dict=${1%/*}/$name.dict")
}

# fuzzed LOG: what libFuzzer did, in words.
fuzzed() {
	awk '/^#[0-9]+.* cov: / { for (i = 1; i < NF; i++) if ($i == "cov:") edges = $(i + 1) }
		/^stat::number_of_executed_units:/ { runs = $2 }
		/^stat::average_exec_per_sec:/ { rate = $2 }
		END { printf "%d runs, %d a second, %d edges", runs, rate, edges }' "$1"
}

# fuzz TARGET: one line; when it failed, also why and what to type.
fuzz() {
	local code=0 crash
	paths "$1"
	mkdir -p "$found" "$crashes"
	"$build/$1" -max_total_time="$seconds" -timeout=10 -rss_limit_mb=1024 -print_final_stats=1 "${dictionary[@]}" \
		-artifact_prefix="$crashes/" "$found" "$corpus" > "$log" 2>&1 || code=$?
	echo "$1: $(fuzzed "$log")"
	[ "$code" != 0 ] || return 0
	echo "--- $1 failed (exit $code); all of it is in $log"
	grep -aE ': not so: |^SUMMARY: |runtime error: ' "$log" | head -n 5
	for crash in "$crashes"/*; do
		[ ! -e "$crash" ] || echo "    $build/$1 $crash"
	done
	return 1
}

# A program that does nothing, but with libFuzzer.
have_engine() {
	clang -fsanitize=fuzzer,address -x c -o /dev/null - 2> /dev/null <<< 'int LLVMFuzzerTestOneInput(const char *p, long n) { return !p && n; }'
}

run() {
	local failed=0 running=0 target
	if ! have_engine; then
		echo "SKIP fuzz: no clang with libFuzzer here; 'make deps' installs it"
		echo "fuzz: 0 targets run, 0 failed, $# skipped"
		return 0
	fi
	"${MAKE:-make}" -s --no-print-directory fuzz-build || { echo "fuzz: $# targets run, $# failed, 0 skipped"; return 1; }
	for target in "$@"; do
		if [ "$running" = "$jobs" ]; then
			wait -n || failed=$((failed + 1))
			running=$((running - 1))
		fi
		fuzz "$target" &
		running=$((running + 1))
	done
	while [ "$running" -gt 0 ]; do
		wait -n || failed=$((failed + 1))
		running=$((running - 1))
	done
	echo "fuzz: $# targets run, $failed failed, 0 skipped"
	[ "$failed" = 0 ]
}

# How often code runs is not counted: that would be ten times as many inputs.
keep() {
	local target before short code=0
	short=$(mktemp -d) || return 1
	for target in "$@"; do
		paths "$target"
		mkdir -p "$found"
		before=$(find "$corpus" -type f | wc -l)
		find "$short" -type f -delete
		find "$found" -type f -size -1025c -exec cp -t "$short" {} +
		"$build/$target" -set_cover_merge=1 -use_counters=0 "$corpus" "$short" > "$log" 2>&1 || code=1
		echo "$corpus: $before inputs, now $(find "$corpus" -type f | wc -l)"
	done
	rm -rf "$short"
	return "$code"
}

seeds() {
	local target passed=0 failed=0 kib bytes=0
	for target in "$@"; do
		paths "$target"
		log=$build/$name.seeds
		bytes=$((bytes + $(find "$corpus" -type f -printf '%s\n' | awk '{ n += $1 } END { print n + 0 }')))
		if "$build/$target" "$corpus" > "$log" 2>&1; then
			passed=$((passed + 1))
		else
			failed=$((failed + 1))
			echo "--- $build/$target: the last file named here failed"
			tail -n 20 "$log"
		fi
	done
	kib=$((bytes / 1024))
	if [ "$kib" -ge "$corpora_kib" ]; then
		failed=$((failed + 1))
		echo "--- the corpora have $kib KiB, more than $corpora_kib: take out the longest of the latest"
	fi
	echo "fuzz-seeds: $passed passed, $failed failed, 0 skipped"
	[ "$failed" = 0 ]
}

"$mode" "$@"
