#!/bin/bash
# SPDX-License-Identifier: BSD-3-Clause
# mk-image.sh BUILD: makes the guests' images and prints their folder: for each unpacked kernel KERNEL/vmlinux, KERNEL/initramfs.cpio
# and, for what is not to be had, KERNEL.missing or KERNEL/DRIVER.missing with the reason. An image holds the distribution's own binaries
# (busybox, ip, dpdk-testpmd and the PMDs it needs), modules of the kernel, igb_uio, what BUILD/qemu-tests/guest has, and
# BUILD/libvferry.so.0 when it has been built. Kept in VFERRY_CACHE under a hash of what it was made from. Neighbours: init and vfs run
# in the guest.
set -euo pipefail
build=$(realpath "$1")
cache=${VFERRY_CACHE:-/var/cache/vferry}
here=$(cd "$(dirname "$0")" && pwd)
libvferry=$build/libvferry.so.0
tools=("$build"/qemu-tests/guest/{fifo,vf-watch,hold-thread,bar-peek,vfio-decode,unrevoked.so})
libs=/usr/lib/x86_64-linux-gnu
pmds=$(echo $libs/dpdk/pmds-*)
want_pmds=(bus_pci bus_vdev mempool_ring net_e1000 net_virtio net_bond net_failsafe net_ring net_null)

die() { echo "vferry: $*" >&2; exit 1; }

# Those that could be fetched.
kernels() { for k in "$cache"/kernel-*/abi; do k=${k%/abi}; echo "${k##*/kernel-}"; done; }
ours() { echo "$build/kmod/$1/igb_uio.ko"; }
debians() { echo "$cache/igb_uio-debian-$1/igb_uio.ko"; }

