/* SPDX-License-Identifier: BSD-3-Clause */
/* test_fleet_plan.c: the dry run. test_fleet_any.c compares it with what comes true. */
#include <stdlib.h>

#include "fleet_sample.h"
#include "tests/unit.h"

/* Two at a time, the biggest first; who does not cross comes last, with the reason. */
static void
plan_is_a_table(void)
{
	struct fleet_planned *rows = NULL;
	unsigned int right, far;

	sample_fleet(2, 3, 1, 0);
	right = sample_host("test:///right", 10 * GIB, -1);
	far = sample_host("test:///far", 5 * GIB, -1);
	sample_guest("huge", 99 * GIB, 0);
	sample_guest("small", GIB, 0);
	sample_guest("big", 8 * GIB, 0);
	sample_guest("middle", 4 * GIB, 0);
	sample_guest("gone", GIB, 0);
	sample->guests[4].state = FLEET_GONE;
	sample->others = 2;
	sample->hosts[right].others = 3;
	CU_ASSERT_EQUAL_FATAL(fleet_plan(sample, 0, &rows, NULL), 4);
	CU_ASSERT_EQUAL(rows[0].guest, 2);
	CU_ASSERT_EQUAL(rows[0].host, right);
	CU_ASSERT_EQUAL(rows[1].guest, 3);
	CU_ASSERT_EQUAL(rows[1].host, far);
	CU_ASSERT_EQUAL(rows[2].guest, 1);
	CU_ASSERT_EQUAL(rows[2].host, far);
	CU_ASSERT_EQUAL(rows[2].order, 3);
	CU_ASSERT_EQUAL(rows[3].host, FLEET_NOWHERE);
	CU_ASSERT_EQUAL(rows[3].order, 0);
	CU_ASSERT_STRING_EQUAL(rows[3].why, "no host has room: it needs 101376 MiB of memory");
	CU_ASSERT_EQUAL(fleet_count(sample, FLEET_WAITING), 4);
	free(rows);
}

/* What runs when the plan is asked for comes first, and keeps its place. */
static void
plan_goes_on_from_now(void)
{
	struct fleet_planned *rows = NULL;
	unsigned int right, far;

	sample_fleet(1, 0, 0, 0);
	right = sample_host("test:///right", FLEET_UNKNOWN, -1);
	far = sample_host("test:///far", FLEET_UNKNOWN, -1);
	sample_guest("a", GIB, 0);
	sample_guest("b", 2 * GIB, 0);
	fleet_started(sample, 0, far);
	CU_ASSERT_EQUAL_FATAL(fleet_plan(sample, 0, &rows, NULL), 2);
	CU_ASSERT_EQUAL(rows[0].guest, 0);
	CU_ASSERT_EQUAL(rows[0].host, far);
	CU_ASSERT_EQUAL(rows[1].guest, 1);
	CU_ASSERT_EQUAL(rows[1].host, right);
	free(rows);
	fleet_free(sample);
	sample = NULL;
}

static const struct unit_test tests[] = {
        {"a plan is a table", plan_is_a_table},
        {"a plan goes on from now", plan_goes_on_from_now},
};

UNIT_MAIN("fleet plan", tests)
