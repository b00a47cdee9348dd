/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * test_crossing_away.c: guests that are taken from their VFs for somebody else to migrate, and brought home
 * from wherever they were left. Neighbour: test_crossing.c has the crossings that do both.
 */
#include <string.h>

#include "awayxml.h"
#include "cross_vfs.h"
#include "sample_host.h"
#include "tests/unit.h"

static const struct crossing_wish prepare = {.kind = CROSSING_PREPARE, .prepare_s = 300},
                                  restore = {.kind = CROSSING_RESTORE}, migrate = {.live = true};

static bool
is_at_home(void)
{
	for (unsigned int i = 0; i < fake.npairs; i++)
		if (!fake.pairs[i].plugged[HOST_SOURCE] || fake.pairs[i].path != WIRE_PATH_VF)
			return false;
	return fake.away[0] == '\0';
}

static bool
is_away(void)
{
	for (unsigned int i = 0; i < fake.npairs; i++)
		if (fake.pairs[i].plugged[HOST_SOURCE] || fake.pairs[i].path != WIRE_PATH_BACKUP)
			return false;
	return strstr(fake.away, AWAYXML_URI) != NULL;
}

static void
there_and_back(void)
{
	for (unsigned int pairs = 1; pairs <= FAKE_PAIRS_MAX; pairs++) {
		CU_ASSERT_EQUAL(cross(0, pairs, &prepare), OUTCOME_OK);
		CU_ASSERT(is_away());
		CU_ASSERT(strstr(fake.away, "left=\"left\" until=\"") != NULL);
		CU_ASSERT_EQUAL(cross_again(&restore), OUTCOME_OK);
		CU_ASSERT(is_at_home());
		CU_ASSERT_EQUAL(fake.aways, 2);
		CU_ASSERT_EQUAL(fake.tasks, 0);
	}
}

/* Whoever drove it died between the guest's answer and the VF's leaving, or after it had come back. */
static void
a_vf_that_is_plugged_in_is_taken(void)
{
	CU_ASSERT_EQUAL(cross(0, 2, &prepare), OUTCOME_OK);
	fake.pairs[0].plugged[HOST_SOURCE] = fake.pairs[1].plugged[HOST_SOURCE] = true;
	fake.attaches = 0;
	CU_ASSERT_EQUAL(cross_again(&restore), OUTCOME_OK);
	CU_ASSERT(is_at_home());
	CU_ASSERT_EQUAL(fake.attaches, 0);

	CU_ASSERT_EQUAL(cross(0, 2, &prepare), OUTCOME_OK);
	fake.pairs[0].plugged[HOST_SOURCE] = true;
	fake.pairs[0].path = WIRE_PATH_VF;
	CU_ASSERT_EQUAL(cross_again(&restore), OUTCOME_OK);
	CU_ASSERT(is_at_home());
	CU_ASSERT_EQUAL(fake.attaches, 1);
}

/* Nothing but the note was left behind; or whoever drove it died when it had asked the guest, which is about
 * to let its VF go. */
static void
one_that_is_home_is_asked_to_stay(void)
{
	CU_ASSERT_EQUAL(cross(0, 1, &prepare), OUTCOME_OK);
	fake.pairs[0].plugged[HOST_SOURCE] = true;
	fake.pairs[0].path = WIRE_PATH_VF;
	CU_ASSERT_EQUAL(cross_again(&restore), OUTCOME_OK);
	CU_ASSERT(is_at_home());
	CU_ASSERT_EQUAL(fake.abandons, 1);
	CU_ASSERT_EQUAL(fake.attaches, 0);

	CU_ASSERT_EQUAL(cross(0, 1, &restore), OUTCOME_NO_PAIR);
	CU_ASSERT(strstr(err.text, "not away") != NULL);
	CU_ASSERT_EQUAL(err.code, -ENOENT);
}

/* On another host, whose VFs have other addresses: what is plugged in is one that is free there. */
static void
another_host_has_other_vfs(void)
{
	struct fake_hosts hosts = both(FAKE_HOSTDEV);

	CU_ASSERT_EQUAL(cross_on(&hosts, 0, 1, &prepare), OUTCOME_OK);
	CU_ASSERT(is_away());
	CU_ASSERT_EQUAL(cross_again(&restore), OUTCOME_OK);
	CU_ASSERT(is_at_home());
	CU_ASSERT_STRING_EQUAL(fake.pairs[0].host[HOST_SOURCE], V0);
}

