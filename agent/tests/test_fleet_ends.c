/* SPDX-License-Identifier: BSD-3-Clause */
/* test_fleet_ends.c: what follows from how a crossing ends: for its guest, and for the hosts. */
#include "fleet_sample.h"
#include "tests/unit.h"

#define GUEST (sample->guests[0])
#define BACK  ((uint64_t)FLEET_BACKOFF_MS)

static unsigned int right, far; /* hosts */

/* One guest, and two hosts that may take it. */
static void
one_guest(void)
{
	sample_fleet(0, 0, 1, 3);
	right = sample_host("test:///right", FLEET_UNKNOWN, -1);
	far = sample_host("test:///far", FLEET_UNKNOWN, -1);
	sample_guest("g", GIB, 0);
}

/* Guest 0 crosses to host, and it ends so. */
static void
crosses(unsigned int host, enum outcome outcome, uint64_t now_ms)
{
	CU_ASSERT_EQUAL(sample_start(now_ms), 0);
	CU_ASSERT_EQUAL(GUEST.to, host);
	CU_ASSERT_EQUAL(fleet_ended(sample, 0, outcome, "why", now_ms), 0);
}

static void
failed_is_tried_elsewhere_after_a_while(void)
{
	one_guest();
	crosses(right, OUTCOME_BACK_ON_VF, 100);
	CU_ASSERT_EQUAL(GUEST.state, FLEET_WAITING);
	CU_ASSERT_EQUAL(sample_waits(100), 100 + BACK);
	crosses(far, OUTCOME_BACK_ON_BACKUP, 100 + BACK);
	CU_ASSERT_EQUAL(sample_waits(100 + BACK), 100 + 3 * BACK);
	crosses(right, OUTCOME_ERROR, 100 + 3 * BACK);
	CU_ASSERT_EQUAL(GUEST.state, FLEET_GIVEN_UP);
	CU_ASSERT_EQUAL(GUEST.outcome, OUTCOME_ERROR);
	CU_ASSERT_STRING_EQUAL(GUEST.message, "why");
	CU_ASSERT_TRUE(sample_is_done(100 + 3 * BACK));
}

/* A busy host where it has not failed is worth waiting for. */
static void
failed_waits_for_another_host(void)
{
	one_guest();
	crosses(right, OUTCOME_BACK_ON_VF, 0);
	sample->hosts[far].others = 1;
	sample->limits.per_host = 1;
	CU_ASSERT_EQUAL(sample_waits(BACK), FLEET_NEVER);
	sample->hosts[far].others = 0;
	crosses(far, OUTCOME_OK, BACK);
}

/* But not one that cannot be reached. */
static void
failed_does_not_wait_for_one_that_is_away(void)
{
	one_guest();
	crosses(right, OUTCOME_DESTINATION_UNREACHABLE, 0);
	crosses(far, OUTCOME_BACK_ON_VF, 0);
	CU_ASSERT_EQUAL(sample->guests[0].failures, 1);
	sample->hosts[right].aside_ms = 2 * BACK;
	crosses(far, OUTCOME_OK, BACK);
}

static void
refused_is_tried_elsewhere_at_once(void)
{
	one_guest();
	crosses(right, OUTCOME_NO_VF, 0);
	crosses(far, OUTCOME_UNFIT_VF, 0);
	CU_ASSERT_EQUAL(GUEST.state, FLEET_GIVEN_UP);
	CU_ASSERT_EQUAL(GUEST.outcome, OUTCOME_UNFIT_VF);
	CU_ASSERT_EQUAL(GUEST.failures, 0);
	CU_ASSERT_EQUAL(sample->hosts[right].failed, 0);
}

/* The job that is in the way ends, and is in the way to every host. */
static void
busy_is_tried_again(void)
{
	one_guest();
	crosses(right, OUTCOME_BUSY, 0);
	CU_ASSERT_FALSE(GUEST.refused[right]);
	CU_ASSERT_EQUAL(sample->hosts[right].failed, 0);
	CU_ASSERT_EQUAL(sample_waits(0), BACK);
}

