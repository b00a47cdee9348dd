/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * steps.h: the table of what a crossing consists of. Neighbours: plan.c reads limits and meaning of failures,
 * crossing.c calls step_start(); checks.c, steps_guest.c and steps_host.c hold the functions behind it.
 */
#ifndef VFERRY_STEPS_H
#define VFERRY_STEPS_H

#include <stdint.h>

#include "err.h"
#include "plan.h"

struct crossing;

/* What it means that a step's attempts are used up. */
enum step_failure {
	STEP_ENDS,   /* the crossing ends; nothing was changed */
	STEP_TURNS,  /* back to the source */
	STEP_PASSES, /* the crossing goes on without it and says so at its end */
};

#define STEP_NONE STEP_NUM

struct step {
	const char *name;    /* as in reports */
	enum plan_host host; /* on which it acts */
	enum plan_step undo; /* STEP_NONE: needs none */
	const char *no_undo; /* why; NULL when there is one */
	uint32_t timeout_ms; /* of one attempt; 0: as long as it is under way */
	unsigned int attempts;
	uint32_t backoff_ms; /* before the second attempt; doubles with each, up to 8 s */
	enum step_failure failure;
	const char *expired; /* what a person is told when an attempt came to nothing */
};

/* Never NULL for a step below STEP_NUM. */
const struct step *step_of(enum plan_step step);

/* Of one attempt, as these limits (NULL: none) and the table say. A step whose attempts have no deadline is
 * given none. */
uint32_t step_timeout_ms(enum plan_step step, const struct plan_limits *limits);
unsigned int step_attempts(enum plan_step step, const struct plan_limits *limits);

/*
 * Begins one attempt and returns at once (check: within its own deadlines); what comes of it is observed. 0,
 * or negative errno with *err when it failed at once.
 */
int step_start(enum plan_step step, struct crossing *crossing, struct err *err);

/* The functions behind it, each of a step or two. */
int step_check(struct crossing *crossing, struct err *err);
int step_prepare(struct crossing *crossing, struct err *err);
int step_detach(struct crossing *crossing, struct err *err);
int step_migrate(struct crossing *crossing, struct err *err);
int step_arrive(struct crossing *crossing, struct err *err);
int step_attach(struct crossing *crossing, struct err *err);
int step_adopt(struct crossing *crossing, struct err *err);
int step_stop(struct crossing *crossing, struct err *err);
int step_abandon(struct crossing *crossing, struct err *err);

#endif
