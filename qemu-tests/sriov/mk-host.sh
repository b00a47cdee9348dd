#!/bin/bash
# SPDX-License-Identifier: BSD-3-Clause
# mk-host.sh: the disk of an emulated SR-IOV host, made of this machine's own files: busybox, QEMU, libvirtd with the drivers of
# the lab's first form and those for node devices and networks, ssh and Debian's sshd, and the modules for a PF, its VFs, vfio and
# KVM on an emulated AMD processor. Prints the folder that has it: host.ext4 (read-only; what a host writes goes to its memory),
# initrd, vmlinuz, pki and ssh. Kept in VFERRY_CACHE under a hash of what it was made from. Neighbours: host-init runs in it,
# host-up.sh starts it, mk-pki.sh and mk-ssh.sh make its keys.
set -euo pipefail
cache=${VFERRY_CACHE:-/var/cache/vferry}
here=$(cd "$(dirname "$0")" && pwd)
lib=/usr/lib/x86_64-linux-gnu
kernel=$cache/kernel-6.1
extra=$cache/libvirt-drivers
sshd=$cache/openssh-server
modules=(virtio_pci virtio_net virtio_blk virtio_console ext4 overlay kvm-amd igb igbvf vfio-pci vfio_iommu_type1 tun bridge)

die() { echo "vferry: $*" >&2; exit 1; }

stamp() {
	{
		cat "$here"/{mk-host.sh,host-init,mk-pki.sh,mk-ssh.sh} "$here/../lab/settings.sh" "$kernel/abi" "$extra/version" "$sshd/version"
		dpkg-query -W qemu-system-x86 libvirt-daemon libvirt-daemon-driver-qemu openssh-client busybox-static iproute2 seabios
	} | sha256sum | cut -c1-16
}

# with_libs FILE...: what they are linked to.
with_libs() {
	local l
	for l in $(ldd "$@" 2> /dev/null | awk '/=> \//{print $3} /^\t\/lib64/{print $1}' | sort -u); do
		[ -e "$root/${l#/}" ] || install -D "$(realpath "$l")" "$root/${l#/}"
	done
}

# put FILE [FOLDER]: a program or a library with all that it is linked to.
put() {
	install -D "$(realpath "$1")" "$root${2:-$(dirname "$1")}/$(basename "$1")"
	with_libs "$1"
}

programs() {
	local p
	put /bin/busybox /bin
	for p in $(/bin/busybox --list); do [ "$p" = busybox ] || ln -sf busybox "$root/bin/$p"; done
	# Busybox has an ip of its own, which knows nothing of VFs.
	rm -f "$root/bin/ip"
	put "$(command -v ip)" /bin
	put "$(command -v bridge)" /bin
	put /usr/bin/qemu-system-x86_64
	put /usr/sbin/libvirtd
	put /usr/bin/virsh
	put /usr/lib/libvirt/libvirt_iohelper
	put "$lib/libvirt/connection-driver/libvirt_driver_qemu.so"
	for p in nodedev network; do
		put "$extra/root$lib/libvirt/connection-driver/libvirt_driver_$p.so" "$lib/libvirt/connection-driver"
	done
	put "$sshd/root/usr/sbin/sshd" /usr/sbin
	put /usr/bin/ssh
	put /usr/bin/virt-ssh-helper
	# Loaded by name: by pthread_cancel, and by what asks who root is.
	put "$lib/libgcc_s.so.1"
	put "$lib/libnss_files.so.2"
	strip --strip-unneeded "$root/usr/bin/qemu-system-x86_64" || true
	cp -a --parents /usr/share/libvirt/cpu_map /usr/share/misc/pci.ids "$root"
	cp -L --parents /usr/share/seabios/bios-256k.bin /usr/share/qemu/{kvmvapic,linuxboot,linuxboot_dma,pvh}.bin "$root"
	# The network driver ends the whole daemon where it finds no firewall program; hostdev networks need none.
	printf '#!/bin/sh\nexit 0\n' > "$root/usr/sbin/nft"
	chmod 755 "$root/usr/sbin/nft"
}

settings() {
	cat > "$root/etc/libvirt/libvirtd.conf" <<-C
		listen_tls = 1
		listen_tcp = 0
		auth_tls = "none"
		auth_unix_ro = "none"
		auth_unix_rw = "none"
		unix_sock_group = "root"
		unix_sock_rw_perms = "0700"
		log_outputs = "2:file:/var/log/libvirt/libvirtd.log"
	C
	"$here/../lab/settings.sh" "$root/etc/libvirt"
	cp "$extra/root/etc/libvirt/network.conf" "$root/etc/libvirt/"
	printf '%s\n' root:x:0:0:root:/root:/bin/sh nobody:x:65534:65534:nobody:/:/bin/false \
		libvirt-qemu:x:64055:64055:q:/:/bin/false sshd:x:100:65534:s:/run/sshd:/bin/false > "$root/etc/passwd"
	printf '%s\n' root:x:0: tty:x:5: nogroup:x:65534: libvirt-qemu:x:64055: kvm:x:994: > "$root/etc/group"
	printf 'passwd: files\ngroup: files\nhosts: files\n' > "$root/etc/nsswitch.conf"
	printf '127.0.0.1 localhost\n10.77.0.1 hosta\n10.77.0.2 hostb\n' > "$root/etc/hosts"
	mkdir -p "$root"/etc/pki/{CA,libvirt/private}
	cp "$out/pki/cacert.pem" "$root/etc/pki/CA/"
	cp "$out"/pki/{server,client}cert.pem "$root/etc/pki/libvirt/"
	cp "$out"/pki/{server,client}key.pem "$root/etc/pki/libvirt/private/"
	cp -r "$out/ssh" "$root/etc/ssh"
}

