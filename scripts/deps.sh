#!/bin/bash
# SPDX-License-Identifier: BSD-3-Clause
# deps.sh: everything that building and testing vferry needs on a fresh Debian 12, fetched once.
#
# Packages go through apt: stable first; QEMU, libvirt and seabios from backports, pinned to those three sources so that nothing
# else of the system moves. The rest lands in the cache (VFERRY_CACHE, default /var/cache/vferry) and is never installed:
#   dpdk/          the DPDK source that matches the installed library, for the driver headers that libdpdk-dev leaves out
#   libvirt-drivers/         libvirt's drivers for node devices and networks, for hosts inside the lab only
#   openssh-server/          sshd, for the same hosts
#   kernel-SERIES/           image, modules, headers and kbuild of a guest's kernel (5.10, 6.1, 6.12), unpacked
#   igb_uio-debian-SERIES/   igb_uio.ko built for it from Debian's dpdk-kmods-dkms
# Where the mirror no longer has 5.10 or 6.12, or Debian's module does not build, the folder holds a file `missing` with the reason
# instead, and whoever wants it skips with that reason.
# Each part has a stamp named after what it was made from; with all stamps in place the script ends in well under a second.
# shellcheck disable=SC2016  # the quoted programs expand their own arguments
set -euo pipefail
cache=$(realpath -m "${VFERRY_CACHE:-/var/cache/vferry}")
here=$(cd "$(dirname "$0")" && pwd)

die() { echo "vferry: $*" >&2; exit 1; }

stable=(build-essential clang clang-format clang-tidy cppcheck sparse shellcheck pkg-config git
	dpdk dpdk-dev libdpdk-dev libjansson-dev libyaml-dev libxml2-dev libxml2-utils libcunit1-dev libclang-rt-14-dev
	python3-jsonschema mandoc dpkg-dev busybox-static cpio kmod xz-utils zstd iproute2 util-linux bc openssl e2fsprogs pci.ids
	openssh-client libwrap0 python3-yaml)
backports=(qemu-system-x86 libvirt-daemon libvirt-daemon-driver-qemu libvirt-daemon-log libvirt-clients libvirt-dev)

installed() { dpkg-query -W -f '${db:Status-Status}\n' "$@" 2>/dev/null | grep -cx installed || true; }

want_stamp() { sha256sum "$here/deps.sh" | cut -c1-16; }

