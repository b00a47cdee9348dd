/* SPDX-License-Identifier: BSD-3-Clause */
/* test_fleet_any.c: what holds in every fleet: many are made and run at random, from numbered seeds. */
#include <stdlib.h>
#include <string.h>

#include "fleet_sample.h"
#include "fleet_world.h"
#include "tests/unit.h"

#define SEEDS     400
#define STEPS_MAX 100000

static unsigned int
pick(struct fleet_world *w, unsigned int n)
{
	w->random = w->random * 1664525 + 1013904223;
	return (w->random >> 16) % n;
}

static enum outcome
outcome_of(struct fleet_world *w, unsigned int guest, bool anything)
{
	static const enum outcome any[] = {OUTCOME_OK,
	                                   OUTCOME_ERROR,
	                                   OUTCOME_SOURCE_UNREACHABLE,
	                                   OUTCOME_DESTINATION_UNREACHABLE,
	                                   OUTCOME_NO_VF,
	                                   OUTCOME_NO_DOMAIN,
	                                   OUTCOME_BUSY,
	                                   OUTCOME_BACK_ON_VF,
	                                   OUTCOME_LOST,
	                                   OUTCOME_NO_LIBRARY,
	                                   OUTCOME_BACK_ON_BACKUP,
	                                   OUTCOME_THERE_ON_BACKUP};
	unsigned int to = w->fleet->guests[guest].to;

	if (anything && pick(w, 3) == 0)
		return any[pick(w, sizeof(any) / sizeof(any[0]))];
	if (w->bad_guests & 1ull << guest)
		return OUTCOME_BACK_ON_VF;
	return w->bad_hosts & 1u << to ? w->how[to] : OUTCOME_OK;
}

/* Crossings that end badly end soon: who fails fast is idle often. */
static void
start_for_a_while(struct fleet_world *w, const struct fleet_decision *next)
{
	bool bad = w->bad_hosts & 1u << next->host;

	fleet_world_start(w, next);
	w->end_ms[next->guest] = w->now_ms + (bad ? 100 : 1000 + pick(w, 60000));
}

static void
pass(struct fleet_world *w, uint64_t until_ms, bool anything)
{
	unsigned int first = FLEET_NOWHERE;

	for (unsigned int i = 0; i < w->fleet->nguests; i++)
		if (w->runs[i] && w->end_ms[i] <= until_ms) {
			until_ms = w->end_ms[i];
			first = i;
		}
	fleet_world_hold(until_ms != FLEET_NEVER && until_ms >= w->now_ms);
	w->now_ms = until_ms;
	if (first != FLEET_NOWHERE)
		fleet_world_end(w, first, outcome_of(w, first, anything));
}

/* Nothing is left but the record, and the clock begins anew. */
static void
restart(struct fleet_world *w)
{
	uint64_t gone_ms = w->now_ms - 1;
	json_t *record = fleet_json(w->fleet, w->now_ms);

	for (unsigned int i = 0; i < w->fleet->nguests; i++)
		w->end_ms[i] -= w->runs[i] ? gone_ms : 0;
	fleet_free(w->fleet);
	w->now_ms = 1;
	w->gone_ms += gone_ms;
	fleet_world_hold(fleet_read(record, w->now_ms, &w->fleet, NULL) == 0);
	sample = w->fleet;
	json_decref(record);
}

/* Runs the fleet to its end; a hash of what happened. */
static uint64_t
run(struct fleet_world *w, bool anything)
{
	for (unsigned int step = 0; step < STEPS_MAX && !fleet_world_broken; step++) {
		struct fleet_decision next;

		if (w->restarts)
			restart(w);
		next = fleet_next(w->fleet, w->now_ms);
		if (next.what == FLEET_DONE) {
			fleet_world_check_done(w);
			return w->story ^ (w->now_ms + w->gone_ms);
		}
		if (next.what == FLEET_START)
			start_for_a_while(w, &next);
		else
			pass(w, next.until_ms, anything);
	}
	fleet_world_hold(false);
	return 0;
}

