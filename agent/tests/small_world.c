/* SPDX-License-Identifier: BSD-3-Clause */
/* small_world.c: see small_world.h. */
#include "small_world.h"

#include "steps.h"

struct plan_seen
world_look(const struct world *w)
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
	        .pending = w->pending,
	        .checked = w->checked,
	        .released = w->released,
	        .announced = w->announced,
	        .copying = w->copying,
	        .cut = w->cut,
	        .stop = w->stop,
	};
}

/* Moves the state's clock back to WORLD_NOW after ms have passed. */
void
world_pass(struct world *w, uint64_t ms)
{
	uint64_t *const times[] = {&w->history.begun_ms, &w->history.failed_ms, &w->history.unknown_ms,
	                           &w->history.moved_ms};

	for (unsigned int i = 0; i < sizeof(times) / sizeof(times[0]); i++)
		if (*times[i])
			*times[i] = *times[i] > ms ? *times[i] - ms : 1;
}

/* What the current step was after comes true. */
void
world_succeed(struct world *w)
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

void
world_fail(struct world *w)
{
	enum outcome outcome = w->history.step == STEP_CHECK     ? OUTCOME_NO_LIBRARY
	                       : w->history.step == STEP_PREPARE ? OUTCOME_REFUSED
	                                                         : OUTCOME_OK;

	w->asked &= w->history.step != STEP_PREPARE;
	w->copying &= w->history.step != STEP_MIGRATE;
	plan_failed(&w->history, outcome != OUTCOME_OK, outcome, WORLD_NOW);
}

/* An attempt to plug in fails, and there is another VF. */
void
world_fail_instead(struct world *w)
{
	world_fail(w);
	plan_instead(&w->history);
}

void
world_call(struct world *w)
{
	w->pending = true;
}

void
world_return(struct world *w)
{
	w->pending = false;
}

/* One pair has moved when another one refuses. */
void
world_refuse_half(struct world *w)
{
	w->on_vf = false;
	plan_failed(&w->history, true, OUTCOME_REFUSED, WORLD_NOW);
}

/* The plan's own moves until it waits or ends. */
struct plan_decision
world_run(struct world *w)
{
	struct plan_decision decision;
	enum plan_step before = w->history.step;

	do {
		struct plan_seen seen = world_look(w);

		decision = plan_next(&w->wish, &seen, &w->history, WORLD_NOW);
		plan_apply(&decision, &seen, &w->wish, &w->history, WORLD_NOW);
		if (decision.kind == PLAN_DO) {
			/* One of an earlier step is no longer waited for. */
			w->pending &= decision.step == before;
			w->asked |= decision.step == STEP_PREPARE;
			w->copying |= decision.step == STEP_MIGRATE;
			if (decision.step == STEP_MIGRATE)
				w->domain[PLAN_DESTINATION] = PLAN_PAUSED;
			return decision;
		}
	} while (decision.kind != PLAN_WAIT && decision.kind != PLAN_END);
	return decision;
}

void
world_stop(struct world *w)
{
	w->stop = true;
}

void
world_hide_source(struct world *w)
{
	w->hidden[PLAN_SOURCE] = true;
	w->breaks++;
}

void
world_hide_destination(struct world *w)
{
	w->hidden[PLAN_DESTINATION] = true;
	w->breaks++;
}

/* The destination stays hidden for long. */
void
world_cut(struct world *w)
{
	w->cut = w->hidden[PLAN_DESTINATION];
}

void
world_show(struct world *w)
{
	w->hidden[0] = w->hidden[1] = w->cut = false;
}

/* The guest moves although the copy was to be stopped. */
void
world_move_late(struct world *w)
{
	w->copying = false;
	w->domain[PLAN_SOURCE] = PLAN_ABSENT;
	w->domain[PLAN_DESTINATION] = PLAN_RUNNING;
}

/* Somebody else migrates it. */
void
world_taken(struct world *w)
{
	w->domain[PLAN_SOURCE] = PLAN_ABSENT;
}

void
world_leave_paused(struct world *w)
{
	w->copying = false;
	w->domain[PLAN_SOURCE] = PLAN_PAUSED;
	w->domain[PLAN_DESTINATION] = PLAN_ABSENT;
}

/* The guest obeys an unplug request long after it was made. */
void
world_unplug_late(struct world *w)
{
	w->plugged[PLAN_SOURCE] = w->on_vf = false;
	w->gone = true;
}
