/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * dead_port.h: the ethdev of a device that is gone: stop and close are the PMD's own, in a hurry (hurry.h),
 * and free what they always free; the link is down; there are no statistics. That holds for whoever calls
 * them, also an application that knows nothing of us. Neighbour: bus_pci.c says when.
 */
#ifndef VFERRY_DEAD_PORT_H
#define VFERRY_DEAD_PORT_H

#include <rte_dev.h>

/* Buries every ethdev of device. Idempotent. Any thread, one at a time; not a signal handler. */
void dead_port_bury(const struct rte_device *device);

#endif
