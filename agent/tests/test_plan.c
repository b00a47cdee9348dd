/* SPDX-License-Identifier: BSD-3-Clause */
/* test_plan.c: transcripts of plan.c on the way there. test_plan_back.c has the way back, test_explore.c
 * walks them all. */
#include "tests/unit.h"
#include "transcript.h"

static void
all_goes_well(void)
{
	on_the_backup_at_the_destination();
	vf_comes(STEP_ATTACH, PLAN_DESTINATION);
	guest_takes_it(STEP_ADOPT);
	expect_end(OUTCOME_OK);
}

static void
two_pairs_wait_for_both(void)
{
	begin(2);
	checks_pass();
	guest_releases();
	expect_do(STEP_DETACH);
	seen.plugged[PLAN_SOURCE] = 1;
	expect_wait(now + 5000);
	seen.plugged[PLAN_SOURCE] = 0;
	memory_moves();
	expect_do(STEP_ARRIVE);
	seen.announced = true;
	expect_do(STEP_ATTACH);
	seen.plugged[PLAN_DESTINATION] = seen.fresh = 1;
	expect_wait(now + 20000);
	seen.plugged[PLAN_DESTINATION] = seen.fresh = 2;
	guest_takes_it(STEP_ADOPT);
	expect_end(OUTCOME_OK);
}

static void
failed_check_changes_nothing(void)
{
	begin(1);
	expect_do(STEP_CHECK);
	fails(true, OUTCOME_NO_LIBRARY);
	expect_end(OUTCOME_NO_LIBRARY);
}

static void
detach_lost_once_still_crosses(void)
{
	begin(1);
	checks_pass();
	guest_releases();
	expect_do(STEP_DETACH);
	now += 5000;
	vf_leaves();
	expect_do(STEP_MIGRATE);
}

static void
failed_attempts_back_off(void)
{
	on_the_backup_at_the_destination();
	for (unsigned int i = 0; i < 4; i++) {
		expect_do(STEP_ATTACH);
		now += 10;
		fails(false, OUTCOME_OK);
		expect_wait(now + (1000u << i));
		now += 1000u << i;
	}
	expect_do(STEP_ATTACH);
	fails(false, OUTCOME_OK);
	expect_pass(STEP_ATTACH);
	expect_end(OUTCOME_THERE_ON_BACKUP);
}

static void
fails_with_another_to_try(void)
{
	fails(false, OUTCOME_OK);
	plan_instead(&history);
	expect_wait(now + 1000);
	now += 1000;
}

static void
attempts_of_another_vf_do_not_count(void)
{
	on_the_backup_at_the_destination();
	for (unsigned int i = 0; i < PLAN_REPLACED_MAX; i++) {
		expect_do(STEP_ATTACH);
		fails_with_another_to_try();
	}
	CU_ASSERT_EQUAL(history.attempts[STEP_ATTACH], 1);
	/* Nor is that without an end. */
	for (unsigned int i = 0; i < 5; i++) {
		expect_do(STEP_ATTACH);
		fails(false, OUTCOME_OK);
		plan_instead(&history);
		now += 8000;
	}
	expect_pass(STEP_ATTACH);
}

static void
another_vf_comes_after_the_last_attempt_too(void)
{
	on_the_backup_at_the_destination();
	for (unsigned int i = 0; i < 5; i++) {
		expect_do(STEP_ATTACH);
		fails(false, OUTCOME_OK);
		now += i < 4 ? 8000 : 0;
	}
	plan_instead(&history);
	expect_wait(now + 1000);
	now += 1000;
	expect_do(STEP_ATTACH);
	fails(false, OUTCOME_OK);
	expect_pass(STEP_ATTACH);
}

static void
final_failure_is_not_repeated(void)
{
	on_the_backup_at_the_destination();
	expect_do(STEP_ATTACH);
	fails(true, OUTCOME_OK);
	expect_pass(STEP_ATTACH);
}

static void
silent_guest_on_the_destination_still_gets_its_vf(void)
{
	on_the_backup_at_the_source();
	memory_moves();
	for (unsigned int i = 0; i < 3; i++) {
		expect_do(STEP_ARRIVE);
		now += 5000;
	}
	expect_pass(STEP_ARRIVE);
	vf_comes(STEP_ATTACH, PLAN_DESTINATION);
	guest_takes_it(STEP_ADOPT);
	expect_end(OUTCOME_OK);
}

