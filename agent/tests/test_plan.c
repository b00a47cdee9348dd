/* SPDX-License-Identifier: BSD-3-Clause */
/* test_plan.c: transcripts of plan.c: what is seen, and what must come next. test_explore.c walks all of
 * them. */
#include <string.h>

#include "plan.h"
#include "steps.h"
#include "tests/unit.h"

static struct plan_wish wish;
static struct plan_seen seen;
static struct plan_history history;
static uint64_t now;

static struct plan_decision
next(void)
{
	struct plan_decision decision = plan_next(&wish, &seen, &history, now);

	plan_apply(&decision, &seen, &wish, &history, now);
	return decision;
}

static void
begin(unsigned int pairs)
{
	memset(&history, 0, sizeof(history));
	memset(&seen, 0, sizeof(seen));
	wish.host = PLAN_DESTINATION;
	seen.domain[PLAN_SOURCE] = PLAN_RUNNING;
	seen.domain[PLAN_DESTINATION] = PLAN_ABSENT;
	seen.pairs = seen.plugged[PLAN_SOURCE] = seen.on_vf = pairs;
	now = 1000;
}

static void
expect_do(enum plan_step step)
{
	struct plan_decision decision = next();

	CU_ASSERT_EQUAL(decision.kind, PLAN_DO);
	CU_ASSERT_EQUAL(decision.step, step);
}

static void
expect_wait(uint64_t until)
{
	struct plan_decision decision = next();

	CU_ASSERT_EQUAL(decision.kind, PLAN_WAIT);
	CU_ASSERT_EQUAL(decision.until_ms, until);
}

static void
expect_turn(enum plan_host host)
{
	struct plan_decision decision = next();

	CU_ASSERT_EQUAL(decision.kind, PLAN_TURN);
	CU_ASSERT_EQUAL(wish.host, host);
}

static void
expect_pass(enum plan_step step)
{
	struct plan_decision decision = next();

	CU_ASSERT_EQUAL(decision.kind, PLAN_PASS);
	CU_ASSERT_EQUAL(decision.step, step);
}

static void
expect_end(enum outcome outcome)
{
	struct plan_decision decision = next();

	CU_ASSERT_EQUAL(decision.kind, PLAN_END);
	CU_ASSERT_EQUAL(decision.outcome, outcome);
}

static void
fails(bool final, enum outcome outcome)
{
	plan_failed(&history, final, outcome, now);
}

/* What the world does in answer to a step. */
static void
checks_pass(void)
{
	expect_do(STEP_CHECK);
	seen.checked = true;
}

static void
guest_releases(void)
{
	expect_do(STEP_PREPARE);
	seen.released = true;
	seen.on_vf = 0;
	seen.held = seen.pairs;
}

static void
vf_leaves(void)
{
	expect_do(STEP_DETACH);
	seen.plugged[PLAN_SOURCE] = 0;
	seen.held = 0;
}

static void
memory_moves(void)
{
	expect_do(STEP_MIGRATE);
	seen.domain[PLAN_SOURCE] = PLAN_ABSENT;
	seen.domain[PLAN_DESTINATION] = PLAN_RUNNING;
}

static void
vf_comes(enum plan_step step, enum plan_host host)
{
	expect_do(step);
	seen.plugged[host] = seen.fresh = seen.pairs;
}

static void
guest_takes_it(enum plan_step step)
{
	expect_do(step);
	seen.fresh = 0;
	seen.on_vf = seen.pairs;
}

static void
on_the_backup_at_the_source(void)
{
	begin(1);
	checks_pass();
	guest_releases();
	vf_leaves();
}

static void
on_the_backup_at_the_destination(void)
{
	on_the_backup_at_the_source();
	memory_moves();
	expect_do(STEP_ARRIVE);
	seen.announced = true;
}

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
refusal_changes_nothing(void)
{
	begin(1);
	checks_pass();
	expect_do(STEP_PREPARE);
	fails(true, OUTCOME_REFUSED);
	expect_turn(PLAN_SOURCE);
	expect_end(OUTCOME_REFUSED);
}

static void
hung_guest_is_told_to_go_back(void)
{
	begin(1);
	checks_pass();
	expect_do(STEP_PREPARE);
	seen.held = 1;
	expect_wait(now + 15000);
	now += 15000;
	expect_turn(PLAN_SOURCE);
	expect_do(STEP_ABANDON);
	now += 15000;
	expect_do(STEP_ABANDON);
	now += 15000;
	expect_pass(STEP_ABANDON);
	/* It never said that it left its VF. */
	expect_end(OUTCOME_BACK_ON_VF);
}

