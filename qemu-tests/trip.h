/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * trip.h: one crossing as vferry's report tells it (--json, report-1.schema.json), with its moments put on
 * the lab's clock. Pure: JSON in. Neighbours: cross.h makes crossings, phases.h cuts the traffic by them.
 */
#ifndef LAB_TRIP_H
#define LAB_TRIP_H

#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>

#include "err.h"

/* Those of the report's marks by which traffic is cut. */
enum trip_mark { TRIP_PREPARE, TRIP_DETACHED, TRIP_ADOPT, TRIP_ACTIVE, TRIP_END, TRIP_MARKS };

struct trip {
	json_t *report; /* owned; NULL in a zeroed trip. The strings below belong to it */
	const char *source, *destination, *result, *message;
	int exit_code;
	uint64_t start_us;             /* CLOCK_MONOTONIC */
	uint64_t marks_us[TRIP_MARKS]; /* CLOCK_MONOTONIC; 0: did not happen */
	bool on_vf;                    /* every pair ended on its VF, and there was a pair */
	bool real_vfs;                 /* every pair had a VF of a PF on both hosts, and there was a pair */
};

/*
 * Takes the report (whose reference becomes the trip's, also on failure) apart. ahead_us is what
 * CLOCK_REALTIME shows more than CLOCK_MONOTONIC: a report says in real time when it started. 0, or -EBADMSG
 * when a member that is needed is missing or of another type; *trip is then zeroed. Free with trip_clear().
 */
int trip_take(struct trip *trip, json_t *report, uint64_t ahead_us, struct err *err);
void trip_clear(struct trip *trip);

#endif
