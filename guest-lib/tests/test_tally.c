/* SPDX-License-Identifier: BSD-3-Clause */
/* test_tally.c: counters that only grow, over devices that come and go and PMDs that begin anew. Neighbour:
 * test_pair.c counts real packets. */
#include "tally.h"
#include "tests/unit.h"

static void
count(struct tally *tally, uint64_t received, uint64_t sent)
{
	tally_count(tally, &(struct rte_eth_stats){.ipackets = received, .opackets = sent});
}

static void
pmd_that_begins_anew_adds(void)
{
	struct tally tally = {0};

	count(&tally, 10, 1);
	count(&tally, 12, 2);
	count(&tally, 3, 0);
	CU_ASSERT_EQUAL(tally_given(&tally), 15);
	CU_ASSERT_EQUAL(tally.sum.opackets, 2);
}

/* What is flushed is dropped at once and counted later, or never when its device is dead by then. */
static void
given_never_falls(void)
{
	struct tally tally = {0};

	count(&tally, 10, 0);
	CU_ASSERT_EQUAL(tally_given(&tally), 10);
	tally.dropped = 4;
	CU_ASSERT_EQUAL(tally_given(&tally), 10);
	count(&tally, 13, 0);
	CU_ASSERT_EQUAL(tally_given(&tally), 10);
	count(&tally, 20, 0);
	CU_ASSERT_EQUAL(tally_given(&tally), 16);
	tally.dropped = 30;
	CU_ASSERT_EQUAL(tally_given(&tally), 16);
}

static void
devices_add_up_in_their_role(void)
{
	struct tally role = {0}, away = {0};

	count(&role, 10, 5);
	CU_ASSERT_EQUAL(tally_given(&role), 10);
	tally_hand_over(&role, &away);
	CU_ASSERT_EQUAL(tally_given(&role), 10);
	count(&away, 12, 6);
	tally_add(&away, &role);
	CU_ASSERT_EQUAL(tally_given(&role), 12);
	CU_ASSERT_EQUAL(role.sum.opackets, 6);

	/* The next device begins at zero. */
	count(&role, 3, 1);
	CU_ASSERT_EQUAL(tally_given(&role), 15);
	CU_ASSERT_EQUAL(role.sum.opackets, 7);
}

static const struct unit_test tests[] = {
        {"a PMD that begins anew adds to the sum", pmd_that_begins_anew_adds},
        {"what was told as given never falls", given_never_falls},
        {"devices add up in their role", devices_add_up_in_their_role},
};

UNIT_MAIN("tally", tests)
