#!/bin/bash
# SPDX-License-Identifier: BSD-3-Clause
# mk-pki.sh FOLDER: certificates of the lab's own for qemu+tls: an authority, a server's that holds for both hosts, a client's.
set -euo pipefail
mkdir -p "$1"
cd "$1"
openssl req -x509 -newkey rsa:2048 -nodes -days 3650 -keyout cakey.pem -out cacert.pem -subj "/CN=vferry lab" \
	-addext basicConstraints=critical,CA:true -addext keyUsage=critical,keyCertSign

# certificate NAME USAGE [NAMES]
certificate() {
	openssl req -newkey rsa:2048 -nodes -keyout "$1key.pem" -out "$1.csr" -subj "/CN=$1"
	{
		printf 'basicConstraints=CA:false\nkeyUsage=digitalSignature,keyEncipherment\nextendedKeyUsage=%s\n' "$2"
		[ $# -lt 3 ] || echo "subjectAltName=$3"
	} > "$1.ext"
	openssl x509 -req -in "$1.csr" -CA cacert.pem -CAkey cakey.pem -CAcreateserial -days 3650 -out "$1cert.pem" -extfile "$1.ext"
	rm "$1.csr" "$1.ext"
}
certificate server serverAuth,clientAuth DNS:hosta,DNS:hostb,IP:10.77.0.1,IP:10.77.0.2
certificate client clientAuth
