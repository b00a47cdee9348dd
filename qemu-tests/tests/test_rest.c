/* SPDX-License-Identifier: BSD-3-Clause */
/* test_rest.c: when a guest is at rest after a crossing. */
#include <string.h>

#include "faults/rest.h"
#include "faults/trial.h"
#include "tests/unit.h"

static const struct rest stayed = {.on = 1, .nics = 2, .path = PROBE_A_VF};
static const struct rest arrived = {.on = 1, .there = true, .nics = 2, .path = PROBE_B_VF};

static bool
says(const struct rest *rest, bool lost, const char *words)
{
	char why[128];

	return !rest_is(rest, lost, why, sizeof(why)) && strstr(why, words) != NULL;
}

static void
at_rest(void)
{
	const struct rest lost = {.path = PROBE_PATHS};
	char why[128] = "x";

	CU_ASSERT(rest_is(&stayed, false, why, sizeof(why)));
	CU_ASSERT_STRING_EQUAL(why, "");
	CU_ASSERT(rest_is(&arrived, false, why, sizeof(why)));
	CU_ASSERT(rest_is(&lost, true, why, sizeof(why)));
}

static void
each_alone(void)
{
	struct rest r = stayed;

	r.on = 0;
	CU_ASSERT(says(&r, false, "neither"));
	r.on = 2;
	CU_ASSERT(says(&r, false, "both"));
	r = stayed, r.nics = 3;
	CU_ASSERT(says(&r, false, "twice"));
	r = stayed, r.nics = 1;
	CU_ASSERT(says(&r, false, "no VF"));
	r = stayed, r.path = PROBE_PATHS;
	CU_ASSERT(says(&r, false, "no traffic"));
	r = stayed, r.path = PROBE_A_BACKUP;
	CU_ASSERT(says(&r, false, "the VF of"));
	r = arrived, r.path = PROBE_A_VF;
	CU_ASSERT(says(&r, false, "the VF of"));
	r = stayed, r.away = true;
	CU_ASSERT(says(&r, false, "metadata"));
	r = stayed, r.journals = 1;
	CU_ASSERT(says(&r, false, "journal"));
	r = (struct rest){.journals = 1};
	CU_ASSERT(says(&r, true, "journal"));
	CU_ASSERT(says(&stayed, true, "runs"));
}

static void
names(void)
{
	struct trial trial, same;
	char name[64];

	for (unsigned int i = 0; i < AT_NUM * FAULT_NUM; i++) {
		trial = (struct trial){.step = i / FAULT_NUM, .fault = i % FAULT_NUM};
		trial_name(&trial, name, sizeof(name));
		CU_ASSERT(trial_find(name, &same));
		CU_ASSERT(same.step == trial.step && same.fault == trial.fault);
	}
	CU_ASSERT(!trial_find("detach/none", &trial));
}

static const struct unit_test tests[] = {
        {"at rest", at_rest},
        {"each alone", each_alone},
        {"names", names},
};

UNIT_MAIN("rest", tests)
