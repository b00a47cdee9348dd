/* SPDX-License-Identifier: BSD-3-Clause */
/* test_crossing_packets.c: what the report of a whole crossing says of packets. The guest of fake_guest.c
 * receives ten over the VF before each of its answers, or a thousand over the backup. */
#include "cross.h"
#include "tests/unit.h"

struct told {
	uint64_t source_vf, backup, destination_vf; /* answers during which they carried the traffic */
};

static void
check_pair(unsigned int i, struct told told)
{
	const struct packets_by_path *is = &report.pairs[i].packets;

	CU_ASSERT_TRUE(report.pairs[i].has_packets);
	CU_ASSERT_EQUAL(is->source_vf.received, told.source_vf * 10);
	CU_ASSERT_EQUAL(is->source_vf.sent, told.source_vf * 9);
	CU_ASSERT_EQUAL(is->backup.received, told.backup * 1000);
	CU_ASSERT_EQUAL(is->backup.sent, told.backup * 999);
	CU_ASSERT_EQUAL(is->destination_vf.received, told.destination_vf * 10);
	CU_ASSERT_EQUAL(is->destination_vf.sent, told.destination_vf * 9);
}

/* hello; released | hello, announced, active | status */
static void
each_path_has_its_own(void)
{
	CU_ASSERT_EQUAL(cross(0, 2, NULL), OUTCOME_OK);
	check_pair(0, (struct told){1, 3, 1});
	check_pair(1, (struct told){1, 3, 1});
	CU_ASSERT_EQUAL(fake.statuses, 1);
}

/* hello; released | hello, announced, status */
static void
arrived_on_the_backup(void)
{
	CU_ASSERT_EQUAL(cross(F(ATTACH_FAILS_THERE), 1, NULL), OUTCOME_THERE_ON_BACKUP);
	check_pair(0, (struct told){1, 3, 0});
}

/* hello; released | active | status */
static void
back_on_the_sources_vf(void)
{
	CU_ASSERT_EQUAL(cross(F(MIGRATE_FAILS), 1, NULL), OUTCOME_BACK_ON_VF);
	check_pair(0, (struct told){2, 1, 0});
}

/* hello; refused, status. Nothing has changed but what came meanwhile. */
static void
refused_at_once(void)
{
	CU_ASSERT_EQUAL(cross(F(PREPARE_REFUSED), 1, NULL), OUTCOME_REFUSED);
	check_pair(0, (struct told){1, 0, 0});
}

/* hello, of the first pair an event; refused, active | status. Events do not tell of packets. */
static void
half_refused(void)
{
	CU_ASSERT_EQUAL(cross(F(PREPARE_HALF_REFUSED), 2, NULL), OUTCOME_REFUSED);
	check_pair(0, (struct told){1, 1, 0});
	check_pair(1, (struct told){2, 0, 0});
}

/* The stream ended, and nothing but the last question wants another one: hello; released | hello, status */
static void
link_is_opened_for_it(void)
{
	CU_ASSERT_EQUAL(cross(F(LINK_ENDS_IN_COPY) | F(MIGRATE_FAILS) | F(ATTACH_FAILS), 1, NULL),
	                OUTCOME_BACK_ON_BACKUP);
	check_pair(0, (struct told){1, 2, 0});
}

/* hello; released, hello, announced, active | status */
static void
begins_on_the_backup(void)
{
	static const struct fake_hosts hosts = {.on_backup = true};

	CU_ASSERT_EQUAL(cross_on(&hosts, 0, 1, NULL), OUTCOME_OK);
	check_pair(0, (struct told){0, 4, 1});
}

static void
library_that_does_not_count(void)
{
	CU_ASSERT_EQUAL(cross(F(NO_PACKETS), 1, NULL), OUTCOME_OK);
	CU_ASSERT_FALSE(report.pairs[0].has_packets);
	CU_ASSERT_EQUAL(fake.statuses, 0);
}

static void
application_that_starts_anew(void)
{
	CU_ASSERT_EQUAL(cross(F(STARTS_ANEW), 1, NULL), OUTCOME_OK);
	CU_ASSERT_FALSE(report.pairs[0].has_packets);
}

/* Who has not answered before is not waited for again; nor is anybody when the checks have failed. */
static void
nobody_there_to_ask(void)
{
	CU_ASSERT_EQUAL(cross(F(PREPARE_HANGS), 1, NULL), OUTCOME_BACK_ON_VF);
	CU_ASSERT_FALSE(report.pairs[0].has_packets);
	CU_ASSERT_EQUAL(fake.statuses, 0);
	CU_ASSERT_EQUAL(cross(F(GUEST_LOST), 1, NULL), OUTCOME_LOST);
	CU_ASSERT_EQUAL(fake.now_us, report.marks.end);
	CU_ASSERT_FALSE(report.pairs[0].has_packets);
	CU_ASSERT_EQUAL(fake.statuses, 0);
	CU_ASSERT_EQUAL(cross(F(UNKNOWN_PAIR), 1, NULL), OUTCOME_NO_PAIR);
	CU_ASSERT_FALSE(report.pairs[0].has_packets);
	CU_ASSERT_EQUAL(fake.statuses, 0);
}

/* A user who has stopped it hears of the packets all the same. */
static void
stopped_by_the_user(void)
{
	CU_ASSERT_EQUAL(cross(F(STOP_IN_COPY), 1, NULL), OUTCOME_BACK_ON_VF);
	CU_ASSERT_TRUE(report.pairs[0].has_packets);
	CU_ASSERT_EQUAL(report.pairs[0].packets.destination_vf.received, 0);
}

static const struct unit_test tests[] = {
        {"each path has its own packets", each_path_has_its_own},
        {"arrived on the backup", arrived_on_the_backup},
        {"back on the source's VF", back_on_the_sources_vf},
        {"refused at once", refused_at_once},
        {"half refused", half_refused},
        {"the link is opened for it", link_is_opened_for_it},
        {"begins on the backup", begins_on_the_backup},
        {"a library that does not count", library_that_does_not_count},
        {"an application that starts anew", application_that_starts_anew},
        {"nobody is there to ask", nobody_there_to_ask},
        {"stopped by the user", stopped_by_the_user},
};

UNIT_MAIN("crossing packets", tests)