static void
one_of_two_vfs_is_taken_all_the_same(void)
{
	on_the_backup_at_the_destination();
	seen.pairs = 2;
	expect_do(STEP_ATTACH);
	seen.plugged[PLAN_DESTINATION] = seen.fresh = 1;
	fails(true, OUTCOME_OK);
	expect_pass(STEP_ATTACH);
	expect_do(STEP_ADOPT);
	seen.fresh = 0;
	seen.on_vf = 1;
	expect_end(OUTCOME_THERE_ON_BACKUP);
}

/* One pair has no VF, and the call that plugs in the other one's takes its time. */
static void
failure_of_one_waits_for_the_other(void)
{
	on_the_backup_at_the_destination();
	seen.pairs = 2;
	seen.pending = 1;
	for (unsigned int i = 0; i < 5; i++) {
		expect_do(STEP_ATTACH);
		fails(false, OUTCOME_OK);
		expect_wait(now + 20000);
		now += 19000;
		expect_wait(now + 1000);
		now += 1000;
	}
	/* That does not last for ever. */
	expect_pass(STEP_ATTACH);
}

static void
guest_paused_on_both_has_not_moved(void)
{
	on_the_backup_at_the_source();
	expect_do(STEP_MIGRATE);
	seen.copying = true;
	seen.domain[PLAN_SOURCE] = seen.domain[PLAN_DESTINATION] = PLAN_PAUSED;
	expect_wait(UINT64_MAX);
	seen.domain[PLAN_DESTINATION] = PLAN_RUNNING;
	expect_wait(now + 300000);
	seen.copying = false;
	expect_do(STEP_ARRIVE);
}

static void
call_that_does_not_return_is_left(void)
{
	on_the_backup_at_the_source();
	expect_do(STEP_MIGRATE);
	seen.copying = true;
	seen.domain[PLAN_SOURCE] = PLAN_ABSENT;
	seen.domain[PLAN_DESTINATION] = PLAN_RUNNING;
	expect_wait(now + 300000);
	now += 100000;
	expect_wait(now + 200000);
	now += 200000;
	expect_end(OUTCOME_THERE_ON_BACKUP);
	seen.domain[PLAN_DESTINATION] = PLAN_UNKNOWN;
	expect_end(OUTCOME_LOST);
}

static void
attempts_are_never_given_back(void)
{
	on_the_backup_at_the_destination();
	for (unsigned int i = 0; i < 5; i++) {
		expect_do(STEP_ATTACH);
		seen.plugged[PLAN_DESTINATION] = seen.fresh = 1;
		if (i < 2)
			expect_do(STEP_ADOPT);
		else if (i == 2)
			expect_pass(STEP_ADOPT);
		seen.plugged[PLAN_DESTINATION] = seen.fresh = 0;
		now += 60000;
	}
	expect_pass(STEP_ATTACH);
	expect_end(OUTCOME_THERE_ON_BACKUP);
}

static const struct unit_test tests[] = {
        {"all goes well", all_goes_well},
        {"two pairs wait for both", two_pairs_wait_for_both},
        {"a failed check changes nothing", failed_check_changes_nothing},
        {"a detach lost once still crosses", detach_lost_once_still_crosses},
        {"failed attempts back off", failed_attempts_back_off},
        {"attempts of another VF do not count", attempts_of_another_vf_do_not_count},
        {"another VF comes after the last attempt, too", another_vf_comes_after_the_last_attempt_too},
        {"a final failure is not repeated", final_failure_is_not_repeated},
        {"a silent guest on the destination still gets its VF",
         silent_guest_on_the_destination_still_gets_its_vf},
        {"one of two VFs is taken all the same", one_of_two_vfs_is_taken_all_the_same},
        {"the failure of one waits for the other", failure_of_one_waits_for_the_other},
        {"a guest paused on both has not moved", guest_paused_on_both_has_not_moved},
        {"a call that does not return is left", call_that_does_not_return_is_left},
        {"attempts are never given back", attempts_are_never_given_back},
};

UNIT_MAIN("plan", tests)