static void
detach_is_asked_again_every_5_s(void)
{
	begin(1);
	checks_pass();
	guest_releases();
	for (unsigned int i = 0; i < 12; i++) {
		expect_do(STEP_DETACH);
		expect_wait(now + 5000);
		now += 5000;
	}
	expect_turn(PLAN_SOURCE);
	expect_do(STEP_ABANDON);
	seen.held = 0;
	seen.on_vf = 1;
	expect_end(OUTCOME_BACK_ON_VF);
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
final_failure_is_not_repeated(void)
{
	on_the_backup_at_the_destination();
	expect_do(STEP_ATTACH);
	fails(true, OUTCOME_OK);
	expect_pass(STEP_ATTACH);
}

static void
failed_copy_goes_back_to_the_vf(void)
{
	on_the_backup_at_the_source();
	expect_do(STEP_MIGRATE);
	seen.copying = true;
	seen.domain[PLAN_DESTINATION] = PLAN_PAUSED;
	expect_wait(UINT64_MAX);
	seen.copying = false;
	seen.domain[PLAN_DESTINATION] = PLAN_ABSENT;
	fails(false, OUTCOME_OK);
	expect_turn(PLAN_SOURCE);
	vf_comes(STEP_REATTACH, PLAN_SOURCE);
	guest_takes_it(STEP_READOPT);
	expect_end(OUTCOME_BACK_ON_VF);
}

static void
failed_copy_and_no_vf_left(void)
{
	on_the_backup_at_the_source();
	expect_do(STEP_MIGRATE);
	fails(false, OUTCOME_OK);
	expect_turn(PLAN_SOURCE);
	for (unsigned int i = 0; i < 5; i++) {
		expect_do(STEP_REATTACH);
		fails(false, OUTCOME_OK);
		now += 60000;
	}
	expect_pass(STEP_REATTACH);
	expect_end(OUTCOME_BACK_ON_BACKUP);
}

static void
copy_that_leaves_the_guest_paused_is_resumed(void)
{
	on_the_backup_at_the_source();
	expect_do(STEP_MIGRATE);
	seen.domain[PLAN_SOURCE] = PLAN_PAUSED;
	fails(false, OUTCOME_OK);
	expect_turn(PLAN_SOURCE);
	expect_do(STEP_STOP);
	seen.domain[PLAN_SOURCE] = PLAN_RUNNING;
	expect_do(STEP_REATTACH);
}

static void
stop_before_the_switch_changes_nothing(void)
{
	begin(1);
	checks_pass();
	seen.stop = true;
	expect_turn(PLAN_SOURCE);
	expect_end(OUTCOME_BACK_ON_VF);
}

static void
stop_in_the_copy_aborts_it(void)
{
	on_the_backup_at_the_source();
	expect_do(STEP_MIGRATE);
	seen.copying = seen.stop = true;
	expect_turn(PLAN_SOURCE);
	expect_do(STEP_STOP);
	expect_wait(now + 10000);
	seen.copying = false;
	expect_do(STEP_REATTACH);
}

static void
stop_that_comes_too_late_finishes_there(void)
{
	on_the_backup_at_the_source();
	expect_do(STEP_MIGRATE);
	seen.copying = seen.stop = true;
	expect_turn(PLAN_SOURCE);
	expect_do(STEP_STOP);
	seen.copying = false;
	seen.domain[PLAN_SOURCE] = PLAN_ABSENT;
	seen.domain[PLAN_DESTINATION] = PLAN_RUNNING;
	expect_turn(PLAN_DESTINATION);
	expect_do(STEP_ARRIVE);
}

static void
stop_on_the_destination_is_no_way_back(void)
{
	on_the_backup_at_the_destination();
	seen.stop = true;
	expect_do(STEP_ATTACH);
}

static void
vf_that_leaves_late_is_plugged_in_again(void)
{
	begin(1);
	checks_pass();
	guest_releases();
	expect_do(STEP_DETACH);
	seen.stop = true;
	expect_turn(PLAN_SOURCE);
	expect_do(STEP_ABANDON);
	seen.held = 0;
	seen.plugged[PLAN_SOURCE] = 0;
	vf_comes(STEP_REATTACH, PLAN_SOURCE);
	guest_takes_it(STEP_READOPT);
	expect_end(OUTCOME_BACK_ON_VF);
}

static void
silent_guest_on_the_destination_still_gets_its_vf(void)
{
	on_the_backup_at_the_source();
	memory_moves();
	for (unsigned int i = 0; i < 3; i++) {
		expect_do(STEP_ARRIVE);
		now += 3000;
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

static void
unseen_guest_is_waited_for_then_lost(void)
{
	on_the_backup_at_the_source();
	seen.domain[PLAN_SOURCE] = PLAN_UNKNOWN;
	expect_wait(now + 30000);
	now += 10000;
	expect_wait(now + 20000);
	now += 20000;
	expect_end(OUTCOME_LOST);
}

static void
guest_seen_again_starts_the_wait_anew(void)
{
	on_the_backup_at_the_source();
	seen.domain[PLAN_SOURCE] = PLAN_UNKNOWN;
	expect_wait(now + 30000);
	now += 29000;
	seen.domain[PLAN_SOURCE] = PLAN_RUNNING;
	expect_do(STEP_MIGRATE);
	seen.copying = true;
	seen.domain[PLAN_SOURCE] = PLAN_UNKNOWN;
	expect_wait(UINT64_MAX);
	seen.copying = false;
	expect_wait(now + 30000);
}

static void
guest_on_neither_host_is_lost(void)
{
	on_the_backup_at_the_source();
	expect_do(STEP_MIGRATE);
	seen.domain[PLAN_SOURCE] = PLAN_ABSENT;
	expect_end(OUTCOME_LOST);
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
	expect_wait(UINT64_MAX);
	seen.copying = false;
	expect_do(STEP_ARRIVE);
}

static void
attempts_are_never_given_back(void)
{
	on_the_backup_at_the_destination();
	for (unsigned int i = 0; i < 5; i++) {
		expect_do(STEP_ATTACH);
		seen.plugged[PLAN_DESTINATION] = seen.fresh = 1;
		if (i < 3)
			expect_do(STEP_ADOPT);
		else if (i == 3)
			expect_pass(STEP_ADOPT);
		seen.plugged[PLAN_DESTINATION] = seen.fresh = 0;
		now += 60000;
	}
	expect_pass(STEP_ATTACH);
	expect_end(OUTCOME_THERE_ON_BACKUP);
}

static void
every_step_has_an_undo_or_says_why_not(void)
{
	for (enum plan_step i = STEP_CHECK; i < STEP_NUM; i++) {
		const struct step *step = step_of(i);

		CU_ASSERT_PTR_NOT_NULL(step->start);
		CU_ASSERT(step->name && step->name[0] && step->expired && step->expired[0]);
		CU_ASSERT((step->undo != STEP_NONE) != (step->no_undo != NULL));
		CU_ASSERT(step->attempts >= 1);
		/* A second attempt needs a deadline of the first and a pause before it. */
		CU_ASSERT(step->attempts == 1 || (step->timeout_ms && step->backoff_ms));
		/* What is undone on the source must turn there, or there would be no undo. */
		CU_ASSERT((step->failure == STEP_TURNS) == (step->undo != STEP_NONE));
		for (enum plan_step j = STEP_CHECK; j < i; j++)
			CU_ASSERT_STRING_NOT_EQUAL(step->name, step_of(j)->name);
	}
}

static const struct unit_test tests[] = {
        {"all goes well", all_goes_well},
        {"two pairs wait for both", two_pairs_wait_for_both},
        {"a failed check changes nothing", failed_check_changes_nothing},
        {"a refusal changes nothing", refusal_changes_nothing},
        {"a hung guest is told to go back", hung_guest_is_told_to_go_back},
        {"detach is asked again every 5 s", detach_is_asked_again_every_5_s},
        {"a detach lost once still crosses", detach_lost_once_still_crosses},
        {"failed attempts back off", failed_attempts_back_off},
        {"a final failure is not repeated", final_failure_is_not_repeated},
        {"a failed copy goes back to the VF", failed_copy_goes_back_to_the_vf},
        {"a failed copy and no VF left", failed_copy_and_no_vf_left},
        {"a copy that leaves the guest paused is resumed", copy_that_leaves_the_guest_paused_is_resumed},
        {"stop before the switch changes nothing", stop_before_the_switch_changes_nothing},
        {"stop in the copy aborts it", stop_in_the_copy_aborts_it},
        {"stop that comes too late finishes there", stop_that_comes_too_late_finishes_there},
        {"stop on the destination is no way back", stop_on_the_destination_is_no_way_back},
        {"a VF that leaves late is plugged in again", vf_that_leaves_late_is_plugged_in_again},
        {"a silent guest on the destination still gets its VF",
         silent_guest_on_the_destination_still_gets_its_vf},
        {"one of two VFs is taken all the same", one_of_two_vfs_is_taken_all_the_same},
        {"an unseen guest is waited for, then lost", unseen_guest_is_waited_for_then_lost},
        {"a guest seen again starts the wait anew", guest_seen_again_starts_the_wait_anew},
        {"a guest on neither host is lost", guest_on_neither_host_is_lost},
        {"a guest paused on both has not moved", guest_paused_on_both_has_not_moved},
        {"attempts are never given back", attempts_are_never_given_back},
        {"every step has an undo or says why not", every_step_has_an_undo_or_says_why_not},
};

UNIT_MAIN("plan", tests)
