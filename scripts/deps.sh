#!/bin/bash
# SPDX-License-Identifier: BSD-3-Clause
# deps.sh: everything that building and testing vferry needs on a fresh Debian 12, fetched once.
#
# Packages go through apt: stable first; QEMU, libvirt and seabios from backports, pinned to those three sources so that nothing
# else of the system moves. The rest lands in the cache (VFERRY_CACHE, default /var/cache/vferry) and is never installed:
#   dpdk/          the DPDK source that matches the installed library, for the driver headers that libdpdk-dev leaves out
#   kernel-6.1/    image, modules and headers of the guest's kernel, unpacked
#   igb_uio/       igb_uio.ko built against those headers from Debian's dpdk-kmods-dkms
# Each part has a stamp named after what it was made from; with all stamps in place the script ends in well under a second.
# shellcheck disable=SC2016  # the quoted programs expand their own arguments
set -euo pipefail
cache=$(realpath -m "${VFERRY_CACHE:-/var/cache/vferry}")
here=$(cd "$(dirname "$0")" && pwd)

die() { echo "vferry: $*" >&2; exit 1; }

stable=(build-essential clang clang-format clang-tidy cppcheck shellcheck pkg-config git
	dpdk dpdk-dev libdpdk-dev libjansson-dev libxml2-dev libxml2-utils libcunit1-dev libclang-rt-14-dev
	python3-jsonschema mandoc dpkg-dev busybox-static cpio kmod xz-utils iproute2 util-linux bc)
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
	kernel
	igb_uio
	rm -f "$cache"/deps-*
	touch "$stamp"
}

# The mirror that the machine's own sources name for the stable suite, in either format.
mirror() {
	local uri
	uri=$(awk '/^URIs:/ { uri = $2 } /^Suites:/ { for (i = 2; i <= NF; i++) if ($i == suite) { print uri; exit } }' \
		suite="$VERSION_CODENAME" /etc/apt/sources.list.d/*.sources 2>/dev/null)
	[ -n "$uri" ] || uri=$(awk '$1 == "deb" { for (i = 2; i < NF; i++) if ($(i + 1) == suite) { print $i; exit } }' \
		suite="$VERSION_CODENAME" /etc/apt/sources.list /etc/apt/sources.list.d/*.list 2>/dev/null)
	[ -n "$uri" ] || die "no apt source names the suite $VERSION_CODENAME: add one to /etc/apt/sources.list.d"
	echo "$uri"
}

packages() {
	local uri
	export DEBIAN_FRONTEND=noninteractive
	uri=$(mirror)
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
	( cd "$tmp" && "$@" ) >> "$cache/deps.log" 2>&1 || { rm -rf "$tmp"; die "could not fetch or build $(basename "$dir"): is there a network? (log: $cache/deps.log)"; }
	rm -rf "$dir"
	mv "$tmp" "$dir"
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
		echo "$1" > version' _ "$v"
}

kernel() {
	local image abi
	image=$(apt-cache depends linux-image-amd64 | awk '/Depends:/ { print $2; exit }')
	abi=${image#linux-image-}
	[ "$(cat "$cache/kernel-6.1/abi" 2>/dev/null)" = "$abi" ] && return
	echo "vferry: fetching the guest kernel $abi (once, unpacked only)" >&2
	fetch "$cache/kernel-6.1" bash -euc '
		apt-get download "linux-image-$1" "linux-headers-$1" "linux-headers-${1%-amd64}-common" linux-kbuild-6.1
		for d in ./*.deb; do dpkg -x "$d" .; done
		rm -f ./*.deb
		echo "$1" > abi' _ "$abi"
}

# The headers' one absolute path is turned to the unpacked tree, so nothing below /usr/src is needed.
igb_uio() {
	local abi
	abi=$(cat "$cache/kernel-6.1/abi")
	[ "$(cat "$cache/igb_uio/abi" 2>/dev/null)" = "$abi" ] && return
	echo "vferry: building igb_uio for the guest kernel (once)" >&2
	fetch "$cache/igb_uio" bash -euc '
		apt-get download dpdk-kmods-dkms
		dpkg -x ./*.deb src
		mkdir build
		cp "$(dirname "$(find src -name igb_uio.c | head -1)")"/* build/
		headers=$2/kernel-6.1/usr/src
		sed -i "s,include /usr/src/,include $headers/," "$headers/linux-headers-$1/Makefile"
		make -C "$headers/linux-headers-$1" M="$PWD/build" modules
		cp build/igb_uio.ko .
		rm -rf ./*.deb src build
		echo "$1" > abi' _ "$abi" "$cache"
}

main "$@"
