/* SPDX-License-Identifier: BSD-3-Clause */
/* host_errno.c: see host_errno.h. */
#include "host_errno.h"

#include <errno.h>
#include <libvirt/virterror.h>
#include <stdbool.h>

/* What libvirt's RPC says of itself. The same codes come from a host that was asked and of a device that
 * failed there. */
static bool
is_of_connection(int domain)
{
	return domain == VIR_FROM_RPC || domain == VIR_FROM_REMOTE;
}

int
host_errno(int domain, int code)
{
	switch (code) {
	case VIR_ERR_NO_DOMAIN:
	case VIR_ERR_NO_NODE_DEVICE:
	case VIR_ERR_NO_NETWORK:
	case VIR_ERR_DEVICE_MISSING:
		return -ENOENT;
	case VIR_ERR_NO_SUPPORT:
	case VIR_ERR_NO_CONNECT:
	case VIR_ERR_OPERATION_DENIED:
	case VIR_ERR_ACCESS_DENIED:
		return -EOPNOTSUPP;
	case VIR_ERR_XML_ERROR:
	case VIR_ERR_XML_DETAIL:
	case VIR_ERR_XML_INVALID_SCHEMA:
	case VIR_ERR_CONFIG_UNSUPPORTED:
	case VIR_ERR_INVALID_ARG:
		return -EINVAL;
	case VIR_ERR_RPC:
		return -ENOTCONN;
	case VIR_ERR_OPERATION_TIMEOUT:
		return -EAGAIN;
	case VIR_ERR_SYSTEM_ERROR:
	case VIR_ERR_INTERNAL_ERROR:
		return is_of_connection(domain) ? -ENOTCONN : -EIO;
	default:
		return -EIO;
	}
}
