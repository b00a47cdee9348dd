#!/bin/bash
# SPDX-License-Identifier: BSD-3-Clause
# settings.sh FOLDER: what libvirtd of a host of the lab, in either form, reads about QEMU, and its hook. Neighbours: host-up.sh
# and ../sriov/mk-host.sh.
set -euo pipefail
mkdir -p "$1/hooks"
cat > "$1/qemu.conf" <<-C
	user = "root"
	group = "root"
	dynamic_ownership = 0
	remember_owner = 0
	security_driver = "none"
	cgroup_controllers = [ ]
	namespaces = [ ]
	stdio_handler = "file"
	seccomp_sandbox = 0
C
# libvirtd calls a hook only when the file was there at its start; what it refuses is said later, in hooks/refuse-OPERATION.
cat > "$1/hooks/qemu" <<-'C'
	#!/bin/sh
	[ ! -e "/etc/libvirt/hooks/refuse-$2" ] || { cat "/etc/libvirt/hooks/refuse-$2" >&2; exit 1; }
C
chmod 755 "$1/hooks/qemu"
