/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * demo_report.h: what the demo found, as report-1.schema.json wants it, and whether it is good enough. Pure.
 * Neighbours: programs/demo.c fills it in, demo_text.h prints it for people.
 */
#ifndef LAB_DEMO_REPORT_H
#define LAB_DEMO_REPORT_H

#include <jansson.h>

#include "outcome.h"
#include "phases.h"
#include "trip.h"

/* One crossing: what vferry says of it, and what the traffic says. */
struct demo_crossing {
	struct trip trip;
	struct phase_begins begins;
	struct count_phase stretches[PHASES];
	bool traffic_on_vf; /* at its end, by the counters of the uplinks */
};

struct demo_result {
	struct demo_crossing *crossings;
	size_t n, wanted;    /* crossings that have a report, that were asked for */
	bool real_vfs;       /* wanted: VFs of a PF on both hosts */
	const char *failure; /* why there are fewer, NULL when none is known. Borrowed */
	struct phase_sum phases[PHASES];
	struct count_sum whole, floor; /* floor: as many crossings of a guest with virtio alone */
	uint64_t started_us, ended_us; /* first and last counted packet, CLOCK_MONOTONIC */
	uint64_t ahead_us;             /* CLOCK_REALTIME - CLOCK_MONOTONIC */
	uint64_t overruns;             /* echoes that the probe had no room for */
};

/*
 * OUTCOME_OK when every wanted crossing was made and ended on the VF, by its own word and by the traffic, one
 * of a PF if so wanted, and nothing was lost or doubled outside the blackouts; message is then "". Otherwise
 * the failed crossing's own outcome, or OUTCOME_ERROR, and message says in one sentence what was wrong first.
 */
enum outcome demo_verdict(const struct demo_result *result, char *message, size_t size);

/* A new reference to the report of at least one crossing; NULL when memory is out. */
json_t *demo_report(const struct demo_result *result);

#endif
