#!/bin/bash
# SPDX-License-Identifier: BSD-3-Clause
# host-up.sh hosta|hostb: one libvirt host in its own mount, uts, pid and network namespaces. Its first process, the holder,
# reaps QEMU's zombies at once; killing it cuts the host's power. Everything of it lives in /run/vferry/NAME, its logs in
# $VFERRY_BUILD/qemu-tests/logs/NAME. Neighbours: host-init.sh is the holder, host-down.sh the power cut.
# shellcheck disable=SC2016  # the quoted program expands inside the host
set -euo pipefail
name=$1
dir=/run/vferry/$name
logs=$VFERRY_BUILD/qemu-tests/logs/$name
case $name in
	hosta) address=10.77.0.1 ;;
	hostb) address=10.77.0.2 ;;
	*) echo "host-up.sh: no host is called $name: hosta or hostb" >&2; exit 1 ;;
esac

rm -rf "$logs"
mkdir -p "$dir"/{etc,conf,lib/qemu,cache/qemu/capabilities,run/libvirt,run/lock} "$logs/qemu"
cat > "$dir/etc/libvirtd.conf" <<-C
	host_uuid = "$(cat /proc/sys/kernel/random/uuid)"
	auth_unix_ro = "none"
	auth_unix_rw = "none"
	unix_sock_group = "root"
	unix_sock_rw_perms = "0700"
	log_outputs = "2:file:/var/log/libvirt/libvirtd.log"
C
"${0%/*}/settings.sh" "$dir/etc"
install -D "$VFERRY_BUILD/vferry-hook" "$dir/etc/hooks/qemu.d/vferry"

setsid unshare --mount --uts --pid --net --fork --kill-child --propagation private \
	"${0%/*}/host-init.sh" "$name" "$logs" > "$logs/stdout.log" 2>&1 < /dev/null &
read -r holder < <(until cat "/proc/$!/task/$!/children" | grep .; do sleep 0.01; done)
echo "$holder" > "$dir/holder.pid"

# port HERE BRIDGE THERE: a cable from a bridge of the lab to an interface of the host.
port() {
	ip link add "$1" type veth peer name "$3" netns "$holder"
	ip link set "$1" master "$2" up
}
until [ "$(readlink "/proc/$holder/ns/net")" != "$(readlink /proc/self/ns/net)" ]; do sleep 0.01; done
port "$name-vf" sw0 up-vf
port "$name-br" sw0 up-br
port "$name-mig" mig0 mig
nsenter -t "$holder" -n bash -euc '
	ip link set lo up
	ip link add br0 type bridge mcast_snooping 0
	ip link add vf0 type bridge mcast_snooping 0
	ip link set up-br master br0
	ip link set up-vf master vf0
	ip addr add "$1/24" dev mig
	for i in br0 vf0 up-br up-vf mig; do ip link set "$i" up; done' _ "$address"
: > "$dir/cabled"

until virsh -q -c "qemu+unix:///system?socket=$dir/run/libvirt/libvirt-sock" uri > /dev/null 2>&1; do
	[ -d "/proc/$holder" ] || { echo "host-up.sh: $name did not start:" >&2; tail -n 5 "$logs"/*.log >&2; exit 1; }
	sleep 0.02
done
