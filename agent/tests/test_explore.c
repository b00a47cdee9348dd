/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * test_explore.c: walks every state that a small world (one guest, one pair) can reach under the plan,
 * breadth first: in each, every step may succeed, fail or come to nothing, connections may break and heal,
 * the user may stop. From each of them the crossing must end when the world falls silent, and its outcome
 * must be true.
 */
#include <stdlib.h>
#include <string.h>

#include "plan.h"
#include "steps.h"
#include "tests/unit.h"

#define NOW     1000000u /* what every state's clock shows: only differences matter */
#define TABLE   (1u << 22)
#define ENDS_IN 400 /* decisions, in a silent world */

struct world {
	struct plan_wish wish;
	struct plan_history history;
	enum plan_domain domain[PLAN_HOSTS]; /* as it is, also while it cannot be seen */
	bool hidden[PLAN_HOSTS];
	bool plugged[PLAN_HOSTS], on_vf, asked, gone, checked, released, announced, copying, stop;
	unsigned int breaks; /* connections broken so far: one at a time suffices */
};

static struct world *queue;
static unsigned int *table, count;

static struct plan_seen
look(const struct world *w)
{
	bool there = w->domain[PLAN_DESTINATION] == PLAN_RUNNING && w->domain[PLAN_SOURCE] != PLAN_RUNNING;
	bool held = !there && w->asked && !w->gone && w->plugged[PLAN_SOURCE];

	return (struct plan_seen){
	        .domain = {w->hidden[0] ? PLAN_UNKNOWN : w->domain[0],
	                   w->hidden[1] ? PLAN_UNKNOWN : w->domain[1]},
	        .pairs = 1,
	        .plugged = {w->plugged[0], w->plugged[1]},
	        .on_vf = w->on_vf,
	        .held = held,
	        .fresh = w->plugged[there ? 1 : 0] && !w->on_vf && !held,
	        .checked = w->checked,
	        .released = w->released,
	        .announced = w->announced,
	        .copying = w->copying,
	        .stop = w->stop,
	};
}

/* Moves the state's clock back to NOW after ms have passed. */
static void
pass(struct world *w, uint64_t ms)
{
	uint64_t *const times[] = {&w->history.begun_ms, &w->history.failed_ms, &w->history.unknown_ms};

	for (unsigned int i = 0; i < 3; i++)
		if (*times[i])
			*times[i] = *times[i] > ms ? *times[i] - ms : 1;
}

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

		if ((leaves && (moved || w->wish.host == PLAN_SOURCE)) || (!leaves && !comes && moved))
			h->attempts[step] = 0;
	}
	if (!h->begun)
		h->failed = h->final = false;
	if (h->failed || !h->begun)
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

/* What the current step was after comes true. */
static void
succeed(struct world *w)
{
	bool there = w->wish.host == PLAN_DESTINATION;

	switch (w->history.step) {
	case STEP_CHECK:
		w->checked = true;
		break;
	case STEP_PREPARE:
		w->released = true;
		w->on_vf = false;
		break;
	case STEP_DETACH:
		w->plugged[PLAN_SOURCE] = false;
		w->gone = true;
		break;
	case STEP_MIGRATE:
		w->domain[PLAN_SOURCE] = PLAN_ABSENT;
		w->domain[PLAN_DESTINATION] = PLAN_RUNNING;
		w->copying = false;
		break;
	case STEP_STOP:
		w->copying = false;
		w->domain[PLAN_SOURCE] = PLAN_RUNNING;
		w->domain[PLAN_DESTINATION] = PLAN_ABSENT;
		break;
	case STEP_ARRIVE:
		w->announced = true;
		break;
	case STEP_ATTACH:
	case STEP_REATTACH:
		w->plugged[there ? PLAN_DESTINATION : PLAN_SOURCE] = true;
		break;
	default: /* adopt, readopt, abandon */
		w->on_vf = true;
		w->asked = false;
	}
}

static void
fail(struct world *w)
{
	enum outcome outcome = w->history.step == STEP_CHECK     ? OUTCOME_NO_LIBRARY
	                       : w->history.step == STEP_PREPARE ? OUTCOME_REFUSED
	                                                         : OUTCOME_OK;

	w->asked &= w->history.step != STEP_PREPARE;
	w->copying &= w->history.step != STEP_MIGRATE;
	plan_failed(&w->history, outcome != OUTCOME_OK, outcome, NOW);
}

/* The plan's own moves until it waits or ends. */
static struct plan_decision
run(struct world *w)
{
	struct plan_decision decision;

	do {
		struct plan_seen seen = look(w);

		decision = plan_next(&w->wish, &seen, &w->history, NOW);
		plan_apply(&decision, &seen, &w->wish, &w->history, NOW);
		if (decision.kind == PLAN_DO) {
			w->asked |= decision.step == STEP_PREPARE;
			w->copying |= decision.step == STEP_MIGRATE;
			if (decision.step == STEP_MIGRATE)
				w->domain[PLAN_DESTINATION] = PLAN_PAUSED;
			return decision;
		}
	} while (decision.kind != PLAN_WAIT && decision.kind != PLAN_END);
	return decision;
}

