/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * timeline.h: packets by path, and lost ones, slice by slice. Pure: samples of counters in. Neighbours:
 * probe.h takes the samples, chart.h draws the slices.
 */
#ifndef LAB_TIMELINE_H
#define LAB_TIMELINE_H

#include "chart.h"
#include "probe.h"

#define TIMELINE_ROWS (PROBE_PATHS + 1) /* the last row is the lost ones */

/* "hosta VF", ..., in the order in which a trip from hosta to hostb takes them, then "lost". */
extern const char *const timeline_names[TIMELINE_ROWS];

/* Packets that came by this path between two moments, interpolated between samples; 0 outside of them. */
uint64_t timeline_between(const struct probe_sample *samples, size_t n, enum probe_path path,
                          uint64_t from_us, uint64_t until_us);

/* Whether packets came in the 0.5 s before until_us, and nine of ten of them by this path. How many is not
 * asked: a busy machine may have stood still for most of that time. */
bool timeline_settled(const struct probe_sample *samples, size_t n, enum probe_path path, uint64_t until_us);

struct timeline {
	uint64_t from_us, step_us;
	unsigned int nslices;
	uint64_t *amounts[TIMELINE_ROWS]; /* owned, nslices each */
};

/* Slices of step_us from from_us to until_us. 0 or -ENOMEM; free with timeline_free(). */
int timeline_make(struct timeline *timeline, const struct probe_sample *samples, size_t n,
                  const struct count_flow *flow, uint64_t from_us, uint64_t until_us, uint64_t step_us);
void timeline_free(struct timeline *timeline);

/* Draws it; marks are the phases' beginnings, see chart.h. */
void timeline_print(FILE *out, const struct timeline *timeline, const struct chart_mark *marks,
                    unsigned int nmarks, unsigned int columns, bool ascii);

#endif
