/* SPDX-License-Identifier: BSD-3-Clause */
/* phases.c: see phases.h. */
#include "phases.h"

static const char *const names[] = {
        [PHASE_BEFORE] = "before",     [PHASE_SWITCHOVER] = "switchover", [PHASE_COPY] = "copy",
        [PHASE_BLACKOUT] = "blackout", [PHASE_ARRIVAL] = "arrival",       [PHASE_FAILBACK] = "failback",
        [PHASE_AFTER] = "after",
};
_Static_assert(sizeof(names) / sizeof(names[0]) == PHASES, "a name for every phase");

const char *
phase_name(enum phase phase)
{
	return names[phase];
}

/* From the last one back: what did not happen begins where the next one does, so that it takes no time. */
static void
cut_one(const struct phase_begins *begins, uint64_t from, uint64_t until, struct count_phase *out)
{
	uint64_t next = until;

	for (size_t p = PHASES; p-- > 0;) {
		uint64_t at = begins->at_us[p] == 0 || begins->at_us[p] > next ? next : begins->at_us[p];

		if (at < from || p == PHASE_BEFORE)
			at = from;
		out[p] = (struct count_phase){.name = names[p],
		                              .from_us = at,
		                              .until_us = next,
		                              .reach_us = p == PHASE_BLACKOUT ? begins->reach_us : 0};
		next = at;
	}
}

void
phases_cut(const struct phase_begins *begins, size_t n, uint64_t from_us, uint64_t until_us,
           struct count_phase *out)
{
	uint64_t from = from_us, until;

	for (size_t i = 0; i < n; i++) {
		until = i + 1 < n ? begins[i + 1].at_us[PHASE_BEFORE] : until_us;
		if (until < from)
			until = from;
		cut_one(&begins[i], from, until, &out[i * PHASES]);
		from = until;
	}
}

void
phases_add(struct count_sum *to, const struct count_sum *what)
{
	to->sent += what->sent;
	to->lost += what->lost;
	to->doubled += what->doubled;
	to->reordered += what->reordered;
	if (what->longest_silence_us > to->longest_silence_us)
		to->longest_silence_us = what->longest_silence_us;
	if (what->worst_trip_us > to->worst_trip_us)
		to->worst_trip_us = what->worst_trip_us;
}

void
phases_sum(const struct count_phase *stretches, size_t ncrossings, struct phase_sum sums[PHASES])
{
	for (size_t p = 0; p < PHASES; p++)
		sums[p] = (struct phase_sum){0};
	for (size_t i = 0; i < ncrossings * PHASES; i++) {
		phases_add(&sums[i % PHASES].sum, &stretches[i].sum);
		sums[i % PHASES].elapsed_us += stretches[i].until_us - stretches[i].from_us;
	}
}