/* Guests, limits and hosts at random; the last host is good, and has room for everyone. */
static void
make(struct fleet_world *w, unsigned int seed)
{
	static const enum outcome bad[] = {OUTCOME_BACK_ON_VF, OUTCOME_DESTINATION_UNREACHABLE,
	                                   OUTCOME_NO_VF};
	unsigned int hosts, guests;

	*w = (struct fleet_world){.random = seed, .now_ms = 1};
	sample_fleet(pick(w, 6), pick(w, 2) ? 0 : 1 + pick(w, 4), pick(w, 4), 3);
	hosts = 1 + pick(w, 3);
	for (unsigned int i = 1; i < hosts; i++) {
		char uri[32];

		(void)snprintf(uri, sizeof(uri), "test:///%u", i);
		sample_host(uri, pick(w, 2) ? FLEET_UNKNOWN : pick(w, 64) * GIB, (int)pick(w, 20) - 5);
		if (pick(w, 2))
			w->bad_hosts |= 1u << i;
		w->how[i] = bad[pick(w, 3)];
	}
	sample_host("test:///good", FLEET_UNKNOWN, -1);
	guests = pick(w, FLEET_WORLD_GUESTS);
	for (unsigned int i = 0; i < guests; i++) {
		sample_guest("g", (1 + pick(w, 16)) * GIB, pick(w, 3));
		if (pick(w, 8) == 0)
			w->bad_guests |= 1ull << i;
	}
	w->fleet = sample;
}

/* Whatever crossings come to: limits and room are kept, it ends, and the same happens when it is run again.
 */
static void
any_fleet_ends(void)
{
	fleet_world_broken = false;
	for (unsigned int seed = 1; seed <= SEEDS && !fleet_world_broken; seed++) {
		struct fleet_world w;
		uint64_t story;

		make(&w, seed);
		story = run(&w, true);
		make(&w, seed);
		fleet_world_hold(run(&w, true) == story);
		if (fleet_world_broken)
			printf("seed %u\n", seed);
	}
	CU_ASSERT_FALSE(fleet_world_broken);
}

/* As if it had been running all the time. */
static void
a_fleet_goes_on_after_a_restart(void)
{
	fleet_world_broken = false;
	for (unsigned int seed = 1; seed <= SEEDS / 8 && !fleet_world_broken; seed++) {
		struct fleet_world w;
		uint64_t story;

		make(&w, seed);
		story = run(&w, true);
		make(&w, seed);
		w.restarts = true;
		fleet_world_hold(run(&w, true) == story);
		if (fleet_world_broken)
			printf("seed %u\n", seed);
	}
	CU_ASSERT_FALSE(fleet_world_broken);
}

/* However many guests fail and hosts fail them, those that can be carried arrive: no host draws them all. */
static void
nobody_starves(void)
{
	fleet_world_broken = false;
	for (unsigned int seed = 1; seed <= SEEDS && !fleet_world_broken; seed++) {
		struct fleet_world w;

		make(&w, seed);
		run(&w, false);
		for (unsigned int i = 0; i < w.fleet->nguests; i++)
			fleet_world_hold((w.fleet->guests[i].state == FLEET_ARRIVED) ==
			                 !(w.bad_guests & 1ull << i));
		if (fleet_world_broken)
			printf("seed %u\n", seed);
	}
	CU_ASSERT_FALSE(fleet_world_broken);
}

/* A plan is what comes true when all goes well: everyone who can, and never above the room. */
static void
a_plan_comes_true(void)
{
	fleet_world_broken = false;
	for (unsigned int seed = 1; seed <= SEEDS && !fleet_world_broken; seed++) {
		struct fleet_planned *rows = NULL;
		struct fleet_world w;
		int n;

		make(&w, seed);
		n = fleet_plan(w.fleet, w.now_ms, &rows, NULL);
		fleet_world_hold(n == (int)w.fleet->nguests);
		for (int i = 0; i < n; i++)
			fleet_world_hold(rows[i].host != FLEET_NOWHERE &&
			                 rows[i].order == (unsigned int)i + 1);
		w.bad_hosts = 0;
		w.bad_guests = 0;
		run(&w, false);
		fleet_world_hold(fleet_count(w.fleet, FLEET_ARRIVED) == (unsigned int)n);
		free(rows);
	}
	CU_ASSERT_FALSE(fleet_world_broken);
	fleet_free(sample);
	sample = NULL;
}

static const struct unit_test tests[] = {
        {"any fleet ends, within limits, the same twice", any_fleet_ends},
        {"a fleet goes on after a restart", a_fleet_goes_on_after_a_restart},
        {"nobody starves", nobody_starves},
        {"a plan comes true", a_plan_comes_true},
};

UNIT_MAIN("any fleet", tests)
