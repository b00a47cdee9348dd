/* SPDX-License-Identifier: BSD-3-Clause */
/* demo_measure.c: see demo_measure.h. */
#include "demo_measure.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "blackout.h"
#include "clock.h"
#include "timeline.h"

static void
find_begins(const struct lab *lab, const struct probe *probe, unsigned int number,
            struct demo_crossing *crossing)
{
	const struct host *from = &lab->hosts[number % 2], *to = &lab->hosts[(number + 1) % 2];
	const uint64_t *marks = crossing->trip.marks_us;
	struct blackout blackout = {0};

	/* A crossing that failed before its guest moved has no blackout. */
	(void)blackout_find(probe, from, to, crossing->trip.start_us, &blackout, NULL);
	crossing->begins = (struct phase_begins){
	        .at_us = {[PHASE_BEFORE] = crossing->trip.start_us,
	                  [PHASE_SWITCHOVER] = marks[TRIP_PREPARE],
	                  [PHASE_COPY] = marks[TRIP_DETACHED],
	                  [PHASE_BLACKOUT] = blackout.stop_us,
	                  [PHASE_ARRIVAL] = blackout.end_us,
	                  [PHASE_FAILBACK] = marks[TRIP_ADOPT],
	                  [PHASE_AFTER] = marks[TRIP_ACTIVE]},
	        .reach_us = blackout.reach_us,
	};
}

int
demo_measure(const struct lab *lab, const struct probe *probe, struct demo_result *result)
{
	struct phase_begins *begins = calloc(result->n, sizeof(*begins));
	struct count_phase *stretches = calloc(result->n * PHASES, sizeof(*stretches));
	int code = begins == NULL || stretches == NULL ? -ENOMEM : 0;
	const struct probe_sample *samples;
	size_t nsamples;
	uint64_t now = clock_read(CLOCK_REALTIME);

	samples = probe_samples(probe, &nsamples);
	for (unsigned int i = 0; i < result->n && code == 0; i++) {
		find_begins(lab, probe, i, &result->crossings[i]);
		begins[i] = result->crossings[i].begins;
	}
	if (code == 0) {
		phases_cut(begins, result->n, probe_started(probe), probe_stopped(probe), stretches);
		probe_phases(probe, stretches, result->n * PHASES);
		phases_sum(stretches, result->n, result->phases);
		result->whole = probe_whole(probe);
		result->overruns = probe_overruns(probe);
		result->started_us = probe_started(probe);
		result->ended_us = probe_stopped(probe);
		result->ahead_us = now - clock_from_realtime(now);
	}
	for (unsigned int i = 0; i < result->n && code == 0; i++) {
		struct demo_crossing *crossing = &result->crossings[i];

		memcpy(crossing->stretches, &stretches[(size_t)i * PHASES], sizeof(crossing->stretches));
		crossing->traffic_on_vf =
		        timeline_settled(samples, nsamples, i % 2 == 0 ? PROBE_B_VF : PROBE_A_VF,
		                         crossing->stretches[PHASE_AFTER].until_us);
	}
	free(begins);
	free(stretches);
	return code;
}