static void
check_outcome(const struct world *w, enum outcome outcome)
{
	bool here = w->domain[PLAN_SOURCE] == PLAN_RUNNING,
	     there = w->domain[PLAN_DESTINATION] == PLAN_RUNNING;

	if (outcome == OUTCOME_OK)
		CU_ASSERT_FATAL(there && !here && w->on_vf);
	if (outcome == OUTCOME_THERE_ON_BACKUP)
		CU_ASSERT_FATAL(there && !here && !w->on_vf);
	if (outcome == OUTCOME_BACK_ON_VF)
		CU_ASSERT_FATAL(!there && w->on_vf);
	if (outcome == OUTCOME_BACK_ON_BACKUP)
		CU_ASSERT_FATAL(!there && !w->on_vf);
	if (outcome >= 10 && outcome < 30)
		CU_ASSERT_FATAL(here && w->plugged[PLAN_SOURCE] && w->on_vf && !w->gone);
	CU_ASSERT_FATAL(outcome != OUTCOME_ERROR);
}

/* Nothing happens any more, but that time passes and a copy comes to nothing in the end. */
static void
must_end(struct world w)
{
	for (unsigned int i = 0; i < ENDS_IN; i++) {
		struct plan_decision decision = run(&w);

		if (decision.kind == PLAN_END)
			return;
		if (decision.kind == PLAN_WAIT && decision.until_ms == UINT64_MAX) {
			if (!w.copying)
				break; /* only the checks wait for ever, and they have deadlines of their own
				        */
			w.copying = false;
		} else if (decision.kind == PLAN_WAIT) {
			pass(&w, decision.until_ms - NOW);
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

static void
stop(struct world *w)
{
	w->stop = true;
}

static void
hide_source(struct world *w)
{
	w->hidden[PLAN_SOURCE] = true;
	w->breaks++;
}

static void
hide_destination(struct world *w)
{
	w->hidden[PLAN_DESTINATION] = true;
	w->breaks++;
}

static void
show(struct world *w)
{
	w->hidden[0] = w->hidden[1] = false;
}

/* The guest moves although the copy was to be stopped. */
static void
move_late(struct world *w)
{
	w->copying = false;
	w->domain[PLAN_SOURCE] = PLAN_ABSENT;
	w->domain[PLAN_DESTINATION] = PLAN_RUNNING;
}

static void
leave_paused(struct world *w)
{
	w->copying = false;
	w->domain[PLAN_SOURCE] = PLAN_PAUSED;
	w->domain[PLAN_DESTINATION] = PLAN_ABSENT;
}

/* The guest obeys an unplug request long after it was made. */
static void
unplug_late(struct world *w)
{
	w->plugged[PLAN_SOURCE] = w->on_vf = false;
	w->gone = true;
}

static void
spread(struct world w)
{
	struct plan_decision decision = run(&w);

	if (decision.kind == PLAN_END) {
		check_outcome(&w, decision.outcome);
		return;
	}
	with(w, succeed);
	/* A step fails or succeeds, not both: a guest answers each request once. */
	if (!(w.history.step == STEP_CHECK && w.checked) && !(w.history.step == STEP_PREPARE && w.released))
		with(w, fail);
	if (decision.kind == PLAN_WAIT && decision.until_ms != UINT64_MAX) {
		struct world later = w;

		pass(&later, decision.until_ms - NOW);
		reach(&later);
	}
	if (!w.checked)
		return;
	with(w, stop);
	with(w, show);
	if (w.breaks < 1) {
		with(w, hide_source);
		with(w, hide_destination);
	}
	if (w.copying) {
		with(w, move_late);
		with(w, leave_paused);
	}
	if (w.released && w.plugged[PLAN_SOURCE] && !w.gone)
		with(w, unplug_late);
}

static void
every_state_leads_to_an_end(void)
{
	struct world first;

	queue = calloc(TABLE / 2, sizeof(*queue));
	table = calloc(TABLE, sizeof(*table));
	CU_ASSERT_FATAL(queue && table);
	memset(&first, 0, sizeof(first));
	first.wish.host = PLAN_DESTINATION;
	first.domain[PLAN_SOURCE] = PLAN_RUNNING;
	first.domain[PLAN_DESTINATION] = PLAN_ABSENT;
	first.plugged[PLAN_SOURCE] = first.on_vf = true;
	count = 0;
	reach(&first);
	for (unsigned int i = 0; i < count; i++) {
		must_end(queue[i]);
		spread(queue[i]);
	}
	printf("(%u states) ", count);
	CU_ASSERT(count > 1000 && count < TABLE / 2);
	free(queue);
	free(table);
}

static const struct unit_test tests[] = {
        {"every state leads to an end, and its outcome is true", every_state_leads_to_an_end},
};

UNIT_MAIN("explore", tests)
