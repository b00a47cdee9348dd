#!/bin/bash
# SPDX-License-Identifier: BSD-3-Clause
# check-docs.sh BUILD_DIR: man pages are well formed, links lead somewhere, what pages and the completion say of options and
# exit codes is what the program and agent/outcome.h say, what vferryd.conf.5 lists is what may stand in the file, what the
# unit starts is there, and the lists in README.md, docs/operations.md and docs/decisions/README.md are complete.
set -uo pipefail
cd "$(dirname "$0")/.." || exit 1
vferry=$1/vferry
vferryd=$1/vferryd
unit=host-tools/vferryd.service
passed=0 failed=0 skipped=0

pass() { passed=$((passed + 1)); }
fail() {
	echo "FAIL $1"
	[ -z "${2-}" ] || printf '%s\n' "$2" | sed 's/^/     /'
	failed=$((failed + 1))
}
skip() {
	echo "SKIP $1"
	skipped=$((skipped + 1))
}

# same WHAT OURS THEIRS: two sorted lists are equal and not empty.
same() {
	if [ -z "$2" ]; then fail "$1: nothing found to compare"
	elif [ "$2" = "$3" ]; then pass
	else fail "$1: (< page, > program)" "$(diff <(echo "$2") <(echo "$3") | grep '^[<>]')"
	fi
}

# The lines of a man page's section.
section() { awk -v wanted=".Sh $2" '/^\.Sh /{inside = $0 == wanted; next} inside' "$1"; }

# "-c, --connect URI" for every option, from a page's OPTIONS and from --help.
options_of_page() {
	section "$1" OPTIONS | sed -n 's/^\.It Fl //p' |
		sed 's/ , Fl /, -/; s/^-/--/; s/^\([^-]\)/-\1/; s/ Ar / /g' | sort
}
options_of_program() { "$vferry" "$@" --help | options_of_text; }
options_of_text() {
	awk '/^options:/{inside = 1; next} /^[^ ]/{inside = 0} inside' |
		sed 's/^ *//; s/  .*//' | sort
}

# The numbers of the enum; clang-format may put one on a line of its own.
codes_of_c() {
	tr '\n\t' '  ' < agent/outcome.h | grep -o 'OUTCOME_[A-Z_]* *= *[0-9]*' | sed 's/.*= *//' | sort -n
}

# The sentence of each exit code, from the page and from --help.
sentences_of_page() { section docs/man/vferry-migrate.1 'EXIT STATUS' | awk '/^\.It [0-9]+$/{code = $2; getline; print code, $0}'; }
sentences_of_program() {
	"$vferry" --help | awk '/^exit codes:/{inside = 1; next} inside{code = $1; $1 = $2 = ""; sub(/^ +/, ""); print code, $0}'
}

# Keys of the configuration, and its steps with their numbers, which a test has compared with agent/steps.c.
keys_of_page() { section docs/man/vferryd.conf.5 KEYS | sed -n 's/^\.It Ic \([a-z_.]*\)$/\1/p' | sort; }
keys_of_c() { sed -n 's/^ *{"\([a-z_.]*\)", CONFIG_.*/\1/p' agent/vferryd/config_keys.c | sort; }
steps_of_page() { section docs/man/vferryd.conf.5 STEPS | sed -n 's/^\.It \([a-z]*\) Ta \([0-9-]*\) Ta \([0-9]*\)$/\1 \2 \3/p'; }
steps_of_sample() {
	sed -n 's/^#  \([a-z]*\): {timeout_ms: \([0-9]*\), attempts: \([0-9]*\)}$/\1 \2 \3/p
		s/^#  \([a-z]*\): {attempts: \([0-9]*\)}$/\1 - \2/p' host-tools/vferryd.conf.example
}

# What the completion offers after "vferry COMMAND --".
completed() {
	(
		PATH=$(realpath "$(dirname "$vferry")"):$PATH
		# shellcheck source=/dev/null
		. host-tools/completions/vferry.bash
		COMP_WORDS=(vferry "$1" --) COMP_CWORD=2
		_vferry
		printf '%s\n' "${COMPREPLY[@]}" | sort
	)
}

# listed WHAT FILE PATTERN: FILE has a line that begins with PATTERN (a basic regular expression) for each word of standard
# input, which stands where the pattern has an @.
listed() {
	local word missing=
	while IFS= read -r word; do
		grep -q "^${3//@/$word}" "$2" || missing+="$word"$'\n'
	done
	if [ -z "$missing" ]; then pass; else fail "$2: $1 without a line" "${missing%$'\n'}"; fi
}

