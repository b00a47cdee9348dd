#!/bin/bash
# SPDX-License-Identifier: BSD-3-Clause
# check-uevents.sh BUILD KERNEL...: fifty PCI functions come and go at once in a guest of each kernel, and guest-lib/uevent.c, which is
# in BUILD/qemu-tests/fifty, must miss nothing. A kernel that is not to be had is skipped. Neighbour: fifty.c.
set -uo pipefail
build=$1
shift
cache=${VFERRY_CACHE:-/var/cache/vferry}
wanted='fifty: 50 of 50 devices told every time, [0-9]+ messages, lost 0 times'
passed=0 failed=0 skipped=0
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT

devices=()
for i in {0..49}; do
	devices+=(-device "pci-testdev,multifunction=on,addr=$((3 + i / 8)).$((i % 8))")
done
mkdir "$tmp/root"
cp "$build/qemu-tests/fifty" "$tmp/root/init"
(cd "$tmp/root" && find . | cpio -o -H newc -R 0:0 --quiet) > "$tmp/initramfs.cpio"
for kernel; do
	if [ ! -e "$cache/kernel-$kernel/abi" ]; then
		echo "SKIP fifty devices on $kernel: $(cat "$cache/kernel-$kernel/missing" 2> /dev/null || echo "run 'make deps'")"
		skipped=$((skipped + 1))
		continue
	fi
	"$(dirname "$0")/../image/vmlinux.sh" "$cache/kernel-$kernel"/boot/vmlinuz-* > "$tmp/vmlinux"
	timeout 180 qemu-system-x86_64 -machine q35,accel=tcg -cpu Nehalem -m 256 -nodefaults -display none -no-reboot \
		-kernel "$tmp/vmlinux" -initrd "$tmp/initramfs.cpio" -append 'console=ttyS0 quiet panic=-1 clocksource=hpet nosoftlockup' \
		-serial stdio "${devices[@]}" < /dev/null > "$tmp/console" 2>&1
	if grep -qE "$wanted" "$tmp/console"; then
		passed=$((passed + 1))
		echo "$kernel: $(grep -oE "$wanted" "$tmp/console")"
	else
		failed=$((failed + 1))
		echo "--- $kernel"
		tail -n 20 "$tmp/console"
	fi
done
echo "uevents: $passed passed, $failed failed, $skipped skipped"
[ "$failed" = 0 ]
