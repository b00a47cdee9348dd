/* SPDX-License-Identifier: BSD-3-Clause */
/* test_crossing_anew.c: crossings whose VF is chosen anew, as that of the checks is not to be had when it is
 * to be plugged in. */
#include <string.h>

#include "cross_vfs.h"
#include "sample_pf.h"
#include "tests/unit.h"

/* The copy took its time: another guest has V0, which was free in the checks. */
static void
looked_at_again_first(void)
{
	struct fake_hosts hosts = both(FAKE_HOSTDEV);

	hosts.later = takes_v0;
	CU_ASSERT_EQUAL(cross_on(&hosts, 0, 1, &must), OUTCOME_OK);
	CU_ASSERT_EQUAL(fake.tries, 1);
	CU_ASSERT_STRING_EQUAL(fake.tried[0], V1);
	CU_ASSERT_PTR_NOT_NULL_FATAL(step("attach"));
	CU_ASSERT_EQUAL(step("attach")->attempts, 1);
	/* What it said before holds where it does not answer. */
	hosts.answers = 1;
	CU_ASSERT_EQUAL(cross_on(&hosts, 0, 1, &must), OUTCOME_OK);
	CU_ASSERT_STRING_EQUAL(fake.tried[0], V0);
	CU_ASSERT_STRING_EQUAL(fake.tried[1], V1);
}

/* As when many guests come to one host at the same time. */
static void
more_than_a_step_has_attempts(void)
{
	static const char *const taken[] = {"0001:80:00.0", "0001:80:00.1", "0001:80:00.2", "0001:80:00.3",
	                                    "0001:80:00.4", "0001:80:00.5", "0001:80:00.6"};
	const char *const eight[] = {sample_pf(1, 8), NULL};
	struct fake_hosts hosts = both(FAKE_HOSTDEV);

	hosts.devices[HOST_SOURCE] = hosts.devices[HOST_DESTINATION] = eight;
	hosts.has[0] = taken[0];
	memcpy(hosts.broken, taken, sizeof(taken));
	CU_ASSERT_EQUAL(cross_on(&hosts, 0, 1, &must), OUTCOME_OK);
	CU_ASSERT_EQUAL(fake.tries, 8);
	CU_ASSERT_STRING_EQUAL(fake.pairs[0].host[HOST_DESTINATION], "0001:80:00.7");
}

static const struct unit_test tests[] = {
        {"looked at again first", looked_at_again_first},
        {"more than a step has attempts", more_than_a_step_has_attempts},
};

UNIT_MAIN("crossing, anew", tests)