main() {
	local stamp
	stamp=$cache/deps-$(want_stamp)
	if [ -e "$stamp" ] && [ "$(installed "${stable[@]}" "${backports[@]}")" -ge $((${#stable[@]} + ${#backports[@]})) ]; then
		return
	fi
	# shellcheck source=/dev/null
	. /etc/os-release
	[ "${ID:-}:${VERSION_ID:-}" = debian:12 ] || die "this is ${PRETTY_NAME:-an unknown system}; the set-up is made for Debian 12: run it there (a virtual machine or container will do)"
	[ "$(id -u)" = 0 ] || die "packages must be installed, and that needs root: run 'sudo make deps' first"
	mkdir -p "$cache" || die "cannot create the cache $cache: name a writable folder in VFERRY_CACHE"
	packages
	dpdk_source
	libvirt_drivers
	ssh_server
	# 6.1 is the lab's kernel. The others are further rows of the guest tests: without them those skip.
	kernel 6.1 || die "could not fetch the guest kernel 6.1: is there a network? (log: $cache/deps.log)"
	( old_suite && kernel 5.10 ) || missing "$cache/kernel-5.10" 'the mirror has no kernel 5.10 (bullseye-security)'
	kernel 6.12 || missing "$cache/kernel-6.12" "the mirror has no kernel 6.12 ($VERSION_CODENAME-backports)"
	igb_uio 6.1 || die "could not build Debian's igb_uio for the guest kernel 6.1 (log: $cache/deps.log)"
	for series in 5.10 6.12; do
		igb_uio "$series" || missing "$cache/igb_uio-debian-$series" "Debian's igb_uio could not be built for kernel $series"
	done
	rm -f "$cache"/deps-*
	touch "$stamp"
}

# mirror SUITE: where the machine's own sources have it, in either format.
mirror() {
	local uri
	uri=$(awk '/^URIs:/ { uri = $2 } /^Suites:/ { for (i = 2; i <= NF; i++) if ($i == suite) { print uri; exit } }' \
		suite="$1" /etc/apt/sources.list.d/*.sources 2>/dev/null)
	[ -n "$uri" ] || uri=$(awk '$1 == "deb" { for (i = 2; i < NF; i++) if ($(i + 1) == suite) { print $i; exit } }' \
		suite="$1" /etc/apt/sources.list /etc/apt/sources.list.d/*.list 2>/dev/null)
	[ -n "$uri" ] && echo "$uri"
}

packages() {
	local uri
	export DEBIAN_FRONTEND=noninteractive
	uri=$(mirror "$VERSION_CODENAME") || die "no apt source names the suite $VERSION_CODENAME: add one to /etc/apt/sources.list.d"
	cat > /etc/apt/sources.list.d/vferry.sources <<-S
		Types: deb
		URIs: $uri
		Suites: $VERSION_CODENAME-backports
		Components: main
		Signed-By: /usr/share/keyrings/debian-archive-keyring.gpg

		Types: deb-src
		URIs: $uri
		Suites: $VERSION_CODENAME
		Components: main
		Signed-By: /usr/share/keyrings/debian-archive-keyring.gpg
	S
	cat > /etc/apt/preferences.d/vferry <<-P
		Package: src:libvirt src:qemu src:seabios
		Pin: release n=$VERSION_CODENAME-backports
		Pin-Priority: 990
	P
	echo "vferry: installing packages (once)" >&2
	quiet apt-get update || die "apt-get update failed: is there a network? (log: $cache/deps.log)"
	quiet apt-get install -y --no-install-recommends "${stable[@]}" "${backports[@]}" \
		|| die "apt-get install failed: is there a network? (log: $cache/deps.log)"
}

quiet() { "$@" < /dev/null >> "$cache/deps.log" 2>&1; }

# fetch FOLDER COMMAND...: run COMMAND in a fresh folder and move it into place only when it worked.
fetch() {
	local dir=$1 tmp
	shift
	tmp=$(mktemp -d "$cache/tmp.XXXXXX")
	chmod 755 "$tmp"
	( cd "$tmp" && "$@" ) >> "$cache/deps.log" 2>&1 || { rm -rf "$tmp"; return 1; }
	rm -rf "$dir"
	mv "$tmp" "$dir"
}

# missing FOLDER REASON: what stands in the place of something optional that is not to be had. What an earlier run got stays.
missing() {
	[ ! -e "$1/abi" ] || return 0
	echo "vferry: $2: its tests will be skipped (log: $cache/deps.log; 'rm $cache/deps-*' has the next run try again)" >&2
	rm -rf "$1"
	mkdir "$1"
	echo "$2" > "$1/missing"
}

dpdk_source() {
	local v
	v=$(dpkg-query -W -f '${source:Version}' libdpdk-dev)
	[ "$(cat "$cache/dpdk/version" 2>/dev/null)" = "$v" ] && return
	echo "vferry: fetching the DPDK source package $v for its driver headers (once)" >&2
	fetch "$cache/dpdk" bash -euc '
		apt-get source --download-only "dpdk=$1"
		dpkg-source --no-check -x ./*.dsc src
		rm -f ./*.xz ./*.dsc
		echo "$1" > version' _ "$v" || die "could not fetch the DPDK source package: is there a network? (log: $cache/deps.log)"
}

# unpacked FOLDER VERSION PACKAGE...: packages of that version, for emulated hosts. Installed they would run on this machine.
unpacked() {
	local dir=$cache/$1 v=$2
	shift 2
	[ "$(cat "$dir/version" 2>/dev/null)" = "$v" ] && return
	echo "vferry: fetching $* $v for emulated hosts (once, unpacked only)" >&2
	fetch "$dir" bash -euc '
		v=$1
		shift
		apt-get download "${@/%/=$v}"
		for d in ./*.deb; do dpkg -x "$d" root; done
		rm -f ./*.deb
		echo "$v" > version' _ "$v" "$@" || die "could not fetch $*: is there a network? (log: $cache/deps.log)"
}

libvirt_drivers() {
	unpacked libvirt-drivers "$(dpkg-query -W -f '${Version}' libvirt-daemon-driver-qemu)" \
		libvirt-daemon-driver-nodedev libvirt-daemon-driver-network
}

# libwrap0, which sshd is linked to, is installed: it is a library and does nothing by itself.
ssh_server() {
	unpacked openssh-server "$(apt-cache policy openssh-server | awk '/Candidate:/ { print $2 }')" openssh-server
}

# Debian 11's kernel comes through an apt of its own (its calls run in a subshell with this APT_CONFIG): the system's never sees the suite.
old_suite() {
	local uri apt=$cache/apt-bullseye
	uri=$(mirror "$VERSION_CODENAME-security") || return 1
	mkdir -p "$apt/state" "$apt/cache"
	echo "deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] $uri bullseye-security main" > "$apt/sources.list"
	cat > "$apt/apt.conf" <<-C
		Dir::State "$apt/state";
		Dir::State::status "/dev/null";
		Dir::Cache "$apt/cache";
		Dir::Etc::SourceList "$apt/sources.list";
		Dir::Etc::SourceParts "/dev/null";
		Dir::Etc::PreferencesParts "/dev/null";
	C
	export APT_CONFIG=$apt/apt.conf
	quiet apt-get update
}

# abi SERIES: the newest of that series, as linux-image-amd64 of any suite names it.
abi() {
	apt-cache show linux-image-amd64 | awk -v series="$1." '
		/^Version:/ { wanted = index($2, series) == 1 }
		/^Depends:/ && wanted { sub(/^linux-image-/, "", $2); print $2; exit }'
}

# The headers' one absolute path is turned to the unpacked tree, so that nothing below /usr/src is needed.
kernel() {
	local abi dir=$cache/kernel-$1
	abi=$(abi "$1")
	[ -n "$abi" ] || return 1
	[ "$(cat "$dir/abi" 2>/dev/null)" = "$abi" ] && return
	echo "vferry: fetching the guest kernel $abi (once, unpacked only)" >&2
	fetch "$dir" bash -euc '
		kbuild=$(apt-cache depends "linux-headers-$1" | grep -o "linux-kbuild-.*")
		apt-get download "linux-image-$1" "linux-headers-$1" "linux-headers-${1%-amd64}-common" "$kbuild"
		for d in ./*.deb; do dpkg -x "$d" .; done
		rm -f ./*.deb
		sed -i "s,include /usr/src/,include $2/usr/src/," "usr/src/linux-headers-$1/Makefile"
		echo "$1" > abi' _ "$abi" "$dir"
}

# One compiler serves all three. Type information for BPF is left out: it would need pahole.
igb_uio() {
	local abi dir=$cache/igb_uio-debian-$1
	abi=$(cat "$cache/kernel-$1/abi" 2>/dev/null) || return
	[ "$(cat "$dir/abi" 2>/dev/null)" = "$abi" ] && return
	rm -rf "$dir"
	echo "vferry: building Debian's igb_uio for the guest kernel $abi (once)" >&2
	fetch "$dir" bash -euc '
		apt-get download dpdk-kmods-dkms
		dpkg -x ./*.deb src
		mkdir build
		cp "$(dirname "$(find src -name igb_uio.c | head -1)")"/* build/
		make -C "$2/usr/src/linux-headers-$1" M="$PWD/build" CC=gcc CONFIG_DEBUG_INFO_BTF_MODULES= modules
		cp build/igb_uio.ko .
		rm -rf ./*.deb src build
		echo "$1" > abi' _ "$abi" "$cache/kernel-$1"
}

main "$@"
