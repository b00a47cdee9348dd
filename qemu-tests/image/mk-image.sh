#!/bin/bash
# SPDX-License-Identifier: BSD-3-Clause
# mk-image.sh BUILD: makes the guest's image and prints its folder: vmlinux and initramfs.cpio. It holds the distribution's own
# binaries (busybox, dpdk-testpmd and the PMDs it needs), modules of the unpacked kernel, igb_uio, and BUILD/libvferry.so.0 when it
# has been built. Kept in VFERRY_CACHE under a hash of what it was made from. Neighbour: init runs in the guest.
set -euo pipefail
build=$(realpath "$1")
cache=${VFERRY_CACHE:-/var/cache/vferry}
here=$(cd "$(dirname "$0")" && pwd)
kernel=$cache/kernel-6.1
igb_uio=$cache/igb_uio-debian-6.1/igb_uio.ko
libvferry=$build/libvferry.so.0
libs=/usr/lib/x86_64-linux-gnu
pmds=$(echo $libs/dpdk/pmds-*)
want_pmds=(bus_pci bus_vdev mempool_ring net_e1000 net_virtio net_bond net_ring net_null)
want_modules=(virtio_pci virtio_console uio)

die() { echo "vferry: $*" >&2; exit 1; }

stamp() {
	{
		cat "$here/mk-image.sh" "$here/vmlinux.sh" "$here/init" "$kernel/abi" "$igb_uio"
		[ ! -e "$libvferry" ] || cat "$libvferry"
		dpkg-query -W dpdk-dev libdpdk-dev busybox-static libc6 libjansson4
	} | sha256sum | cut -c1-16
}

# with_libs FILE...: what they are linked to. Libraries of the PMD folder have links in two folders: both are taken.
with_libs() {
	local l
	for l in $(ldd "$@" 2> /dev/null | awk '/=> \//{print $3} /^\t\/lib64/{print $1}' | sort -u); do
		case $l in
			"$pmds"/*) add_pmd "$(basename "${l%%.so*}")" ;;
			*libvferry.so*) ;;
			*) [ -e "$root/${l#/}" ] || install -D "$l" "$root/${l#/}" ;;
		esac
	done
}

add_pmd() { cp -a --parents "$libs/$1".so.* "$pmds/$1".so.* "$root"; }

# add_module NAME: after the modules it depends on, so that `order` can be loaded from top to bottom.
add_module() {
	local file d
	file=$(find "$kernel/lib/modules" -name "$1.ko" -o -name "${1//_/-}.ko" | head -n 1)
	[ -n "$file" ] || die "the guest kernel has no module $1: remove $kernel and run 'make deps'"
	[ ! -e "$root/modules/$1.ko" ] || return 0
	for d in $(modinfo -F depends "$file" | tr , ' '); do add_module "$d"; done
	cp "$file" "$root/modules/$1.ko"
	echo "$1" >> "$root/modules/order"
}

initramfs() {
	local p
	mkdir -p "$root"/{bin,dev,proc,sys,tmp,var/run,modules,usr/lib64} "$root$pmds"
	ln -s usr/lib "$root/lib"
	ln -s usr/lib64 "$root/lib64"
	ln -s var/run "$root/run"
	cp /bin/busybox /usr/bin/dpdk-testpmd "$root/bin"
	for p in "${want_pmds[@]}"; do add_pmd "librte_$p"; done
	with_libs /usr/bin/dpdk-testpmd "$pmds"/librte_net_{e1000,virtio,bond}.so.*.*
	# pthread_cancel loads it by name.
	install -D "$libs/libgcc_s.so.1" "$root$libs/libgcc_s.so.1"
	if [ -e "$libvferry" ]; then
		cp -L "$libvferry" "$root$libs/libvferry.so.0"
		ln -s ../../libvferry.so.0 "$root$pmds/librte_net_vferry.so"
		with_libs "$libvferry"
	fi
	: > "$root/modules/order"
	for p in "${want_modules[@]}"; do add_module "$p"; done
	cp "$igb_uio" "$root/modules/igb_uio.ko"
	echo igb_uio >> "$root/modules/order"
	install -m 755 "$here/init" "$root/init"
	(cd "$root" && find . | cpio -o -H newc -R 0:0 --quiet)
}

main() {
	local out
	[[ -e $kernel/abi && -e $igb_uio ]] || die "the guest's kernel is not in $cache: run 'make deps' first"
	out=$cache/lab/image-$(stamp)
	if [ ! -d "$out" ]; then
		mkdir -p "$cache/lab"
		tmp=$(mktemp -d "$cache/lab/tmp.XXXXXX")
		trap 'rm -rf "$tmp"' EXIT
		root=$tmp/root
		mkdir "$root"
		initramfs > "$tmp/initramfs.cpio"
		"$here/vmlinux.sh" "$kernel"/boot/vmlinuz-* > "$tmp/vmlinux"
		rm -rf "$root"
		# Another run may have been faster: then its image is as good.
		mv -T "$tmp" "$out" 2> /dev/null || [ -d "$out" ]
		# Every build of the library makes an image; those that no lab has used for an hour go.
		find "$cache/lab" -maxdepth 1 -name 'image-*' -mmin +60 -exec rm -rf {} +
	fi
	touch "$out"
	echo "$out"
}

main
