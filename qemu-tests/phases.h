/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * phases.h: cuts the traffic of crossings into phases and sums it up by them. Pure. A packet belongs to the
 * phase in which it was sent; those on the way when QEMU stopped belong to the blackout (see blackout.h).
 * Neighbours: trip.h has the moments, count.h the arithmetic.
 */
#ifndef LAB_PHASES_H
#define LAB_PHASES_H

#include <stddef.h>
#include <stdint.h>

#include "count.h"

enum phase {
	PHASE_BEFORE,     /* until the guest is asked to let the VF go */
	PHASE_SWITCHOVER, /* until the VF is unplugged */
	PHASE_COPY,       /* until QEMU stops on the source */
	PHASE_BLACKOUT,   /* until the first echo from the destination */
	PHASE_ARRIVAL,    /* until the guest is asked to take the new VF */
	PHASE_FAILBACK,   /* until the VF carries the traffic */
	PHASE_AFTER,      /* until the next crossing starts, or the end */
	PHASES
};

/* Never NULL for a phase. */
const char *phase_name(enum phase phase);

/*
 * When the phases of one crossing begin, CLOCK_MONOTONIC in microseconds; 0: did not happen, and the phase
 * before it goes on. The first is when the crossing started. reach_us belongs to the blackout, see count.h.
 */
struct phase_begins {
	uint64_t at_us[PHASES];
	uint64_t reach_us;
};

/*
 * Fills n * PHASES stretches that follow one another without a gap from from_us to until_us: the first
 * crossing's begins at from_us, whatever its start says. A moment that is out of order is moved to its
 * neighbour's. Sums are zeroed.
 */
void phases_cut(const struct phase_begins *begins, size_t n, uint64_t from_us, uint64_t until_us,
                struct count_phase *out);

/* Everything of one phase over all crossings: amounts added, longest times kept. */
struct phase_sum {
	struct count_sum sum;
	uint64_t elapsed_us;
};
void phases_sum(const struct count_phase *stretches, size_t ncrossings, struct phase_sum sums[PHASES]);

/* Adds what to *to: amounts added, longest times kept. */
void phases_add(struct count_sum *to, const struct count_sum *what);

#endif
