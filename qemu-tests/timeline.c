/* SPDX-License-Identifier: BSD-3-Clause */
/* timeline.c: see timeline.h. */
#include "timeline.h"

#include <errno.h>
#include <stdlib.h>

#define SETTLED_US 500000

static const enum probe_path order[PROBE_PATHS] = {PROBE_A_VF, PROBE_A_BACKUP, PROBE_B_BACKUP, PROBE_B_VF};

const char *const timeline_names[TIMELINE_ROWS] = {"hosta VF", "hosta backup", "hostb backup", "hostb VF",
                                                   "lost"};

/* What the counter showed at that moment: on the straight line between the samples before and after it. */
static double
counter_at(const struct probe_sample *samples, size_t n, enum probe_path path, uint64_t at_us)
{
	size_t low = 0, high = n;

	/* samples[low] is at or before at_us, samples[high] after it. */
	if (n == 0 || at_us <= samples[0].at_us)
		return n == 0 ? 0 : (double)samples[0].packets[path];
	while (high - low > 1) {
		size_t middle = low + (high - low) / 2;

		if (samples[middle].at_us <= at_us)
			low = middle;
		else
			high = middle;
	}
	if (high == n)
		return (double)samples[low].packets[path];
	return (double)samples[low].packets[path] +
	       (double)(samples[high].packets[path] - samples[low].packets[path]) *
	               (double)(at_us - samples[low].at_us) /
	               (double)(samples[high].at_us - samples[low].at_us);
}

uint64_t
timeline_between(const struct probe_sample *samples, size_t n, enum probe_path path, uint64_t from_us,
                 uint64_t until_us)
{
	double before = counter_at(samples, n, path, from_us), after = counter_at(samples, n, path, until_us);

	/* Rounded as counters, not as a difference: so slices add up to the whole. */
	return (uint64_t)(after + 0.5) - (uint64_t)(before + 0.5);
}

bool
timeline_settled(const struct probe_sample *samples, size_t n, enum probe_path path, uint64_t until_us)
{
	uint64_t from_us = until_us > SETTLED_US ? until_us - SETTLED_US : 0, all = 0, by_path;

	for (enum probe_path p = 0; p < PROBE_PATHS; p++)
		all += timeline_between(samples, n, p, from_us, until_us);
	by_path = timeline_between(samples, n, path, from_us, until_us);
	return by_path > 0 && by_path >= all * 9 / 10;
}

static int
add_lost(struct timeline *timeline, const struct count_flow *flow)
{
	struct count_slice *slices = calloc(timeline->nslices, sizeof(*slices));

	if (slices == NULL)
		return -ENOMEM;
	count_slices(flow, timeline->from_us, timeline->step_us, slices, timeline->nslices);
	for (unsigned int i = 0; i < timeline->nslices; i++)
		timeline->amounts[PROBE_PATHS][i] = slices[i].lost;
	free(slices);
	return 0;
}

int
timeline_make(struct timeline *timeline, const struct probe_sample *samples, size_t n,
              const struct count_flow *flow, uint64_t from_us, uint64_t until_us, uint64_t step_us)
{
	*timeline = (struct timeline){.from_us = from_us, .step_us = step_us};
	timeline->nslices = until_us <= from_us ? 0 : (unsigned int)((until_us - from_us) / step_us);
	for (unsigned int row = 0; row < TIMELINE_ROWS; row++) {
		/* One more: calloc of nothing may be NULL. */
		timeline->amounts[row] = calloc(timeline->nslices + 1, sizeof(uint64_t));
		if (timeline->amounts[row] == NULL)
			goto no_memory;
	}
	for (unsigned int row = 0; row < PROBE_PATHS; row++)
		for (unsigned int i = 0; i < timeline->nslices; i++)
			timeline->amounts[row][i] = timeline_between(
			        samples, n, order[row], from_us + i * step_us, from_us + (i + 1) * step_us);
	if (timeline->nslices == 0 || add_lost(timeline, flow) == 0)
		return 0;
no_memory:
	timeline_free(timeline);
	return -ENOMEM;
}

void
timeline_free(struct timeline *timeline)
{
	for (unsigned int row = 0; row < TIMELINE_ROWS; row++)
		free(timeline->amounts[row]);
	*timeline = (struct timeline){0};
}

void
timeline_print(FILE *out, const struct timeline *timeline, const struct chart_mark *marks,
               unsigned int nmarks, unsigned int columns, bool ascii)
{
	struct chart_row rows[TIMELINE_ROWS];
	const struct chart chart = {.rows = rows,
	                            .nrows = TIMELINE_ROWS,
	                            .nsamples = timeline->nslices,
	                            .marks = marks,
	                            .nmarks = nmarks,
	                            .columns = columns,
	                            .ascii = ascii};

	for (unsigned int row = 0; row < TIMELINE_ROWS; row++)
		rows[row] = (struct chart_row){timeline_names[row], timeline->amounts[row]};
	chart_print(out, &chart);
}