stamp() {
	{
		cat "$here"/{mk-image.sh,vmlinux.sh,init,vfs} "$cache"/kernel-*/abi
		for k in $(kernels); do cat "$(ours "$k")" "$(debians "$k")" || true; done
		cat "$libvferry" "${tools[@]}" || true
		dpkg-query -W dpdk-dev libdpdk-dev busybox-static libc6 libjansson4 iproute2
	} 2> /dev/null | sha256sum | cut -c1-16
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

pack() { (cd "$1" && find . | cpio -o -H newc -R 0:0 --quiet); }

# What all kernels share.
userland() {
	local root=$tmp/root p
	mkdir -p "$root"/{bin,dev,proc,sys,tmp,var/run,usr/lib64,usr/lib/vferry} "$root$pmds"
	ln -s usr/lib "$root/lib"
	ln -s usr/lib64 "$root/lib64"
	ln -s var/run "$root/run"
	cp /bin/busybox /usr/bin/dpdk-testpmd "$root/bin"
	# Busybox has an ip of its own, which knows nothing of VFs.
	cp "$(command -v ip)" "$root/bin/ip-vf"
	for p in "${tools[@]}"; do [ ! -e "$p" ] || cp "$p" "$root/bin"; done
	for p in "${want_pmds[@]}"; do add_pmd "librte_$p"; done
	with_libs /usr/bin/dpdk-testpmd "$(command -v ip)" "$pmds"/librte_net_{e1000,virtio,bond,failsafe}.so.*.*
	# pthread_cancel loads it by name.
	install -D "$libs/libgcc_s.so.1" "$root$libs/libgcc_s.so.1"
	if [ -e "$libvferry" ]; then
		cp -L "$libvferry" "$root$libs/libvferry.so.0"
		# Not in the PMD folder, which every DPDK program reads: the peers are to run without it.
		ln -s "$libs/libvferry.so.0" "$root/usr/lib/vferry/librte_net_vferry.so"
		with_libs "$libvferry"
	fi
	install -m 755 "$here/init" "$root/init"
	install -m 755 "$here/vfs" "$root/bin/vfs"
	pack "$root"
}

# add_module SET NAME: after the modules it depends on, so that the file SET can be loaded from top to bottom. Nothing when the
# kernel has it built in.
add_module() {
	local file d
	! grep -qE "/(${2}|${2//_/-}).ko$" "$unpacked"/lib/modules/*/modules.builtin || return 0
	file=$(find "$unpacked/lib/modules" -name "$2.ko*" -o -name "${2//_/-}.ko*" | head -n 1)
	[ -n "$file" ] || die "the guest kernel $kernel has no module $2: remove $unpacked and run 'make deps'"
	for d in $(modinfo -F depends "$file" | tr , ' '); do add_module "$1" "$d"; done
	case $file in
		*.xz) xz -dc "$file" > "$modules/$2.ko" ;;
		*) cp "$file" "$modules/$2.ko" ;;
	esac
	grep -qx "$2" "$modules/$1" 2> /dev/null || echo "$2" >> "$modules/$1"
}

# igb_uio SET FILE: a module that is not the kernel's.
igb_uio() {
	if [ -e "$2" ]; then
		add_module "$1" uio
		cp "$2" "$modules/$1.ko"
		echo "$1" >> "$modules/$1"
	else
		cat "${2%/*}/missing" > "$out/$1.missing" 2> /dev/null || echo "$2 was not built" > "$out/$1.missing"
	fi
}

# A set of modules is what a guest loads for its driver; init reads them.
modules() {
	local modules=$tmp/modules-$kernel/modules m
	mkdir -p "$modules"
	for m in virtio_pci virtio_console; do add_module base "$m"; done
	igb_uio igb_uio "$(ours "$kernel")"
	igb_uio igb_uio-debian "$(debians "$kernel")"
	add_module uio_pci_generic uio_pci_generic
	# The backup is emulated without the IOMMU, and so cannot be on vfio-pci.
	for m in uio_pci_generic vfio_pci vfio_iommu_type1; do add_module vfio-pci "$m"; done
	add_module pf igb
	add_module stub pci-stub
	pack "$tmp/modules-$kernel"
}

# images: the folder of all of them.
images() {
	local kernel unpacked out bare
	mkdir "$tmp/root" "$tmp/out"
	for kernel in "$cache"/kernel-*/missing; do
		[ ! -e "$kernel" ] || { kernel=${kernel%/missing} && cp "$kernel/missing" "$tmp/out/${kernel##*/kernel-}.missing"; }
	done
	userland > "$tmp/userland.cpio"
	for kernel in $(kernels); do
		unpacked=$cache/kernel-$kernel out=$tmp/out/$kernel bare=$cache/lab/vmlinux-$(cat "$cache/kernel-$kernel/abi")
		mkdir "$out"
		[ -e "$bare" ] || { "$here/vmlinux.sh" "$unpacked"/boot/vmlinuz-* > "$tmp/vmlinux" && mv "$tmp/vmlinux" "$bare"; }
		ln "$bare" "$out/vmlinux"
		# The kernel unpacks one archive after another.
		{ cat "$tmp/userland.cpio" && modules; } > "$out/initramfs.cpio"
	done
}

main() {
	local all
	[ -e "$cache/kernel-6.1/abi" ] || die "the guest's kernel is not in $cache: run 'make deps' first"
	all=$cache/lab/image-$(stamp)
	if [ ! -d "$all" ]; then
		mkdir -p "$cache/lab"
		tmp=$(mktemp -d "$cache/lab/tmp.XXXXXX")
		trap 'rm -rf "$tmp"' EXIT
		images
		# Another run may have been faster: then its image is as good.
		mv -T "$tmp/out" "$all" 2> /dev/null || [ -d "$all" ]
		# Every build of the library makes an image; those that no lab has used for an hour go.
		find "$cache/lab" -maxdepth 1 -name 'image-*' -mmin +60 -exec rm -rf {} +
	fi
	touch "$all"
	echo "$all"
}

main
