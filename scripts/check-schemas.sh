#!/bin/bash
# SPDX-License-Identifier: BSD-3-Clause
# check-schemas.sh BUILD_DIR: reads every example with the schema's validator and, for the guest link, the control socket, a domain's
# metadata, the journal and the configuration, with the C code that reads them.
# The work is done by check-schemas.py. Debian's own Python is named by its path, because python3-jsonschema and python3-yaml belong to it.
set -euo pipefail
cd "$(dirname "$0")/.."
if ! /usr/bin/python3 -c 'import jsonschema, yaml' 2> /dev/null || ! command -v xmllint > /dev/null; then
	echo "FAIL schemas: no validator; install python3-jsonschema, python3-yaml and libxml2-utils (make deps does)"
	echo "schemas: 0 passed, 1 failed, 0 skipped"
	exit 1
fi
exec /usr/bin/python3 scripts/check-schemas.py "$1"
