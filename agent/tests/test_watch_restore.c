/* SPDX-License-Identifier: BSD-3-Clause */
/* test_watch_restore.c: when a guest is brought home. Neighbours: test_watch.c, test_watch_random.c. */
#include "tests/unit.h"
#include "vferryd/watch.h"
#include "watch_drive.h"

static const char one[][WATCH_UUID_SIZE] = {GUEST_A};

static struct watch_facts facts;

/* A watch with one guest, which has just been looked at. */
static void
begin_with(struct watch_facts shown)
{
	facts = shown;
	drive_begin(one, 1);
	drive_expect(WATCH_LOOK, GUEST_A);
	drive_show(GUEST_A, &facts);
}

static uint64_t
next_ms(void)
{
	drive_expect(WATCH_WAIT, NULL);
	return drive_action.until_ms;
}

/* Looks and questions until the restore: at that time, after a look that was begun then. */
static void
expect_restore_at(uint64_t at_ms)
{
	uint64_t looked_ms = 0;

	for (;;) {
		watch_next(drive_watch, drive_now_ms, &drive_action);
		if (drive_action.what == WATCH_RESTORE)
			break;
		if (drive_action.what == WATCH_LOOK) {
			drive_show(GUEST_A, &facts);
			looked_ms = drive_now_ms;
		} else if (drive_action.what == WATCH_ASK) {
			drive_tell(GUEST_A, WIRE_PATH_BACKUP);
		} else if (drive_action.what == WATCH_WAIT) {
			CU_ASSERT_FATAL(drive_action.until_ms <= at_ms);
			drive_now_ms = drive_action.until_ms;
		}
	}
	CU_ASSERT_EQUAL(drive_now_ms, at_ms);
	CU_ASSERT_EQUAL(looked_ms, at_ms);
}

static void
begin_away(const char *left, uint64_t until_s)
{
	begin_with(drive_away(left, until_s));
	drive_expect(WATCH_ASK, GUEST_A);
	drive_tell(GUEST_A, WIRE_PATH_BACKUP);
}

static void
arrived_guest_is_brought_home(void)
{
	begin_away("beta", 0);
	expect_restore_at(drive_now_ms + DRIVE_TAKEOVER_MS);
	/* Once. */
	drive_now_ms += 10 * DRIVE_TAKEOVER_MS;
	drive_expect(WATCH_LOOK, GUEST_A);
	drive_show(GUEST_A, &facts);
	drive_expect(WATCH_WAIT, NULL);
	facts = drive_home();
	watch_release(drive_watch, GUEST_A, OUTCOME_OK, "", drive_now_ms);
	drive_expect(WATCH_ASK, GUEST_A);
	drive_tell(GUEST_A, WIRE_PATH_VF);
	drive_until(drive_now_ms + 1000);
	drive_expect(WATCH_LOOK, GUEST_A);
	drive_show(GUEST_A, &facts);
	drive_expect(WATCH_WAIT, NULL);
	drive_end();
}

/* Prepared elsewhere: until there means nothing here. */
static void
prepared_guest_that_came_is_brought_home(void)
{
	begin_away("beta", 100000);
	expect_restore_at(drive_now_ms + DRIVE_TAKEOVER_MS);
	drive_end();
}

static void
prepared_guest_may_leave_until(void)
{
	begin_away("ALPHA", 1040);
	CU_ASSERT_EQUAL(drive_now_ms, 1000000);
	expect_restore_at(1040000);
	drive_end();
	/* It had until long ago. */
	begin_with(drive_away("alpha", 900));
	drive_expect(WATCH_RESTORE, GUEST_A);
	drive_end();
	/* What is said for ever is kept for ever. */
	facts = drive_away("alpha", 1);
	facts.until_s = UINT64_MAX;
	begin_with(facts);
	for (unsigned int i = 0; i < 10; i++) {
		watch_next(drive_watch, drive_now_ms, &drive_action);
		CU_ASSERT_NOT_EQUAL(drive_action.what, WATCH_RESTORE);
		if (drive_action.what == WATCH_LOOK)
			drive_show(GUEST_A, &facts);
		else if (drive_action.what == WATCH_WAIT)
			drive_now_ms = drive_action.until_ms;
	}
	drive_end();
}