for page in docs/man/*.[1-8]; do
	if ! command -v mandoc > /dev/null; then skip "$page: no mandoc; 'make deps' installs it"
	elif said=$(mandoc -T lint -W warning "$page" 2>&1); then pass
	else fail "$page: mandoc finds" "$said"
	fi
done

while IFS= read -r file; do
	broken=
	while IFS= read -r target; do
		target=${target%%#*}
		[ -z "$target" ] || [ -e "$(dirname "$file")/$target" ] || broken+="$target"$'\n'
	done < <(grep -o '\](\([^)]*\))' "$file" | sed 's/^](//; s/)$//' | grep -v '^[a-z]*:')
	if [ -z "$broken" ]; then pass; else fail "$file: links that lead nowhere" "${broken%$'\n'}"; fi
done < <(find . -name '*.md' -not -path './build/*' -not -path './.git/*' | sort)

if [ -x "$vferry" ]; then
	for command in $("$vferry" --help | awk '/^commands:/{inside = 1; next} /^$/{inside = 0} inside {print $1}'); do
		page=docs/man/vferry-$command.1
		if [ -e "$page" ]; then
			same "$page: options" "$(options_of_page "$page")" "$(options_of_program "$command")"
		else
			fail "$page: vferry has the command, but there is no page"
		fi
		same "completion of $command" "$(completed "$command")" \
			"$(options_of_program "$command" | grep -o -- '--[a-z0-9-]*' | sort)"
	done
	same "docs/man/vferry-migrate.1: sentences of the exit codes" "$(sentences_of_page)" "$(sentences_of_program)"
else
	skip "options: $vferry is not built"
fi

page=docs/man/vferry-migrate.1
same "$page: exit codes" "$(section "$page" 'EXIT STATUS' | sed -n 's/^\.It \([0-9]*\)$/\1/p' | sort -n)" "$(codes_of_c)"

same "docs/man/vferryd.conf.5: keys" "$(keys_of_page)" "$(keys_of_c)"
same "docs/man/vferryd.conf.5: steps" "$(steps_of_page)" "$(steps_of_sample)"

same "docs/man/vferryd.8: options" "$(options_of_page docs/man/vferryd.8)" "$("$vferryd" --help | options_of_text)"

# What the unit starts: vferryd where `make install` puts it, anything else where systemd finds it.
installed=$(mktemp -d)
trap 'rm -rf "$installed"' EXIT
sed "s,=vferryd,=$(realpath "$vferryd")," "$unit" > "$installed/vferryd.service"
missing=
while IFS= read -r program; do
	type -P "$program" > /dev/null || missing+="$program"$'\n'
done < <(sed -n 's/^Exec[A-Za-z]*=\([^ ]*\).*/\1/p' "$installed/vferryd.service" | sort -u)
grep -q "install .*/vferryd \$(D)/sbin/vferryd$" Makefile || missing+='sbin/vferryd, by make install'$'\n'
if [ -z "$missing" ]; then pass; else fail "$unit: starts what is not there" "${missing%$'\n'}"; fi
if command -v systemd-analyze > /dev/null; then
	# What it finds in other units of this machine is not ours.
	said=$(systemd-analyze verify --man=no "$installed/vferryd.service" 2>&1)
	said=$(grep -F vferryd.service <<< "$said")
	if [ -z "$said" ]; then pass; else fail "$unit: systemd-analyze finds" "$said"; fi
else
	skip "$unit: no systemd-analyze to verify it with"
fi

listed 'exit codes' docs/operations.md '| @ |' < <(codes_of_c)
listed 'arguments of net_vferry' docs/operations.md "| \`@\`" \
	< <(sed -n '/^RTE_PMD_REGISTER_PARAM_STRING/,/;/p' guest-lib/pmd.c | grep -o '[a-z]*=')
listed records docs/decisions/README.md '| \[....\](@)' < <(find docs/decisions -name '[0-9]*.md' -printf '%f\n')
listed folders README.md '    @/' < <(git ls-files | grep / | cut -d/ -f1 | sort -u)

echo "docs: $passed passed, $failed failed, $skipped skipped"
[ "$failed" = 0 ]
