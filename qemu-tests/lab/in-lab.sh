#!/bin/bash
# SPDX-License-Identifier: BSD-3-Clause
# in-lab.sh BUILD PROGRAM ARGS...: runs PROGRAM where the lab can be built: in its own mount, network, pid, ipc and uts
# namespaces with an empty /run. Hosts, guests, bridges, mounts and files of the lab belong to these namespaces, so the kernel
# takes all of them away when the program ends, is interrupted or is killed. Logs stay in BUILD/qemu-tests/logs.
# Neighbours: lab-init.sh is the first process inside; ../lab.h drives the hosts; ../image/mk-image.sh makes the guest's image.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)

die() { echo "vferry: $*" >&2; exit 1; }

[ $# -ge 2 ] || die "usage: in-lab.sh BUILD PROGRAM ARGS..."
[ "$(id -u)" = 0 ] || die "the lab makes namespaces and virtual machines, and that needs root: run the same command with sudo"
command -v qemu-system-x86_64 libvirtd busybox > /dev/null || die "the lab's packages are not installed: run 'make deps' first"
VFERRY_BUILD=$(realpath "$1")
VFERRY_CACHE=${VFERRY_CACHE:-/var/cache/vferry}
VFERRY_LAB=$here
shift
export VFERRY_BUILD VFERRY_CACHE VFERRY_LAB
VFERRY_IMAGE=$("$here/../image/mk-image.sh" "$VFERRY_BUILD")
export VFERRY_IMAGE
# The second form of the lab: emulated SR-IOV hosts.
if [ "${VFERRY_FORM:-}" = sriov ]; then
	VFERRY_SRIOV=$("$here/../sriov/mk-host.sh")
	export VFERRY_SRIOV
fi
mkdir -p "$VFERRY_BUILD/qemu-tests/logs" "$VFERRY_CACHE/lab/capabilities"

# --pdeathsig ends the lab with the caller, --kill-child with this process: no trap is needed, and none could see a SIGKILL.
exec setpriv --pdeathsig KILL unshare --mount --net --pid --ipc --uts --fork --kill-child --mount-proc --propagation private \
	"$here/lab-init.sh" "$@"
