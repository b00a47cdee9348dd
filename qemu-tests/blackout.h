/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * blackout.h: the pause of a migration, cut out of a measurement. The blackout lasts from QEMU's STOP on the
 * source until the first echo from the destination arrives. A packet that was on the way at the STOP belongs
 * to it: one sent after the last packet that was echoed before the STOP. Neighbours: count.h, probe.h, lab.h
 * (host_moment).
 */
#ifndef LAB_BLACKOUT_H
#define LAB_BLACKOUT_H

#include "lab.h"
#include "probe.h"

#define BLACKOUTS_MAX 64

struct blackout {
	uint64_t stop_us, resume_us, end_us;
	uint64_t reach_us; /* how long before the STOP the oldest packet on the way was sent */
};

/*
 * The first migration from one host to the other since since_us, after probe_stop(). 0, or -ENOENT when QEMU
 * told of no STOP or RESUME or no echo followed.
 */
int blackout_find(const struct probe *probe, const struct host *from, const struct host *to,
                  uint64_t since_us, struct blackout *blackout, struct err *err);

/* The whole run in two sums: inside n blackouts, in order of time, and outside of them. */
void blackout_split(const struct probe *probe, const struct blackout *blackouts, size_t n,
                    struct count_sum *inside, struct count_sum *outside);

#endif
