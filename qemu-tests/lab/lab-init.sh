#!/bin/bash
# SPDX-License-Identifier: BSD-3-Clause
# lab-init.sh PROGRAM ARGS...: first process of the lab's namespaces. Makes /run and the switch, runs PROGRAM, reaps orphans.
# The lab's network namespace is the network between the hosts: sw0 carries the guests' traffic (the probe on one port, two
# uplinks of each host), mig0 what the hosts say to each other.
set -euo pipefail
# A process that has pid 1 ignores signals for which it has no handler.
gone() { echo "vferry: interrupted: hosts, guests and bridges of the lab are gone with its namespaces" >&2; }
trap 'gone; exit 130' INT
trap 'gone; exit 143' TERM HUP

mount -t tmpfs -o mode=755 vferry /run
mount -t sysfs sysfs /sys
mkdir /run/vferry /run/lock
printf '127.0.0.1 localhost\n10.77.0.1 hosta\n10.77.0.2 hostb\n' > /run/vferry/hosts
mount --bind /run/vferry/hosts /etc/hosts
# What the second form's hosts are reached with: keys of the lab's own.
if [ -n "${VFERRY_SRIOV:-}" ]; then
	ln -s "$VFERRY_SRIOV/pki" /run/vferry/pki
	mount --bind "$VFERRY_SRIOV/ssh" /etc/ssh
fi
hostname lab
for f in all default; do echo 1 > "/proc/sys/net/ipv6/conf/$f/disable_ipv6"; done
ip link set lo up
for b in sw0 mig0; do
	ip link add "$b" type bridge mcast_snooping 0
	ip link set "$b" up
done
ip link add probe type veth peer name sw-probe
ip link set sw-probe master sw0
ip link set probe txqueuelen 10000 up
ip link set sw-probe up

"$@" < /dev/null &
wait $!
