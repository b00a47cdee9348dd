/* SPDX-License-Identifier: BSD-3-Clause */
/* test_fleet_found.c: what befalls a guest beside its crossings: the operator drops it, a restart finds it.
 */
#include <errno.h>

#include "fleet_sample.h"
#include "tests/unit.h"

#define GUEST (sample->guests[0])

static unsigned int far; /* hosts */

/* One guest, and two hosts that may take it. */
static void
one_guest(void)
{
	sample_fleet(0, 0, 1, 3);
	sample_host("test:///right", FLEET_UNKNOWN, -1);
	far = sample_host("test:///far", FLEET_UNKNOWN, -1);
	sample_guest("g", GIB, 0);
}

static void
dropped_ends_at_home(void)
{
	one_guest();
	fleet_drop(sample, 0, "the operator said so");
	CU_ASSERT_EQUAL(GUEST.state, FLEET_GIVEN_UP);
	CU_ASSERT_STRING_EQUAL(GUEST.message, "the operator said so");
	one_guest();
	sample_start(0);
	fleet_drop(sample, 0, "the operator said so");
	CU_ASSERT_EQUAL(sample_waits(0), FLEET_NEVER);
	fleet_ended(sample, 0, OUTCOME_BACK_ON_VF, "stopped", 5);
	CU_ASSERT_EQUAL(GUEST.state, FLEET_GIVEN_UP);
	CU_ASSERT_STRING_EQUAL(GUEST.message, "stopped");
	one_guest();
	sample_start(0);
	fleet_drop(sample, 0, "the operator said so");
	fleet_ended(sample, 0, OUTCOME_OK, NULL, 5);
	CU_ASSERT_EQUAL(GUEST.state, FLEET_ARRIVED);
}

/* After a restart: a guest that is there already is not moved again. */
static void
found_again(void)
{
	one_guest();
	sample->hosts[far].memory = 4 * GIB;
	sample_start(0);
	CU_ASSERT_EQUAL(fleet_found(sample, 0, far), 0);
	CU_ASSERT_EQUAL(GUEST.state, FLEET_ARRIVED);
	CU_ASSERT_EQUAL(GUEST.to, far);
	CU_ASSERT_EQUAL(sample->hosts[far].memory, 3 * GIB);
	CU_ASSERT_TRUE(sample_is_done(0));
	CU_ASSERT_EQUAL(fleet_found(sample, 0, 0), 0);
	CU_ASSERT_EQUAL(GUEST.state, FLEET_ARRIVED);
	one_guest();
	sample->hosts[0].takes = true;
	sample->hosts[far].takes = false;
	sample_start(0);
	CU_ASSERT_EQUAL(fleet_found(sample, 0, 0), 0);
	CU_ASSERT_EQUAL(GUEST.state, FLEET_WAITING);
	CU_ASSERT_EQUAL(fleet_found(sample, 0, far), 0);
	CU_ASSERT_EQUAL(GUEST.state, FLEET_WAITING);
	CU_ASSERT_EQUAL(GUEST.from, far);
	CU_ASSERT_EQUAL(fleet_found(sample, 0, FLEET_NOWHERE), 0);
	CU_ASSERT_EQUAL(GUEST.state, FLEET_GONE);
	CU_ASSERT_EQUAL(fleet_found(sample, 0, 3), -EINVAL);
	CU_ASSERT_EQUAL(fleet_found(sample, 1, 0), -EINVAL);
	fleet_free(sample);
	sample = NULL;
}

static const struct unit_test tests[] = {
        {"a dropped guest ends at home", dropped_ends_at_home},
        {"a guest is found again", found_again},
};

UNIT_MAIN("fleet found", tests)