/* And not that of a crossing, which says no time. */
static void
prepared_for_ever_says_so(void)
{
	static const struct crossing_wish for_ever = {.kind = CROSSING_PREPARE};

	CU_ASSERT_EQUAL(cross(0, 1, &for_ever), OUTCOME_OK);
	CU_ASSERT_PTR_NOT_NULL(strstr(fake.away, "until=\"253402300799\""));
}

static void
whoever_holds_the_link_drives(void)
{
	CU_ASSERT_EQUAL(cross(0, 1, &prepare), OUTCOME_OK);
	fake.faults = F(LINK_HELD);
	CU_ASSERT_EQUAL(cross_again(&restore), OUTCOME_BUSY);
	CU_ASSERT(is_away());
	/* Who only asks something lets it go soon. */
	fake.faults = 0;
	fake.hosts.held_until_us = fake.now_us + 3000000;
	CU_ASSERT_EQUAL(cross_again(&restore), OUTCOME_OK);
	CU_ASSERT(is_at_home());
}

/* What it says of itself is there as long as it is true, whichever way it ends. */
static void
the_note_is_true(void)
{
	static const uint64_t home[] = {0, F(MIGRATE_FAILS), F(PREPARE_REFUSED), F(DETACH_NEVER)},
	                      away[] = {F(ATTACH_FAILS_THERE), F(ADOPT_REFUSED),
	                                F(MIGRATE_FAILS) | F(ATTACH_FAILS)};

	for (unsigned int i = 0; i < sizeof(home) / sizeof(home[0]); i++) {
		(void)cross(home[i], 2, &migrate);
		CU_ASSERT_STRING_EQUAL(fake.away, "");
		CU_ASSERT_EQUAL(fake.aways, 2);
	}
	for (unsigned int i = 0; i < sizeof(away) / sizeof(away[0]); i++) {
		CU_ASSERT(cross(away[i], 2, &migrate) >= OUTCOME_BACK_ON_BACKUP);
		CU_ASSERT(strstr(fake.away, "<pair mac=\"52:54:00:00:00:02\">") != NULL);
	}
}

/* Without it nobody could bring the guest home: it does not leave. */
static void
without_the_note_nothing_changes(void)
{
	CU_ASSERT_EQUAL(cross(F(AWAY_FAILS), 1, &migrate), OUTCOME_BACK_ON_VF);
	CU_ASSERT(strstr(err.text, "metadata is full") != NULL);
	CU_ASSERT_EQUAL(fake.prepares, 0);
	CU_ASSERT(is_at_home());
}

static void
what_cannot_be_prepared_goes_back(void)
{
	CU_ASSERT_EQUAL(cross(F(PREPARE_REFUSED), 1, &prepare), OUTCOME_REFUSED);
	CU_ASSERT(is_at_home());
	CU_ASSERT_EQUAL(cross(F(DETACH_NEVER), 1, &prepare), OUTCOME_BACK_ON_VF);
	CU_ASSERT(is_at_home());
	CU_ASSERT_EQUAL(cross(F(STOP_EARLY) | F(DETACH_NEVER), 1, &prepare), OUTCOME_BACK_ON_VF);
	CU_ASSERT(is_at_home());
}

static void
a_host_without_vfs_is_tried_again(void)
{
	CU_ASSERT_EQUAL(cross(0, 1, &prepare), OUTCOME_OK);
	fake.faults = F(ATTACH_FAILS);
	CU_ASSERT_EQUAL(cross_again(&restore), OUTCOME_BACK_ON_BACKUP);
	CU_ASSERT(is_away());
	fake.faults = 0;
	CU_ASSERT_EQUAL(cross_again(&restore), OUTCOME_OK);
	CU_ASSERT(is_at_home());
}

static const struct unit_test tests[] = {
        {"prepared and brought home", there_and_back},
        {"a VF that is plugged in is taken", a_vf_that_is_plugged_in_is_taken},
        {"one that is home is asked to stay", one_that_is_home_is_asked_to_stay},
        {"another host has other VFs", another_host_has_other_vfs},
        {"prepared for ever says so", prepared_for_ever_says_so},
        {"whoever holds the link drives", whoever_holds_the_link_drives},
        {"the note is true", the_note_is_true},
        {"without the note nothing changes", without_the_note_nothing_changes},
        {"what cannot be prepared goes back", what_cannot_be_prepared_goes_back},
        {"a host without VFs is tried again", a_host_without_vfs_is_tried_again},
};

UNIT_MAIN("crossing_away", tests)
