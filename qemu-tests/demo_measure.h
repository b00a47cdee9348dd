/* SPDX-License-Identifier: BSD-3-Clause */
/* demo_measure.h: joins what vferry says of its crossings, what QEMU said and what the probe saw. Neighbours:
 * demo_report.h has the result, blackout.h and phases.h cut it. */
#ifndef LAB_DEMO_MEASURE_H
#define LAB_DEMO_MEASURE_H

#include "demo_report.h"
#include "lab.h"
#include "probe.h"

/*
 * Fills in all of *result but the floor, from its n trips: the first from hosta to hostb, the next
 * back, and so on. After probe_stop(). 0 or -ENOMEM.
 */
int demo_measure(const struct lab *lab, const struct probe *probe, struct demo_result *result);

#endif
