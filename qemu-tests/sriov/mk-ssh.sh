#!/bin/bash
# SPDX-License-Identifier: BSD-3-Clause
# mk-ssh.sh FOLDER: what /etc/ssh is in the lab and in both hosts, so that qemu+ssh://root@HOST/system holds in all places: one
# key by which root is let in, and by nothing else, and one by which either host is known. Made for this lab only.
set -euo pipefail
mkdir -p "$1"
cd "$1"
for key in id host; do ssh-keygen -q -t ed25519 -N '' -C 'vferry lab' -f "$key"; done
echo "hosta,hostb,10.77.0.1,10.77.0.2 $(cat host.pub)" > ssh_known_hosts
cat > ssh_config <<-'C'
	Host hosta hostb 10.77.0.1 10.77.0.2
		IdentityFile /etc/ssh/id
		IdentitiesOnly yes
		UserKnownHostsFile none
		StrictHostKeyChecking yes
C
cat > sshd_config <<-'C'
	HostKey /etc/ssh/host
	AuthorizedKeysFile /etc/ssh/id.pub
	AuthenticationMethods publickey
	PermitRootLogin prohibit-password
C
