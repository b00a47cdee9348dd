#!/bin/bash
# SPDX-License-Identifier: BSD-3-Clause
# lint.sh C_FILES... -- SH_FILES...: clang-format, clang-tidy, cppcheck and shellcheck over the files that are the project's own.
# Each tool is one check of the closing line. The compile flags of a folder come from `make flags-FOLDER`, so that clang-tidy
# sees what the compiler sees; two files are checked at a time. What is silenced stands here or in .clang-tidy with its reason.
set -uo pipefail
cd "$(dirname "$0")/.." || exit 1
c_files=() sh_files=() seen_dashes=
for arg in "$@"; do
	if [ "$arg" = -- ]; then seen_dashes=1
	elif [ "$seen_dashes" ]; then sh_files+=("$arg")
	elif [ -e "$arg" ]; then c_files+=("$arg")
	fi
done
passed=0 failed=0 skipped=0
log=$(mktemp)
trap 'rm -f "$log"' EXIT

# check NAME COMMAND...: one line for the tool, and its words when it found something.
check() {
	local name=$1
	shift
	if ! command -v "$name" > /dev/null; then
		echo "SKIP $name: not installed; 'make deps' installs it"
		skipped=$((skipped + 1))
	elif "$@" > "$log" 2>&1; then
		passed=$((passed + 1))
	else
		echo "--- $name"
		grep -v ' warnings\? generated\.$' "$log"
		failed=$((failed + 1))
	fi
}

# The analyzer gives up on a function after 50,000 states instead of 225,000: options.c takes 1.7 s instead of 9.7 s.
depth='--extra-arg=-Xclang --extra-arg=-analyzer-config --extra-arg=-Xclang --extra-arg=max-nodes=50000'

# One file at a time: with several, version 14 carries its picture of a va_list from one into the next.
# The guest's folder has its own flags; schemas is part of both sides and takes the host's, which are the fewest.
# guest-lib/kmod is the kernel's: neither clang-tidy nor cppcheck knows its headers without its whole build. `make kmod`
# compiles it with W=1 and sparse, warnings as errors; here it is formatted.
# shellcheck disable=SC2016  # the quoted program expands its own arguments
tidy() {
	local folder code=0 files
	for folder in schemas guest-lib agent host-tools qemu-tests; do
		mapfile -t files < <(printf '%s\n' "${units[@]}" | grep "^$folder/")
		[ "${#files[@]}" != 0 ] || continue
		printf '%s\n' "${files[@]}" | xargs -P2 -n1 \
			bash -c 'eval "clang-tidy --quiet $1 \"\$3\" -- $2"' _ "$depth" "$(make -s "flags-$folder")" || code=1
	done
	return "$code"
}

# missingIncludeSystem, unmatchedSuppression: the libraries' headers are not given to it, as reading DPDK's takes minutes.
# unknownMacro: for the same reason it does not know the libraries' loop and registration macros.
# It takes files without main as libraries; unused functions are the linker's business.
cpp() {
	cppcheck --quiet --std=c11 --enable=warning,performance,portability --inline-suppr --error-exitcode=1 -j2 \
		-D__x86_64__ -D__linux__ -Ischemas -Iagent -Iguest-lib -Iguest-lib/include -Iqemu-tests \
		--suppress=missingIncludeSystem --suppress=unmatchedSuppression --suppress=unknownMacro "$@"
}

mapfile -t units < <(printf '%s\n' "${c_files[@]}" | grep '\.c$' | grep -v '^guest-lib/kmod/')
check clang-format clang-format --dry-run -Werror "${c_files[@]}"
check clang-tidy tidy
check cppcheck cpp "${units[@]}"
[ "${#sh_files[@]}" = 0 ] || check shellcheck shellcheck "${sh_files[@]}"
echo "lint: $passed passed, $failed failed, $skipped skipped"
[ "$failed" = 0 ]
