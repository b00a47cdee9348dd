/* SPDX-License-Identifier: BSD-3-Clause */
/* test_host_errno.c: what libvirt's errors mean to a crossing. */
#include "host_errno.h"

#include <errno.h>
#include <libvirt/virterror.h>

#include "tests/unit.h"

/* "Cannot recv data: Connection reset by peer", "client socket is closed", and what a server says of it. */
static void
broken_connection(void)
{
	CU_ASSERT_EQUAL(host_errno(VIR_FROM_RPC, VIR_ERR_SYSTEM_ERROR), -ENOTCONN);
	CU_ASSERT_EQUAL(host_errno(VIR_FROM_REMOTE, VIR_ERR_SYSTEM_ERROR), -ENOTCONN);
	CU_ASSERT_EQUAL(host_errno(VIR_FROM_RPC, VIR_ERR_INTERNAL_ERROR), -ENOTCONN);
	CU_ASSERT_EQUAL(host_errno(VIR_FROM_RPC, VIR_ERR_RPC), -ENOTCONN);
	CU_ASSERT_EQUAL(host_errno(VIR_FROM_RPC, VIR_ERR_NO_SUPPORT), -EOPNOTSUPP);
}

/* "Device 0000:01:10.0 not found", "Cannot set interface MAC/vlanid to ... vf 0: Device or resource busy",
 * "Requested operation is not valid: PCI device 0000:01:10.0 is in use by driver QEMU". */
static void
failed_device(void)
{
	CU_ASSERT_EQUAL(host_errno(VIR_FROM_NONE, VIR_ERR_SYSTEM_ERROR), -EIO);
	CU_ASSERT_EQUAL(host_errno(VIR_FROM_NODEDEV, VIR_ERR_SYSTEM_ERROR), -EIO);
	CU_ASSERT_EQUAL(host_errno(VIR_FROM_QEMU, VIR_ERR_INTERNAL_ERROR), -EIO);
	CU_ASSERT_EQUAL(host_errno(VIR_FROM_QEMU, VIR_ERR_OPERATION_INVALID), -EIO);
}

/* "Timed out during operation: cannot acquire state change lock": no device was tried. */
static void
busy_domain(void)
{
	CU_ASSERT_EQUAL(host_errno(VIR_FROM_QEMU, VIR_ERR_OPERATION_TIMEOUT), -EAGAIN);
}

static const struct unit_test tests[] = {
        {"a broken connection", broken_connection},
        {"a failed device", failed_device},
        {"a busy domain", busy_domain},
};

UNIT_MAIN("host errno", tests)
