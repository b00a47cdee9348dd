/* SPDX-License-Identifier: BSD-3-Clause */
/* test_crossing_log.c: what a crossing tells whoever keeps a record of it, and limits other than the steps
 * table's. */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "cross.h"
#include "steps.h"
#include "tests/unit.h"

static char told[512];
static bool refuses;

static int
begin(void *arg, const char *uuid, const char *name, struct err *why)
{
	size_t used = strlen(told);

	CU_ASSERT_PTR_EQUAL(arg, told);
	CU_ASSERT_EQUAL(fake.prepares, 0);
	CU_ASSERT(uuid[0] != '\0');
	(void)snprintf(told + used, sizeof(told) - used, "begin %s ", name);
	return refuses ? err_set(why, -ENOSPC, "the disk is full") : 0;
}

static void
step(void *arg, enum plan_step which, unsigned int attempt)
{
	size_t used = strlen(told);

	(void)arg;
	(void)snprintf(told + used, sizeof(told) - used, "%s %u ", step_of(which)->name, attempt);
}

static void
turned(void *arg, enum plan_host host)
{
	size_t used = strlen(told);

	(void)arg;
	(void)snprintf(told + used, sizeof(told) - used, "turned %d ", (int)host);
}

static const struct crossing_log keeper = {begin, step, turned};

static enum outcome
cross_told(uint64_t faults, const struct plan_limits *limits)
{
	const struct crossing_wish wish = {.live = true, .log = &keeper, .log_arg = told, .limits = limits};

	told[0] = '\0';
	return cross(faults, 1, &wish);
}

static void
each_attempt_is_told_before_it_is_made(void)
{
	CU_ASSERT_EQUAL(cross_told(0, NULL), OUTCOME_OK);
	CU_ASSERT_STRING_EQUAL(told,
	                       "check 1 begin vnf prepare 1 detach 1 migrate 1 arrive 1 attach 1 adopt 1 ");
	CU_ASSERT_EQUAL(cross_told(F(ATTACH_FAILS_ONCE), NULL), OUTCOME_OK);
	CU_ASSERT_PTR_NOT_NULL(strstr(told, "attach 1 attach 2 adopt 1 "));
	CU_ASSERT_EQUAL(cross_told(F(MIGRATE_FAILS), NULL), OUTCOME_BACK_ON_VF);
	CU_ASSERT_PTR_NOT_NULL(strstr(told, "migrate 1 turned 0 reattach 1 readopt 1 "));
	CU_ASSERT_EQUAL(cross_told(F(NO_CHANNEL), NULL), OUTCOME_NO_CHANNEL);
	CU_ASSERT_STRING_EQUAL(told, "check 1 ");
}

static void
without_a_record_nothing_changes(void)
{
	refuses = true;
	CU_ASSERT_EQUAL(cross_told(0, NULL), OUTCOME_ERROR);
	refuses = false;
	CU_ASSERT_STRING_EQUAL(told, "check 1 begin vnf ");
	CU_ASSERT_PTR_NOT_NULL(strstr(err.text, "the disk is full"));
	CU_ASSERT_EQUAL(fake.prepares + fake.aways, 0);
	CU_ASSERT(fake.pairs[0].plugged[HOST_SOURCE]);
}

static void
limits_replace_the_tables(void)
{
	static const struct plan_limits limits = {.timeout_ms = {[STEP_DETACH] = 700, [STEP_MIGRATE] = 1},
	                                          .attempts = {[STEP_DETACH] = 2}};
	uint64_t before;

	CU_ASSERT_EQUAL(cross_told(F(DETACH_NEVER), NULL), OUTCOME_BACK_ON_VF);
	CU_ASSERT_EQUAL(fake.pairs[0].detaches, step_of(STEP_DETACH)->attempts);
	before = report.marks.end - report.marks.start;
	CU_ASSERT_EQUAL(cross_told(F(DETACH_NEVER), &limits), OUTCOME_BACK_ON_VF);
	CU_ASSERT_EQUAL(fake.pairs[0].detaches, 2);
	CU_ASSERT(report.marks.end - report.marks.start < before / 10);
	CU_ASSERT_PTR_NOT_NULL(strstr(err.text, "within 1 s"));
	/* The copy takes its time: it has no deadline to be replaced. */
	CU_ASSERT_EQUAL(cross_told(0, &limits), OUTCOME_OK);
}

static const struct unit_test tests[] = {
        {"each attempt is told before it is made", each_attempt_is_told_before_it_is_made},
        {"without a record nothing changes", without_a_record_nothing_changes},
        {"limits replace the table's", limits_replace_the_tables},
};

UNIT_MAIN("crossing_log", tests)
