/* SPDX-License-Identifier: BSD-3-Clause */
/* test_plan_back.c: transcripts of plan.c when something fails before memory has moved, or the user stops. */
#include "tests/unit.h"
#include "transcript.h"

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
copy_to_a_silent_destination_is_aborted(void)
{
	on_the_backup_at_the_source();
	seen.cut = true;
	expect_do(STEP_MIGRATE);
	seen.cut = false;
	seen.copying = true;
	seen.domain[PLAN_DESTINATION] = PLAN_UNKNOWN;
	expect_wait(UINT64_MAX);
	seen.cut = true;
	expect_turn(PLAN_SOURCE);
	expect_do(STEP_STOP);
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
refusal_changes_nothing(void)
{
	begin(1);
	checks_pass();
	expect_do(STEP_PREPARE);
	fails(true, OUTCOME_REFUSED);
	expect_turn(PLAN_SOURCE);
	expect_end(OUTCOME_REFUSED);
}

/* One of two pairs has moved when the other one refuses. */
static void
half_a_refusal_is_undone(void)
{
	begin(2);
	checks_pass();
	expect_do(STEP_PREPARE);
	seen.on_vf = seen.held = 1;
	fails(true, OUTCOME_REFUSED);
	expect_turn(PLAN_SOURCE);
	expect_do(STEP_ABANDON);
	seen.on_vf = 2;
	seen.held = 0;
	expect_end(OUTCOME_REFUSED);
}

static void
half_a_refusal_that_cannot_be_undone(void)
{
	begin(2);
	checks_pass();
	expect_do(STEP_PREPARE);
	seen.on_vf = seen.held = 1;
	fails(true, OUTCOME_REFUSED);
	expect_turn(PLAN_SOURCE);
	expect_do(STEP_ABANDON);
	fails(true, OUTCOME_OK);
	expect_pass(STEP_ABANDON);
	expect_end(OUTCOME_BACK_ON_BACKUP);
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
	expect_wait(now + 300000);
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
copy_that_cannot_be_stopped(void)
{
	on_the_backup_at_the_source();
	expect_do(STEP_MIGRATE);
	seen.copying = seen.stop = true;
	expect_turn(PLAN_SOURCE);
	for (unsigned int i = 0; i < 12; i++) {
		expect_do(STEP_STOP);
		now += 10000;
	}
	expect_pass(STEP_STOP);
	expect_end(OUTCOME_BACK_ON_BACKUP);
}

static const struct unit_test tests[] = {
        {"a copy that cannot be stopped", copy_that_cannot_be_stopped},
        {"a failed copy goes back to the VF", failed_copy_goes_back_to_the_vf},
        {"a failed copy and no VF left", failed_copy_and_no_vf_left},
        {"a copy that leaves the guest paused is resumed", copy_that_leaves_the_guest_paused_is_resumed},
        {"stop before the switch changes nothing", stop_before_the_switch_changes_nothing},
        {"stop in the copy aborts it", stop_in_the_copy_aborts_it},
        {"a copy to a silent destination is aborted", copy_to_a_silent_destination_is_aborted},
        {"stop that comes too late finishes there", stop_that_comes_too_late_finishes_there},
        {"stop on the destination is no way back", stop_on_the_destination_is_no_way_back},
        {"a VF that leaves late is plugged in again", vf_that_leaves_late_is_plugged_in_again},
        {"a hung guest is told to go back", hung_guest_is_told_to_go_back},
        {"a refusal changes nothing", refusal_changes_nothing},
        {"half a refusal is undone", half_a_refusal_is_undone},
        {"half a refusal that cannot be undone", half_a_refusal_that_cannot_be_undone},
        {"detach is asked again every 5 s", detach_is_asked_again_every_5_s},
        {"an unseen guest is waited for, then lost", unseen_guest_is_waited_for_then_lost},
        {"a guest seen again starts the wait anew", guest_seen_again_starts_the_wait_anew},
        {"a guest on neither host is lost", guest_on_neither_host_is_lost},
};

UNIT_MAIN("plan, back", tests)
