#!/bin/bash
# SPDX-License-Identifier: BSD-3-Clause
# mk-guest.sh KERNEL BUILD OUT: makes the guest in which igb_uio is tried: OUT/vmlinux and OUT/initramfs.cpio with the prober and both
# modules: ours from BUILD, and Debian's. What is not to be had leaves its reason in OUT/missing or OUT/debian-missing.
# Neighbour: prober.c is all that runs inside.
set -euo pipefail
cache=${VFERRY_CACHE:-/var/cache/vferry}
kernel=$cache/kernel-$1
debian=$cache/igb_uio-debian-$1
build=$2
out=$3

mkdir -p "$out"
rm -f "$out/missing" "$out/debian-missing"
if [ ! -e "$kernel/abi" ]; then
	cat "$kernel/missing" > "$out/missing" 2> /dev/null || echo "$kernel is not there: run 'make deps'" > "$out/missing"
	exit 0
fi
root=$(mktemp -d)
trap 'rm -rf "$root"' EXIT
mkdir "$root"/{dev,proc,sys,ours,debian}
cp "$build/qemu-tests/prober" "$root/init"
uio=$(find "$kernel/lib/modules" -name 'uio.ko*')
case $uio in
	*.xz) xz -dc "$uio" > "$root/uio.ko" ;;
	*) cp "$uio" "$root/uio.ko" ;;
esac
strip -g -o "$root/ours/igb_uio.ko" "$build/kmod/$1/igb_uio.ko"
if [ -e "$debian/abi" ]; then
	strip -g -o "$root/debian/igb_uio.ko" "$debian/igb_uio.ko"
else
	cat "$debian/missing" > "$out/debian-missing" 2> /dev/null || echo "$debian is not there: run 'make deps'" > "$out/debian-missing"
fi
"$(dirname "$0")/../image/vmlinux.sh" "$kernel"/boot/vmlinuz-* > "$out/vmlinux"
(cd "$root" && find . | cpio -o -H newc -R 0:0 --quiet) > "$out/initramfs.cpio"