# list_modules MODULE...: their files, each behind those that it depends on.
list_modules() {
	local m
	for m in "$@"; do modprobe -d "$kernel" -S "$abi" --show-depends "$m" 2> /dev/null | awk '/^insmod/ { print $2 }'; done |
		awk '!seen[$0]++'
}

kernel_modules() {
	local file to=$root/usr/lib/modules/$abi
	mkdir -p "$to"
	for file in $(list_modules "${modules[@]}"); do install -D -m 644 "$file" "$root/usr${file#"$kernel"}"; done
	cp "$kernel/lib/modules/$abi"/modules.{order,builtin,builtin.modinfo} "$to"
	depmod -b "$root/usr" "$abi"
}

# What mounts the disk under a layer of memory, and goes on there.
initrd() {
	local small=$tmp/small file n=10
	mkdir -p "$small"/{bin,proc,dev,ro,rw,new,m}
	cp /bin/busybox "$small/bin/"
	for file in sh mount mkdir insmod sleep switch_root; do ln -s busybox "$small/bin/$file"; done
	for file in $(list_modules virtio_pci virtio_blk ext4 overlay); do cp "$file" "$small/m/$((n++))-$(basename "$file")"; done
	cat > "$small/init" <<-'I'
		#!/bin/sh
		export PATH=/bin
		mount -t devtmpfs dev /dev
		for m in /m/*; do insmod "$m"; done
		until [ -b /dev/vda ]; do sleep 0.05; done
		mount -t ext4 -o ro /dev/vda /ro
		mount -t tmpfs rw /rw
		mkdir /rw/upper /rw/work
		mount -t overlay -o lowerdir=/ro,upperdir=/rw/upper,workdir=/rw/work root /new
		exec switch_root /new /init
	I
	chmod 755 "$small/init"
	(cd "$small" && find . | cpio -o -H newc -R 0:0 --quiet | gzip -1)
}

build() {
	local root=$tmp/root out=$tmp/out abi
	abi=$(cat "$kernel/abi")
	# The package leaves it to its installation.
	[ -e "$kernel/lib/modules/$abi/modules.dep" ] || depmod -b "$kernel" "$abi"
	mkdir -p "$out" "$root"/{bin,proc,sys,dev,tmp,run,root,etc/libvirt/hooks,usr/lib,usr/lib64,usr/bin,usr/sbin}
	mkdir -p "$root"/var/{lib/libvirt/qemu,log/libvirt/qemu,cache/libvirt/qemu}
	ln -s usr/lib "$root/lib"
	ln -s usr/lib64 "$root/lib64"
	ln -s bin "$root/sbin"
	"$here/mk-pki.sh" "$out/pki"
	"$here/mk-ssh.sh" "$out/ssh"
	programs
	settings
	kernel_modules
	install -m 755 "$here/host-init" "$root/init"
	initrd > "$out/initrd"
	cp "$kernel/boot/vmlinuz-$abi" "$out/vmlinuz"
	mke2fs -q -t ext4 -O ^has_journal -m 0 -N 8192 -E root_owner=0:0 -d "$root" "$out/host.ext4" "$(($(du -sm "$root" | cut -f1) + 24))M"
}

main() {
	local all part
	for part in "$kernel/abi" "$extra/version" "$sshd/version"; do
		[ -e "$part" ] || die "the SR-IOV host's ${part%/*} is not there: run 'make deps' first"
	done
	all=$cache/lab/sriov-host-$(stamp)
	if [ ! -d "$all" ]; then
		mkdir -p "$cache/lab"
		tmp=$(mktemp -d "$cache/lab/tmp.XXXXXX")
		trap 'rm -rf "$tmp"' EXIT
		build > "$tmp/log" 2>&1 || { tail -5 "$tmp/log" >&2; die "the SR-IOV host's disk could not be made"; }
		mv -T "$tmp/out" "$all" 2> /dev/null || [ -d "$all" ]
		# Those that no lab has used for an hour go.
		find "$cache/lab" -maxdepth 1 -name 'sriov-host-*' -mmin +60 -exec rm -rf {} +
	fi
	touch "$all"
	echo "$all"
}
main
