#!/bin/bash
# SPDX-License-Identifier: BSD-3-Clause
# vmlinux.sh IMAGE: writes the bare ELF kernel inside a compressed one to standard output. An emulated CPU takes ten seconds to unpack
# what this one does in a fraction; QEMU starts the bare image as well (PVH). Neighbour: mk-image.sh.
set -euo pipefail
image=$1

# unpack MAGIC COMMAND...: from the first place where MAGIC stands. What follows the kernel is no part of it, and COMMAND says so.
unpack() {
	local offset
	offset=$(LC_ALL=C grep -aboP "$1" "$image" | head -n 1 | cut -d: -f1)
	[ -n "$offset" ] || return 1
	tail -c "+$((offset + 1))" "$image" | "${@:2}" 2> /dev/null || true
}

unpack '\xfd7zXZ' xz -dc --single-stream || unpack '\x28\xb5\x2f\xfd' zstd -dc ||
	{ echo "vferry: $image is compressed neither with xz nor with zstd" >&2; exit 1; }
