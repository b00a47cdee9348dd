/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * test_explore.c: walks every state that a small world (one guest, one pair) can reach under the plan, from
 * each of its wishes, breadth first: in each, every step may succeed, fail or come to nothing, connections
 * may break and heal, the user may stop. From each of them the crossing must end when the world falls silent,
 * and its outcome must be true.
 */
#include <stdlib.h>
#include <string.h>

#include "small_world.h"
#include "steps.h"
#include "tests/unit.h"

#define TABLE   (1u << 19)
#define ENDS_IN 400 /* decisions, in a silent world */

static struct world *queue;
static unsigned int *table, count;

static unsigned int
hash(const struct world *w)
{
	const unsigned char *bytes = (const unsigned char *)w;
	unsigned int h = 2166136261u;

	for (size_t i = 0; i < sizeof(*w); i++)
		h = (h ^ bytes[i]) * 16777619u;
	return h;
}

/* Makes equal what cannot make a difference any more: states that differ in it only are one. */
static void
forget(struct world *w)
{
	struct plan_history *h = &w->history;
	bool moved = w->domain[PLAN_SOURCE] == PLAN_ABSENT;

	for (enum plan_step step = STEP_CHECK; step < STEP_NUM; step++) {
		bool leaves = step <= STEP_MIGRATE, comes = step >= STEP_ARRIVE && step <= STEP_ADOPT;

		if ((leaves && (moved || (w->wish.host == PLAN_SOURCE && !w->wish.away))) ||
		    (!leaves && !comes && moved))
			h->attempts[step] = 0;
	}
	if (!h->begun)
		h->failed = h->final = h->instead = false;
	if ((h->failed && !w->pending) || !h->begun)
		h->begun_ms = 0;
	if (!h->failed)
		h->failed_ms = 0;
}

/* All descend from one zeroed struct, padding included; a difference there would only make two states of one.
 */
static bool
is_same(const void *a, const void *b)
{
	return memcmp(a, b, sizeof(struct world)) == 0;
}

static void
reach(const struct world *from)
{
	struct world w = *from;
	unsigned int slot;

	forget(&w);
	slot = hash(&w) % TABLE;
	while (table[slot] && !is_same(&queue[table[slot] - 1], &w))
		slot = (slot + 1) % TABLE;
	if (table[slot] || count == TABLE / 2)
		return;
	queue[count++] = w;
	table[slot] = count;
}

static bool
is_restore(const struct world *w)
{
	return w->wish.host == PLAN_SOURCE && !w->wish.away && !w->wish.turned;
}

static void
check_outcome(const struct world *w, enum outcome outcome)
{
	bool here = w->domain[PLAN_SOURCE] == PLAN_RUNNING,
	     there = w->domain[PLAN_DESTINATION] == PLAN_RUNNING;

	if (outcome == OUTCOME_OK && w->wish.away)
		CU_ASSERT_FATAL(here && !w->plugged[PLAN_SOURCE] && !w->on_vf && w->released);
	if (outcome == OUTCOME_OK && !w->wish.away)
		CU_ASSERT_FATAL(here == (w->wish.host == PLAN_SOURCE) && there == !here && w->on_vf);
	if (outcome == OUTCOME_THERE_ON_BACKUP)
		CU_ASSERT_FATAL(there && !here && !w->on_vf);
	if (outcome == OUTCOME_BACK_ON_VF)
		CU_ASSERT_FATAL(!there && w->on_vf);
	if (outcome == OUTCOME_BACK_ON_BACKUP)
		CU_ASSERT_FATAL(!there && !w->on_vf);
	/* A guest to be brought home may be in any state when its checks fail. */
	if (outcome >= 10 && outcome < 30 && !is_restore(w))
		CU_ASSERT_FATAL(here && w->plugged[PLAN_SOURCE] && w->on_vf && !w->gone);
	CU_ASSERT_FATAL(outcome != OUTCOME_ERROR);
}

/* Nothing happens any more, but that time passes and a copy comes to nothing in the end. */
static void
must_end(struct world w)
{
	for (unsigned int i = 0; i < ENDS_IN; i++) {
		struct plan_decision decision = world_run(&w);

		if (decision.kind == PLAN_END)
			return;
		if (decision.kind == PLAN_WAIT && decision.until_ms == UINT64_MAX) {
			if (!w.copying)
				break; /* only the checks wait for ever, and they have deadlines of their own
				        */
			w.copying = false;
		} else if (decision.kind == PLAN_WAIT) {
			world_pass(&w, decision.until_ms - WORLD_NOW);
		}
	}
	CU_ASSERT_FATAL(!w.checked);
}