static void
gone_is_done(void)
{
	static const enum outcome outcomes[] = {OUTCOME_NO_DOMAIN, OUTCOME_NOT_RUNNING};

	for (unsigned int i = 0; i < 2; i++) {
		one_guest();
		crosses(right, outcomes[i], 0);
		CU_ASSERT_EQUAL(GUEST.state, FLEET_GONE);
		CU_ASSERT_TRUE(sample_is_done(0));
	}
}

static void
lost_is_left_alone(void)
{
	one_guest();
	crosses(right, OUTCOME_LOST, 0);
	CU_ASSERT_EQUAL(GUEST.state, FLEET_GIVEN_UP);
	CU_ASSERT_EQUAL(GUEST.outcome, OUTCOME_LOST);
	CU_ASSERT_TRUE(sample_is_done(0));
}

static void
host_out_of_reach_comes_back(void)
{
	one_guest();
	sample->hosts[far].takes = false;
	crosses(right, OUTCOME_DESTINATION_UNREACHABLE, 0);
	CU_ASSERT_EQUAL(sample_waits(0), BACK);
	crosses(right, OUTCOME_DESTINATION_UNREACHABLE, BACK);
	CU_ASSERT_EQUAL(sample_waits(BACK), 3 * BACK);
	CU_ASSERT_EQUAL(GUEST.failures, 0);
	crosses(right, OUTCOME_BACK_ON_VF, 3 * BACK);
	CU_ASSERT_EQUAL(sample->hosts[right].unreached, 0);
	crosses(right, OUTCOME_OK, 4 * BACK);
	CU_ASSERT_EQUAL(GUEST.state, FLEET_ARRIVED);
}

static void
host_out_of_reach_is_given_up_at_last(void)
{
	uint64_t now_ms = 0;

	one_guest();
	sample->hosts[far].takes = false;
	for (unsigned int i = 0; i < FLEET_REACH_TRIES; i++) {
		crosses(right, OUTCOME_DESTINATION_UNREACHABLE, now_ms);
		now_ms = sample->hosts[right].aside_ms;
	}
	CU_ASSERT_TRUE(sample->hosts[right].given_up);
	CU_ASSERT_TRUE(sample_is_done(now_ms));
	CU_ASSERT_EQUAL(GUEST.state, FLEET_GIVEN_UP);
	CU_ASSERT_STRING_EQUAL(GUEST.message, "why");
}

/* Four crossings that meet one absence are no four absences. */
static void
one_absence_counts_once(void)
{
	sample_fleet(0, 0, 0, 0);
	right = sample_host("test:///right", FLEET_UNKNOWN, -1);
	for (unsigned int i = 0; i < 4; i++)
		sample_guest("g", GIB, 0);
	for (unsigned int i = 0; i < 4; i++)
		sample_start(0);
	for (unsigned int i = 0; i < 4; i++)
		fleet_ended(sample, i, OUTCOME_DESTINATION_UNREACHABLE, NULL, i);
	CU_ASSERT_EQUAL(sample->hosts[right].unreached, 1);
	CU_ASSERT_EQUAL(sample_waits(4), BACK);
	CU_ASSERT_STRING_EQUAL(GUEST.message, outcome_text(OUTCOME_DESTINATION_UNREACHABLE));
}

/* Likewise of crossings that fail together; and one that arrives all the same shows that the host is well. */
static void
failures_at_once_count_once(void)
{
	sample_fleet(0, 0, 0, 0);
	right = sample_host("test:///right", FLEET_UNKNOWN, -1);
	for (unsigned int i = 0; i < 6; i++)
		sample_guest("g", GIB, 0);
	for (unsigned int i = 0; i < 5; i++)
		sample_start(0);
	for (unsigned int i = 0; i < 4; i++)
		fleet_ended(sample, i, OUTCOME_BACK_ON_VF, NULL, 0);
	CU_ASSERT_EQUAL(sample->hosts[right].failed, 2);
	CU_ASSERT_EQUAL(sample->hosts[right].aside_ms, BACK);
	CU_ASSERT_EQUAL(sample_waits(1), BACK);
	fleet_ended(sample, 4, OUTCOME_OK, NULL, 1);
	CU_ASSERT_EQUAL(sample_start(1), 5);
}