static void
what_a_crossing_left_is_brought_home(void)
{
	begin_with(drive_away("alpha", 0));
	CU_ASSERT_EQUAL(watch_hold(drive_watch, GUEST_A, drive_now_ms), 0);
	for (int i = 0; i < 3; i++) {
		drive_now_ms = next_ms();
		drive_expect(WATCH_LOOK, GUEST_A);
		drive_show(GUEST_A, &facts);
	}
	watch_release(drive_watch, GUEST_A, OUTCOME_BACK_ON_BACKUP, "the VF is gone", drive_now_ms);
	drive_now_ms += 1000;
	drive_expect(WATCH_LOOK, GUEST_A);
	drive_show(GUEST_A, &facts);
	drive_expect(WATCH_ASK, GUEST_A);
	drive_tell(GUEST_A, WIRE_PATH_BACKUP);
	expect_restore_at(drive_now_ms - 1000 + DRIVE_TAKEOVER_MS);
	drive_end();
}

/* Somebody is just taking it away: the look that must come first sees the job. */
static void
guest_that_leaves_is_left_alone(void)
{
	begin_away("beta", 0);
	drive_until(drive_now_ms + DRIVE_TAKEOVER_MS);
	drive_expect(WATCH_LOOK, GUEST_A);
	facts.job = true;
	drive_show(GUEST_A, &facts);
	/* Looked at more often, as nobody tells when a job has come to nothing. */
	for (int i = 0; i < 10; i++) {
		CU_ASSERT(next_ms() <= drive_now_ms + 5000);
		drive_now_ms = drive_action.until_ms;
		drive_expect(WATCH_LOOK, GUEST_A);
		drive_show(GUEST_A, &facts);
	}
	facts.job = false;
	CU_ASSERT(next_ms() <= drive_now_ms + 5000);
	drive_now_ms = drive_action.until_ms;
	drive_expect(WATCH_LOOK, GUEST_A);
	drive_show(GUEST_A, &facts);
	drive_expect(WATCH_ASK, GUEST_A);
	drive_tell(GUEST_A, WIRE_PATH_BACKUP);
	expect_restore_at(drive_now_ms + DRIVE_TAKEOVER_MS);
	drive_end();
}

static void
failed_restore_is_tried_again_and_again_later(void)
{
	static const unsigned int waits_ms[] = {5000, 10000, 20000, 40000, 80000, 160000, 300000, 300000};

	begin_away("beta", 0);
	expect_restore_at(drive_now_ms + DRIVE_TAKEOVER_MS);
	for (unsigned int i = 0; i < sizeof(waits_ms) / sizeof(waits_ms[0]); i++) {
		uint64_t at_ms = drive_now_ms + waits_ms[i];

		watch_release(drive_watch, GUEST_A, OUTCOME_NO_VF, "none is free", drive_now_ms);
		expect_restore_at(at_ms);
	}
	/* Busy is nobody's fault. */
	watch_release(drive_watch, GUEST_A, OUTCOME_BUSY, "", drive_now_ms);
	expect_restore_at(drive_now_ms + 5000);
	drive_end();
}

static const struct unit_test tests[] = {
        {"a guest that arrived is brought home", arrived_guest_is_brought_home},
        {"a prepared guest that came is brought home", prepared_guest_that_came_is_brought_home},
        {"a prepared guest may leave until", prepared_guest_may_leave_until},
        {"what a crossing left is brought home", what_a_crossing_left_is_brought_home},
        {"a guest that leaves is left alone", guest_that_leaves_is_left_alone},
        {"a failed restore is tried again and again later", failed_restore_is_tried_again_and_again_later},
};

UNIT_MAIN("watch restore", tests)
