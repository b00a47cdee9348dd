/* SPDX-License-Identifier: BSD-3-Clause */
/* fleet_plan.c: see fleet.h; a dry run is a run of a copy, in a time of its own, in which all goes well. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fleet_impl.h"

#define MS_PER_GIB 1000 /* any pace will do: only how long crossings take beside each other counts */

struct run {
	struct fleet *fleet;
	uint64_t *end_ms; /* of the crossing of each guest */
	uint64_t now_ms;
	struct fleet_planned *rows;
	unsigned int started;
};

static uint64_t
pace(uint64_t memory)
{
	return 1 + (memory >> 20) * MS_PER_GIB / 1024;
}

static void
add_row(struct run *run, unsigned int guest, unsigned int host)
{
	struct fleet_planned *row = &run->rows[run->started++];

	*row = (struct fleet_planned){.guest = guest, .host = host, .order = run->started};
}

static void
begin(struct run *run, const struct fleet_decision *decision)
{
	(void)fleet_started(run->fleet, decision->guest, decision->host);
	run->end_ms[decision->guest] = run->now_ms + pace(run->fleet->guests[decision->guest].memory);
	add_row(run, decision->guest, decision->host);
}

/* Goes to the next moment at which something ends, at the latest to until_ms, and ends what is due. */
static void
pass(struct run *run, uint64_t until_ms)
{
	struct fleet *fleet = run->fleet;

	for (unsigned int i = 0; i < fleet->nguests; i++)
		if (fleet->guests[i].state == FLEET_CROSSING && run->end_ms[i] < until_ms)
			until_ms = run->end_ms[i];
	run->now_ms = until_ms;
	for (unsigned int i = 0; i < fleet->nguests; i++)
		if (fleet->guests[i].state == FLEET_CROSSING && run->end_ms[i] <= until_ms)
			(void)fleet_ended(fleet, i, OUTCOME_OK, NULL, until_ms);
}

/* Those that cross already come first. */
static void
take_up(struct run *run)
{
	struct fleet *fleet = run->fleet;

	fleet->others = 0;
	for (unsigned int i = 0; i < fleet->nhosts; i++)
		fleet->hosts[i].others = 0;
	for (unsigned int i = 0; i < fleet->nguests; i++) {
		struct fleet_guest *g = &fleet->guests[i];

		if (g->state != FLEET_CROSSING)
			continue;
		run->end_ms[i] = run->now_ms + pace(g->memory);
		add_row(run, i, g->to);
	}
}

/* Adds a row for each guest that was under way and did not start. Their number and that of the others. */
static unsigned int
add_rest(struct run *run, const struct fleet *before)
{
	unsigned int n = run->started;

	for (unsigned int i = 0; i < before->nguests; i++) {
		struct fleet_planned row = {.guest = i, .host = FLEET_NOWHERE};

		if (before->guests[i].state != FLEET_WAITING || run->fleet->guests[i].state != FLEET_GIVEN_UP)
			continue;
		(void)snprintf(row.why, sizeof(row.why), "%s", run->fleet->guests[i].message);
		run->rows[n++] = row;
	}
	return n;
}

int
fleet_plan(const struct fleet *fleet, uint64_t now_ms, struct fleet_planned **planned, struct err *err)
{
	struct run run = {.fleet = fleet_copy(fleet), .now_ms = now_ms};
	struct fleet_decision next;
	int n = -ENOMEM;

	run.end_ms = calloc(fleet->nguests + 1, sizeof(*run.end_ms));
	run.rows = calloc(fleet->nguests + 1, sizeof(*run.rows));
	if (!run.fleet || !run.end_ms || !run.rows) {
		err_set(err, n, "memory is out");
		free(run.rows);
		goto out;
	}
	take_up(&run);
	while (next = fleet_next(run.fleet, run.now_ms), next.what != FLEET_DONE) {
		if (next.what == FLEET_START)
			begin(&run, &next);
		else
			pass(&run, next.until_ms);
	}
	n = (int)add_rest(&run, fleet);
	*planned = run.rows;
out:
	free(run.end_ms);
	fleet_free(run.fleet);
	return n;
}
