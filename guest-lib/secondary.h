/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * secondary.h: a pair's port in a secondary process: it polls and counts, and leaves the rest to the primary.
 * Neighbours: processes.h tells how the two work together, rxtx_secondary.c has the bursts, pmd.c calls this.
 */
#ifndef VFERRY_SECONDARY_H
#define VFERRY_SECONDARY_H

#include <bus_vdev_driver.h>

#include "err.h"

/* As the functions of a driver of the vdev bus. 0 or negative errno; err says why. */
int secondary_probe(struct rte_vdev_device *vdev, struct err *err);
int secondary_remove(struct rte_vdev_device *vdev);

#endif
