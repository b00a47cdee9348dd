#!/bin/bash
# SPDX-License-Identifier: BSD-3-Clause
# host-up.sh hosta|hostb: powers an emulated SR-IOV host on: a machine of its own with a PF that has VFs, an IOMMU, and KVM on an
# emulated processor. Its three cables end where those of the lab's first form do: NAME-vf (the PF) and NAME-br (the uplink of
# br0) on sw0, NAME-mig on mig0. Everything of it lives in /run/vferry/NAME, its console in $VFERRY_BUILD/qemu-tests/logs/NAME.
# Neighbours: mk-host.sh makes its disk, host-init runs in it, host-down.sh is the power cut.
set -euo pipefail
name=$1
dir=/run/vferry/$name
logs=$VFERRY_BUILD/qemu-tests/logs/$name
case $name in
	hosta) n=1 ;;
	hostb) n=2 ;;
	*) echo "host-up.sh: no host is called $name: hosta or hostb" >&2; exit 1 ;;
esac

die() { echo "host-up.sh: $name $1; its console says:" >&2; tail -n 5 "$logs/console" >&2 || true; exit 1; }

rm -rf "$logs"
mkdir -p "$dir" "$logs"
# What the guests boot from, as a disk: made by the first host, which may be starting beside the other.
guests=/run/vferry/guests.ext4
exec {lock}> /run/vferry/guests.lock
flock "$lock"
[ -e "$guests" ] || {
	mke2fs -q -t ext4 -O ^has_journal -m 0 -d "$VFERRY_IMAGE" "$guests.new" "$(($(du -smL "$VFERRY_IMAGE" | cut -f1) + 24))M"
	mv "$guests.new" "$guests"
}
exec {lock}>&-
# The lab itself is on the network between the hosts, too.
ip addr replace 10.77.0.254/24 dev mig0
for cable in vf:sw0 br:sw0 mig:mig0; do
	ip tuntap add "$name-${cable%:*}" mode tap
	ip link set "$name-${cable%:*}" master "${cable#*:}" txqueuelen 10000 up
done

nic() { echo "$1,netdev=$2,mac=52:54:00:77:0$n:$3"; }
tap() { echo "tap,id=$1,ifname=$name-$1,script=no,downscript=no"; }
setsid qemu-system-x86_64 -name "$name" -nodefaults -no-user-config -display none -no-reboot \
	-machine q35 -accel tcg,tb-size=176 -cpu max -smp 1 -m 1120 -uuid "$(cat /proc/sys/kernel/random/uuid)" \
	-kernel "$VFERRY_SRIOV/vmlinuz" -initrd "$VFERRY_SRIOV/initrd" -append "console=ttyS0 quiet panic=-1 mitigations=off \
intel_iommu=on iommu=pt vferry.host=$name vferry.address=10.77.0.$n vferry.pf=pf$((n - 1)) vferry.vfs=4 vferry.image=$VFERRY_IMAGE" \
	-serial "file:$logs/console" -device intel-iommu,intremap=on,caching-mode=on \
	-drive "file=$VFERRY_SRIOV/host.ext4,if=none,id=host,format=raw,read-only=on" -device virtio-blk-pci,drive=host \
	-drive "file=$guests,if=none,id=guests,format=raw,read-only=on" -device virtio-blk-pci,drive=guests \
	-device pcie-root-port,id=slot1,slot=1 -netdev "$(tap vf)" -device "$(nic igb vf 01),bus=slot1" \
	-netdev "$(tap br)" -device "$(nic virtio-net-pci br 02),romfile=" \
	-netdev "$(tap mig)" -device "$(nic virtio-net-pci mig 03),romfile=" \
	-device virtio-serial-pci -chardev "socket,id=lab,path=$dir/lab,server=on,wait=off" \
	-device virtserialport,chardev=lab,name=org.vferry.lab.0 > "$logs/stdout.log" 2>&1 < /dev/null &
holder=$!
echo "$holder" > "$dir/holder.pid"

until [ "$SECONDS" -ge 60 ]; do
	[ -d "/proc/$holder" ] || { cat "$logs/stdout.log" >&2; die "is off again"; }
	! timeout 5 virsh -q -c "qemu+tls://$name/system?pkipath=/run/vferry/pki" uri > /dev/null 2>&1 || exit 0
	sleep 0.1
done
die "did not answer within a minute"
