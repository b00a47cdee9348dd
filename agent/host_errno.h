/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * host_errno.h: which errno of host_ops.h an error of libvirt's is. Neighbours: host_task.c has libvirt's
 * last error. Pure.
 */
#ifndef VFERRY_HOST_ERRNO_H
#define VFERRY_HOST_ERRNO_H

/*
 * domain and code as virErrorDomain and virErrorNumber have them. A negative errno: -ENOTCONN when the host
 * could not be asked, -EAGAIN when something else kept it from trying (another job had the domain), -EIO when
 * it failed and no more is known of it.
 */
int host_errno(int domain, int code);

#endif
