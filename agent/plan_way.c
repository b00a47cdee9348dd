/* SPDX-License-Identifier: BSD-3-Clause */
/* plan_way.c: see plan_way.h. */
#include "plan_way.h"

#include "steps.h"

enum plan_place
plan_place(const struct plan_seen *seen)
{
	enum plan_domain source = seen->domain[PLAN_SOURCE], destination = seen->domain[PLAN_DESTINATION];

	if (source == PLAN_RUNNING)
		return AT_SOURCE;
	if (destination == PLAN_RUNNING)
		return AT_DESTINATION;
	if (source == PLAN_PAUSED)
		return AT_SOURCE;
	if (source == PLAN_ABSENT && destination == PLAN_PAUSED)
		return AT_DESTINATION;
	return source == PLAN_ABSENT && destination == PLAN_ABSENT ? NOWHERE : UNSEEN;
}

static bool
is_passed(const struct plan_history *history, enum plan_step step)
{
	return history->passed & 1u << step;
}

/* Whether what is seen shows that step is done. Only asked where step makes sense. */
static bool
is_met(enum plan_step step, const struct plan_seen *seen)
{
	switch (step) {
	case STEP_CHECK:
		return seen->checked;
	case STEP_PREPARE:
		return seen->released;
	case STEP_DETACH:
		return seen->plugged[PLAN_SOURCE] == 0;
	case STEP_ARRIVE:
		return seen->announced;
	case STEP_ATTACH:
		return seen->plugged[PLAN_DESTINATION] == seen->pairs;
	case STEP_REATTACH:
		return seen->plugged[PLAN_SOURCE] == seen->pairs;
	case STEP_ADOPT:
	case STEP_READOPT:
		return seen->fresh == 0;
	case STEP_ABANDON:
		return seen->held == 0;
	case STEP_STOP:
		return !seen->copying && seen->domain[PLAN_SOURCE] == PLAN_RUNNING;
	default: /* STEP_MIGRATE: done is to be on the destination, where it is not asked for */
		return false;
	}
}

/* By what is wanted. */
static const enum plan_step leave[] = {STEP_CHECK, STEP_PREPARE, STEP_DETACH, STEP_MIGRATE, STEP_NONE},
                            arrive[] = {STEP_ARRIVE, STEP_ATTACH, STEP_ADOPT, STEP_NONE},
                            away[] = {STEP_CHECK, STEP_PREPARE, STEP_DETACH, STEP_NONE},
                            back[] = {STEP_CHECK,   STEP_STOP,    STEP_REATTACH,
                                      STEP_READOPT, STEP_ABANDON, STEP_NONE};

enum plan_step
plan_wanted(const struct plan_wish *wish, enum plan_place at, const struct plan_seen *seen,
            const struct plan_history *history)
{
	const enum plan_step *way = at == AT_DESTINATION ? arrive : leave;

	if (wish->host == PLAN_SOURCE)
		way = wish->away ? away : back;
	/* A copy that cannot be stopped leaves nothing to do: the devices are not to be touched under it. */
	if (wish->host == PLAN_SOURCE && seen->copying && is_passed(history, STEP_STOP))
		return STEP_NONE;
	while (*way != STEP_NONE && (is_passed(history, *way) || is_met(*way, seen)))
		way++;
	return *way;
}
