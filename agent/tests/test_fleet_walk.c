/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * test_fleet_walk.c: walks through every order in which the crossings of a small fleet can end, and every end
 * that they can have. In each state the decisions must hold, and no way may be without an end or go in a
 * circle.
 */
#include <stdlib.h>

#include "fleet_impl.h"
#include "fleet_sample.h"
#include "fleet_world.h"
#include "tests/unit.h"

#define TABLE (1u << 20)

static struct {
	uint64_t key;
	bool open; /* on the way that is being walked: to come here again is to go in a circle */
} * seen;
static unsigned int nseen;

static uint64_t
mix(uint64_t key, uint64_t value)
{
	key = (key ^ value) * 0x9e3779b97f4a7c15u;
	return key ^ key >> 32;
}

static uint64_t
left(const struct fleet_world *w, uint64_t at_ms)
{
	return at_ms > w->now_ms ? at_ms - w->now_ms : 0;
}

/* All that decisions depend on; times by what is left of them, as a state is the same whenever it comes. */
static uint64_t
key_of(const struct fleet_world *w)
{
	uint64_t key = 1;

	for (unsigned int i = 0; i < w->fleet->nhosts; i++) {
		const struct fleet_host *h = &w->fleet->hosts[i];

		key = mix(mix(mix(key, h->memory), h->pools[0].vfs), left(w, h->aside_ms));
		key = mix(mix(mix(key, h->failed), h->unreached), h->given_up);
	}
	for (unsigned int i = 0; i < w->fleet->nguests; i++) {
		const struct fleet_guest *g = &w->fleet->guests[i];

		key = mix(mix(mix(key, g->state), g->to), left(w, g->not_before_ms));
		key = mix(key, g->failures);
		for (unsigned int host = 0; host < w->fleet->nhosts; host++)
			key = mix(mix(key, g->failed[host]), g->refused[host]);
	}
	return key;
}

static void walk(const struct fleet_world *from);

/* NOLINTBEGIN(misc-no-recursion): as deep as a small fleet has ends, some dozens. */

/* From a state in which nothing can start: each crossing that runs ends in each way, or time passes. */
static void
branch(const struct fleet_world *from, uint64_t until_ms)
{
	static const enum outcome outcomes[] = {
	        OUTCOME_OK,    OUTCOME_BACK_ON_VF, OUTCOME_DESTINATION_UNREACHABLE,
	        OUTCOME_NO_VF, OUTCOME_LOST,       OUTCOME_NOT_RUNNING};
	const unsigned int n = sizeof(outcomes) / sizeof(outcomes[0]);

	for (unsigned int i = 0; i < from->fleet->nguests * n; i++) {
		struct fleet_world w = *from;

		if (!w.runs[i / n])
			continue;
		w.fleet = fleet_copy(from->fleet);
		fleet_world_end(&w, i / n, outcomes[i % n]);
		walk(&w);
		fleet_free(w.fleet);
	}
	if (until_ms != FLEET_NEVER) {
		struct fleet_world w = *from;

		w.fleet = fleet_copy(from->fleet);
		w.now_ms = until_ms;
		walk(&w);
		fleet_free(w.fleet);
	}
}

static void
walk(const struct fleet_world *from)
{
	uint64_t key = key_of(from);
	unsigned int slot = key % TABLE;
	struct fleet_world w = *from;
	struct fleet_decision next;

	while (seen[slot].key && seen[slot].key != key)
		slot = (slot + 1) % TABLE;
	fleet_world_hold(!seen[slot].key || !seen[slot].open);
	if (fleet_world_broken || seen[slot].key || ++nseen > TABLE / 2)
		return;
	seen[slot].key = key;
	seen[slot].open = true;
	while (next = fleet_next(w.fleet, w.now_ms), next.what == FLEET_START)
		fleet_world_start(&w, &next);
	if (next.what == FLEET_DONE) {
		fleet_world_check_done(&w);
	} else {
		fleet_world_hold(next.until_ms > w.now_ms &&
		                 (next.until_ms != FLEET_NEVER || fleet_world_runs(&w)));
		branch(&w, next.until_ms);
	}
	seen[slot].open = false;
}

/* NOLINTEND(misc-no-recursion) */

/* reach: how often destinations have yet to be out of reach until they are given up: the whole way there
 * tells nothing new. */
static void
walk_small(unsigned int crossings, unsigned int reach)
{
	struct fleet_world w = {.now_ms = 1};

	fleet_world_broken = false;
	nseen = 0;
	seen = calloc(TABLE, sizeof(*seen));
	CU_ASSERT_PTR_NOT_NULL_FATAL(seen);
	sample_fleet(crossings, 0, 1, 2);
	sample_host("test:///right", 3 * GIB, 2);
	sample_host("test:///far", FLEET_UNKNOWN, -1);
	sample_guest("a", GIB, 1);
	sample_guest("b", 2 * GIB, 1);
	for (unsigned int i = 1; i < sample->nhosts; i++)
		sample->hosts[i].unreached = FLEET_REACH_TRIES - reach;
	w.fleet = sample;
	walk(&w);
	CU_ASSERT_FALSE(fleet_world_broken);
	CU_ASSERT_TRUE(nseen > 1000 && nseen < TABLE / 2);
	free(seen);
	fleet_free(sample);
	sample = NULL;
}

static void
every_way_one_at_a_time(void)
{
	walk_small(1, 2);
}

static void
every_way_two_at_once(void)
{
	walk_small(2, 1);
}

static const struct unit_test tests[] = {
        {"every way ends, one at a time", every_way_one_at_a_time},
        {"every way ends, two at once", every_way_two_at_once},
};

UNIT_MAIN("walk through a fleet", tests)
