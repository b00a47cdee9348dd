/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * metrics.h: what vferryd has counted, as OpenMetrics 1.0 text (docs/operations.md lists it). Neighbours:
 * watch.h counts guests, main.c counts crossings and writes the text where it is wanted. Pure.
 */
#ifndef VFERRY_METRICS_H
#define VFERRY_METRICS_H

#include <stdbool.h>
#include <stdint.h>

#include "err.h"
#include "outcome.h"
#include "watch.h"

#define METRICS_BOUNDS    10  /* of the buckets of durations */
#define METRICS_OUTCOMES  64  /* outcomes are smaller numbers */
#define METRICS_LABEL_MAX 128 /* bytes of a label's value, before it is escaped */

/* Zeroed is nothing so far. */
struct metrics {
	uint64_t crossings[METRICS_OUTCOMES]; /* that have ended, by outcome */
	uint64_t restores[METRICS_OUTCOMES];
	uint64_t within[METRICS_BOUNDS + 1]; /* crossings by duration; the last: longer than all bounds */
	uint64_t duration_ms;                /* of all of them */
	unsigned int under_way;              /* now: crossings and restores */
};

/* A migrate, prepare or resume has ended; or a restore. */
void metrics_crossing(struct metrics *metrics, enum outcome outcome, uint64_t duration_ms);
void metrics_restore(struct metrics *metrics, enum outcome outcome);

/*
 * The text, which ends in "# EOF\n"; for free(). Its size does not depend on how many guests there are. NULL
 * with *err when memory is out. host: how libvirt calls this host, "" when it is not known.
 */
char *metrics_text(const struct metrics *metrics, const struct watch_counts *counts, const char *host,
                   struct err *err);

#endif
