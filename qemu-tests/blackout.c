/* SPDX-License-Identifier: BSD-3-Clause */
/* blackout.c: see blackout.h. */
#include "blackout.h"

#include <errno.h>

#include "phases.h"

int
blackout_find(const struct probe *probe, const struct host *from, const struct host *to, uint64_t since_us,
              struct blackout *blackout, struct err *err)
{
	uint64_t stop = host_moment(from, "STOP", since_us), resume, first, reach;

	resume = stop == 0 ? 0 : host_moment(to, "RESUME", stop);
	if (resume == 0)
		return err_set(err, -ENOENT, "QEMU told of no %s: nothing migrated from %s to %s",
		               stop == 0 ? "STOP" : "RESUME", from->name, to->name);
	*blackout = (struct blackout){.stop_us = stop, .resume_us = resume};
	for (unsigned int i = 0; i < probe_nflows(probe); i++) {
		first = count_first_echo(probe_flow(probe, i), resume);
		if (first == 0)
			return err_set(err, -ENOENT, "no echo of %s arrived after the migration to %s",
			               "a flow", to->name);
		reach = count_on_the_way(probe_flow(probe, i), stop);
		if (first > blackout->end_us)
			blackout->end_us = first;
		if (reach > blackout->reach_us)
			blackout->reach_us = reach;
	}
	return 0;
}

void
blackout_split(const struct probe *probe, const struct blackout *blackouts, size_t n,
               struct count_sum *inside, struct count_sum *outside)
{
	struct count_phase phases[2 * BLACKOUTS_MAX + 1];
	uint64_t from = probe_started(probe);

	for (size_t i = 0; i < n; i++) {
		phases[2 * i] = (struct count_phase){
		        .name = "outside", .from_us = from, .until_us = blackouts[i].stop_us};
		phases[2 * i + 1] = (struct count_phase){.name = "blackout",
		                                         .from_us = blackouts[i].stop_us,
		                                         .until_us = blackouts[i].end_us,
		                                         .reach_us = blackouts[i].reach_us};
		from = blackouts[i].end_us;
	}
	phases[2 * n] =
	        (struct count_phase){.name = "outside", .from_us = from, .until_us = probe_stopped(probe)};
	probe_phases(probe, phases, 2 * n + 1);
	*inside = *outside = (struct count_sum){0};
	for (size_t i = 0; i <= 2 * n; i++)
		phases_add(i % 2 ? inside : outside, &phases[i].sum);
}
