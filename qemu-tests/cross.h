/* SPDX-License-Identifier: BSD-3-Clause */
/* cross.h: vferry as a user would run it, on the guests of the lab. Neighbours: trip.h reads its report,
 * programs/demo.c and programs/bench-trip.c look at the traffic meanwhile. */
#ifndef LAB_CROSS_H
#define LAB_CROSS_H

#include <stdbool.h>

#include "lab.h"
#include "trip.h"

/*
 * `vferry migrate --live --connect FROM NAME TO --json FILE`. With follow its lines go to standard output as
 * they come, indented; without, they are shown only when it did not end well. 0 when there is a report,
 * whatever it says (free with trip_clear()); negative errno when there is none.
 */
int cross_run(const struct lab *lab, const struct host *from, const struct host *to, const char *name,
              bool follow, struct trip *trip, struct err *err);

/* Asks `vferry status` until the guest's only pair has its traffic on the VF. 0, -ETIMEDOUT, other errno. */
int cross_wait_vf(const struct lab *lab, const struct host *host, const char *name, unsigned int timeout_ms,
                  struct err *err);

#endif
