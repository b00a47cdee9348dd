#!/bin/bash
# SPDX-License-Identifier: BSD-3-Clause
# host-init.sh NAME LOGS: first process of a host's namespaces: private folders for libvirt, then libvirtd; reaps until killed.
set -euo pipefail
name=$1 logs=$2
dir=/run/vferry/$name

hostname "$name"
mount -t proc proc /proc
mount -t sysfs sysfs /sys
for f in all default; do echo 1 > "/proc/sys/net/ipv6/conf/$f/disable_ipv6"; done
mkdir -p /etc/libvirt /etc/vferry /var/lib/libvirt /var/log/libvirt /var/cache/libvirt /run/libvirt
mount --bind "$dir/etc" /etc/libvirt
mount --bind "$dir/conf" /etc/vferry
mount --bind "$dir/lib" /var/lib/libvirt
mount --bind "$logs" /var/log/libvirt
mount --bind "$dir/cache" /var/cache/libvirt
# Asking QEMU what it can do takes libvirtd 4 s: what it learnt is kept between labs.
mount --bind "$VFERRY_CACHE/lab/capabilities" /var/cache/libvirt/qemu/capabilities
mount --bind "$dir/run/libvirt" /run/libvirt
mount --bind "$dir/run/lock" /run/lock
until [ -e "$dir/cabled" ]; do sleep 0.01; done

# An emulated guest on a busy machine stands still for longer than the 1000 packets take that a tap holds by itself. What is
# lost then would be the lab's doing. (In the blackout nothing is saved: the source's queue dies with its QEMU.)
ip -o monitor link | while read -r _ tap _; do
	queue=/sys/class/net/${tap%:}/tx_queue_len
	[[ $tap == vnet* && $(cat "$queue" 2> /dev/null) == 1000 ]] || continue
	echo 10000 > "$queue" || true
done &

# libvirtd that crashed or was killed: the host and its guests stay, and it is started again, as its unit has systemd do.
while :; do
	env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin LC_ALL=C \
		/usr/sbin/libvirtd -f /etc/libvirt/libvirtd.conf -p /run/libvirt/libvirtd.pid &
	wait $! || true
	sleep 0.1 &
	wait $!
done
