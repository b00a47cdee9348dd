# SPDX-License-Identifier: BSD-3-Clause
# bash completion for vferry: commands and options as --help lists them, so that this file never lags behind.
# shellcheck shell=bash

_vferry() {
	local word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD - 1]} words=
	if [ "$COMP_CWORD" = 1 ]; then
		words="--help --version $(vferry --help 2>/dev/null | awk '/^commands:/ { on = 1; next } !NF { on = 0 } on { print $1 }')"
	elif [[ $before == --dest-vf || $before == --json && ${COMP_WORDS[1]} =~ ^(migrate|prepare|restore|evacuate)$ ]]; then
		mapfile -t COMPREPLY < <(compgen -f -- "$word")
		return
	elif [[ $word == -* ]]; then
		words=$(vferry "${COMP_WORDS[1]}" --help 2>/dev/null | grep -o -- '^ \+\(-., \)\?--[a-z0-9-]*' | grep -o -- '--[a-z0-9-]*')
	elif [[ ${COMP_WORDS[1]} =~ ^(vfs|list|metrics|evacuate)$ ]]; then
		return
	else
		words=$(virsh --quiet list --name 2>/dev/null)
	fi
	mapfile -t COMPREPLY < <(compgen -W "$words" -- "$word")
}
complete -F _vferry vferry