/* Of several hosts and guests that will be there again, the first is waited for. */
static void
wait_until_the_first_comes_back(void)
{
	one_guest();
	sample_guest("h", GIB, 0);
	sample->hosts[right].aside_ms = 300;
	sample->hosts[far].aside_ms = 200;
	CU_ASSERT_EQUAL(sample_waits(0), 200);
	sample->hosts[far].aside_ms = 400;
	CU_ASSERT_EQUAL(sample_waits(0), 300);
	sample->guests[0].not_before_ms = 350;
	CU_ASSERT_EQUAL(sample_waits(0), 300);
	sample->guests[1].not_before_ms = 360;
	CU_ASSERT_EQUAL(sample_waits(0), 350);
}

static void
source_out_of_reach(void)
{
	uint64_t now_ms = 0;

	one_guest();
	for (unsigned int i = 0; i < FLEET_REACH_TRIES; i++) {
		crosses(right, OUTCOME_SOURCE_UNREACHABLE, now_ms);
		CU_ASSERT_EQUAL(sample->hosts[right].unreached, 0);
		now_ms = sample->hosts[0].aside_ms;
	}
	CU_ASSERT_TRUE(sample_is_done(now_ms));
	CU_ASSERT_EQUAL(GUEST.outcome, OUTCOME_SOURCE_UNREACHABLE);
}

/* A host that fails guests is nobody's first choice, and is set aside when it does so twice in a row. */
static void
failing_host_comes_last(void)
{
	one_guest();
	sample->limits.per_link = 0;
	sample_guest("h", GIB, 0);
	crosses(right, OUTCOME_BACK_ON_VF, 0);
	CU_ASSERT_EQUAL(sample_start(0), 1);
	CU_ASSERT_EQUAL(sample->guests[1].to, far);
	CU_ASSERT_EQUAL(sample->hosts[right].aside_ms, 0);
	fleet_ended(sample, 1, OUTCOME_REFUSED, NULL, 0);
	CU_ASSERT_EQUAL(sample_start(0), 1);
	fleet_ended(sample, 1, OUTCOME_BACK_ON_VF, NULL, 0);
	CU_ASSERT_EQUAL(sample->hosts[right].aside_ms, BACK);
	CU_ASSERT_EQUAL(sample->hosts[right].failed, 2);
	crosses(far, OUTCOME_OK, BACK);
	CU_ASSERT_EQUAL(sample_start(BACK), 1);
	fleet_ended(sample, 1, OUTCOME_OK, NULL, BACK);
	CU_ASSERT_EQUAL(sample->hosts[right].failed, 0);
	fleet_free(sample);
	sample = NULL;
}

static const struct unit_test tests[] = {
        {"what failed is tried elsewhere after a while", failed_is_tried_elsewhere_after_a_while},
        {"what failed waits for another host", failed_waits_for_another_host},
        {"but for none that is away", failed_does_not_wait_for_one_that_is_away},
        {"what was refused is tried elsewhere at once", refused_is_tried_elsewhere_at_once},
        {"a busy guest is tried again", busy_is_tried_again},
        {"a guest that is gone is done", gone_is_done},
        {"a lost guest is left alone", lost_is_left_alone},
        {"a host out of reach comes back", host_out_of_reach_comes_back},
        {"a host out of reach is given up at last", host_out_of_reach_is_given_up_at_last},
        {"one absence counts once", one_absence_counts_once},
        {"failures at once count once", failures_at_once_count_once},
        {"the first that comes back is waited for", wait_until_the_first_comes_back},
        {"the source out of reach", source_out_of_reach},
        {"a failing host comes last", failing_host_comes_last},
};

UNIT_MAIN("fleet ends", tests)
