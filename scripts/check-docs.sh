#!/bin/bash
# SPDX-License-Identifier: BSD-3-Clause
# check-docs.sh BUILD: the documentation against the program: man pages are well-formed, each command has one, their options
# and exit codes are those of --help (which the program prints from its tables), and what Markdown links to exists.
set -uo pipefail
cd "$(dirname "$0")/.." || exit 1
vferry=${1:-build}/vferry
passed=0 failed=0

# verdict WHAT DIFFERENCE: one check; it has passed when there is no difference to show.
verdict() {
	if [ -z "$2" ]; then
		passed=$((passed + 1))
	else
		failed=$((failed + 1))
		printf -- '--- %s\n%s\n' "$1" "$2"
	fi
}

# "-c --connect" for each option, from a help text and from a man page; --version is no command's option.
help_options() { sed -n 's/^  \(-., \|    \)\(--[a-z0-9-]*\).*/\1\2/p' | tr -d ' ,' | sort; }
page_options() { sed -n 's/ Ar .*//; s/ , Fl /-/; s/^\.It Fl /-/p' | sort; }

page_codes() { awk '/^\.It [0-9]+$/ { code = $2; getline; print code, $0 }' docs/man/vferry-migrate.1; }
help_codes() { "$vferry" --help | awk '/^exit codes:/ { on = 1; next } on { code = $1; $1 = $2 = ""; sub(/^ +/, ""); print code, $0 }'; }

# Relative links of a Markdown file that lead nowhere.
dead_links() {
	local file=$1 link
	grep -o '](\([^)]*\))' "$file" | sed 's/^](//; s/)$//; s/#.*//' | grep -v '^[a-z]*:' | grep . | while read -r link; do
		[ -e "$(dirname "$file")/$link" ] || echo "$file: $link"
	done
}

for page in docs/man/*.1; do
	verdict "mandoc $page" "$(mandoc -T lint -W warning "$page" 2>&1)"
done
while read -r command; do
	page=docs/man/vferry-$command.1
	verdict "$page: options against --help" "$(diff <(page_options < "$page" 2>&1) <("$vferry" "$command" --help | help_options) 2>&1)"
done < <("$vferry" --help | awk '/^commands:/ { on = 1; next } !NF { on = 0 } on { print $1 }')
verdict "vferry-migrate.1: exit codes against --help" "$(diff <(page_codes) <(help_codes) 2>&1)"
verdict "outcome.h: every code has a sentence" \
	"$(diff <(tr -d '\n' < agent/outcome.h | grep -oE '=[[:space:]]*[0-9]+' | tr -cd '0-9\n') <(help_codes | cut -d' ' -f1) 2>&1)"
verdict "links" "$(git ls-files '*.md' | while read -r file; do dead_links "$file"; done)"
verdict "README: the map of folders" "$(git ls-files | grep / | cut -d/ -f1 | sort -u | while read -r folder; do
	grep -q "^    $folder/" README.md || echo "README.md does not list $folder/"; done)"
echo "docs: $passed passed, $failed failed, 0 skipped"
[ "$failed" = 0 ]
