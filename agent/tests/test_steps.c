/* SPDX-License-Identifier: BSD-3-Clause */
/* test_steps.c: the promises of the table of steps. */
#include "steps.h"

#include "host_ops.h"
#include "tests/unit.h"

static void
every_step_has_an_undo_or_says_why_not(void)
{
	for (enum plan_step i = STEP_CHECK; i < STEP_NUM; i++) {
		const struct step *step = step_of(i);

		CU_ASSERT(step->name && step->name[0] && step->expired && step->expired[0]);
		CU_ASSERT((step->undo != STEP_NONE) != (step->no_undo != NULL));
		CU_ASSERT(step->attempts >= 1);
		/* A second attempt needs a deadline of the first and a pause before it. */
		CU_ASSERT(step->attempts == 1 || (step->timeout_ms && step->backoff_ms));
		/* What is undone on the source must turn there, or there would be no undo. */
		CU_ASSERT((step->failure == STEP_TURNS) == (step->undo != STEP_NONE));
		for (enum plan_step j = STEP_CHECK; j < i; j++)
			CU_ASSERT_STRING_NOT_EQUAL(step->name, step_of(j)->name);
	}
}

static void
hosts_answer_within_an_attempt(void)
{
	CU_ASSERT(HOST_INVENTORY_MS < step_of(STEP_ATTACH)->timeout_ms);
	CU_ASSERT(HOST_INVENTORY_MS < step_of(STEP_REATTACH)->timeout_ms);
}

static const struct unit_test tests[] = {
        {"every step has an undo or says why not", every_step_has_an_undo_or_says_why_not},
        {"hosts answer within an attempt", hosts_answer_within_an_attempt},
};

UNIT_MAIN("steps", tests)