static void
with(struct world w, void (*change)(struct world *))
{
	change(&w);
	reach(&w);
}

static bool
is_plugging(const struct world *w)
{
	return w->history.begun && (w->history.step == STEP_ATTACH || w->history.step == STEP_REATTACH);
}

/* No attempt is begun beside a call of the one before, as long as that one's time is not over. */
static void
check_attempt(const struct world *before, const struct plan_decision *decision)
{
	const struct plan_history *h = &before->history;

	if (is_plugging(before) && before->pending && decision->kind == PLAN_DO && decision->step == h->step)
		CU_ASSERT_FATAL(WORLD_NOW >= h->begun_ms + step_of(h->step)->timeout_ms);
}

/* What nobody asked for. */
static void
disturb(struct world w)
{
	with(w, world_stop);
	with(w, world_show);
	with(w, world_cut);
	if (w.breaks < 1) {
		with(w, world_hide_source);
		with(w, world_hide_destination);
	}
	if (w.wish.away || is_restore(&w))
		with(w, world_taken);
	if (w.copying) {
		with(w, world_move_late);
		with(w, world_leave_paused);
	}
	if (w.released && w.plugged[PLAN_SOURCE] && !w.gone)
		with(w, world_unplug_late);
}

static void
spread(struct world w)
{
	const struct world before = w;
	struct plan_decision decision = world_run(&w);

	check_attempt(&before, &decision);

	if (decision.kind == PLAN_END) {
		check_outcome(&w, decision.outcome);
		return;
	}
	with(w, world_succeed);
	/* A step fails or succeeds, not both: a guest answers each request once. */
	if (!(w.history.step == STEP_CHECK && w.checked) && !(w.history.step == STEP_PREPARE && w.released))
		with(w, world_fail);
	if (is_plugging(&w)) {
		with(w, world_call);
		with(w, world_return);
		with(w, world_fail_instead);
	}
	if (w.history.step == STEP_PREPARE && w.history.begun && !w.released)
		with(w, world_refuse_half);
	if (decision.kind == PLAN_WAIT && decision.until_ms != UINT64_MAX) {
		struct world later = w;

		world_pass(&later, decision.until_ms - WORLD_NOW);
		reach(&later);
	}
	if (w.checked)
		disturb(w);
}

static void
explore(const struct world *first, unsigned int least)
{
	queue = calloc(TABLE / 2, sizeof(*queue));
	table = calloc(TABLE, sizeof(*table));
	CU_ASSERT_FATAL(queue && table);
	count = 0;
	reach(first);
	for (unsigned int i = 0; i < count; i++) {
		must_end(queue[i]);
		spread(queue[i]);
	}
	printf("(%u states) ", count);
	CU_ASSERT(count > least && count < TABLE / 2);
	free(queue);
	free(table);
}

/* The guest is on the source, its traffic on its VF. */
static void
begin(struct world *w)
{
	memset(w, 0, sizeof(*w));
	w->domain[PLAN_SOURCE] = PLAN_RUNNING;
	w->domain[PLAN_DESTINATION] = PLAN_ABSENT;
	w->plugged[PLAN_SOURCE] = w->on_vf = true;
	/* The plan only asks whether the last one is used up. */
	w->history.replaced = PLAN_REPLACED_MAX - 1;
}

static void
from_one_host_to_the_other(void)
{
	struct world first;

	begin(&first);
	first.wish.host = PLAN_DESTINATION;
	explore(&first, 100000);
}

static void
away_from_its_vf(void)
{
	struct world first;

	begin(&first);
	first.wish.host = PLAN_SOURCE;
	first.wish.away = true;
	explore(&first, 1000);
}

/* Whether the VF is plugged in, and whether the guest has taken it, whoever was to see to it has not told. */
static void
home_again(void)
{
	for (unsigned int i = 0; i < 4; i++) {
		struct world first;

		begin(&first);
		first.wish.host = PLAN_SOURCE;
		first.plugged[PLAN_SOURCE] = i > 0;
		first.on_vf = i == 3;
		first.asked = i < 3;
		first.gone = i == 0 || i == 2;
		explore(&first, i < 3 ? 100 : 2);
	}
}

static const struct unit_test tests[] = {
        {"from one host to the other every state leads to an end, and its outcome is true",
         from_one_host_to_the_other},
        {"and so it is away from its VF", away_from_its_vf},
        {"and home again", home_again},
};

UNIT_MAIN("explore", tests)
