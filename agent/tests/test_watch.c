/* SPDX-License-Identifier: BSD-3-Clause */
/* test_watch.c: when a guest is looked at, asked and brought home. Neighbours: test_watch_random.c is the
 * same with chance, test_watch_say.c has the log. */
#include "vferryd/watch.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/unit.h"
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

static void
is_looked_at_and_asked_once_an_interval(void)
{
	uint64_t first_ms;

	begin_with(drive_home());
	drive_expect(WATCH_ASK, GUEST_A);
	drive_tell(GUEST_A, WIRE_PATH_VF);
	first_ms = next_ms();
	CU_ASSERT(first_ms > drive_now_ms && first_ms <= drive_now_ms + DRIVE_INTERVAL_MS);
	for (int i = 0; i < 3; i++) {
		drive_until(first_ms + i * DRIVE_INTERVAL_MS);
		drive_expect(WATCH_LOOK, GUEST_A);
		drive_expect(WATCH_ASK, GUEST_A);
		drive_show(GUEST_A, &facts);
		drive_tell(GUEST_A, WIRE_PATH_VF);
	}
	drive_end();
}

static void
thousand_do_not_come_at_once(void)
{
	static char uuids[1000][WATCH_UUID_SIZE];
	unsigned int in_second[60] = {0};

	facts = drive_home();
	facts.channel = false;
	for (unsigned int i = 0; i < 1000; i++)
		(void)snprintf(uuids[i], WATCH_UUID_SIZE, "00000000-0000-4000-8000-%012x", i * 7919);
	drive_begin((const char(*)[WATCH_UUID_SIZE])uuids, 1000);
	for (uint64_t end_ms = drive_now_ms + 2 * DRIVE_INTERVAL_MS; drive_now_ms < end_ms;) {
		watch_next(drive_watch, drive_now_ms, &drive_action);
		if (drive_action.what == WATCH_WAIT) {
			drive_now_ms = drive_action.until_ms;
			continue;
		}
		CU_ASSERT_EQUAL_FATAL(drive_action.what, WATCH_LOOK);
		drive_show(drive_action.uuid, &facts);
		if (drive_now_ms >= end_ms - DRIVE_INTERVAL_MS)
			in_second[drive_now_ms / 1000 % 60]++;
	}
	/* 17 on average. */
	for (unsigned int i = 0; i < 60; i++)
		CU_ASSERT(in_second[i] > 2 && in_second[i] < 45);
	drive_end();
}

static void
looks_and_asks_have_a_limit(void)
{
	char uuids[20][WATCH_UUID_SIZE];

	facts = drive_home();
	for (unsigned int i = 0; i < 20; i++)
		(void)snprintf(uuids[i], WATCH_UUID_SIZE, "00000000-0000-4000-8000-%012x", i);
	drive_begin((const char(*)[WATCH_UUID_SIZE])uuids, 20);
	drive_now_ms += 1000;
	for (unsigned int i = 0; i < WATCH_LOOKS_MAX; i++)
		drive_expect(WATCH_LOOK, NULL);
	drive_expect(WATCH_WAIT, NULL);
	drive_show(drive_action.uuid, &facts);
	drive_end();
}

static void
flood_of_events_is_one_look_a_second(void)
{
	unsigned int looks = 0, asks = 0;

	begin_with(drive_home());
	for (unsigned int i = 0; i < 10000; i++, drive_now_ms++) {
		watch_event(drive_watch, GUEST_A, i % 2 ? WATCH_DEVICES : WATCH_RUNS, drive_now_ms);
		watch_next(drive_watch, drive_now_ms, &drive_action);
		if (drive_action.what == WATCH_LOOK) {
			looks++;
			drive_show(GUEST_A, &facts);
		} else if (drive_action.what == WATCH_ASK) {
			asks++;
			drive_tell(GUEST_A, WIRE_PATH_VF);
		}
	}
	CU_ASSERT(looks >= 9 && looks <= 10);
	CU_ASSERT(asks >= 1 && asks <= 3);
	drive_end();
}

static void
event_during_a_look_causes_another(void)
{
	begin_with(drive_home());
	drive_expect(WATCH_ASK, GUEST_A);
	drive_tell(GUEST_A, WIRE_PATH_VF);
	drive_now_ms += 1000;
	watch_event(drive_watch, GUEST_A, WATCH_OTHER, drive_now_ms);
	drive_expect(WATCH_LOOK, GUEST_A);
	watch_event(drive_watch, GUEST_A, WATCH_OTHER, drive_now_ms);
	drive_expect(WATCH_WAIT, NULL);
	drive_show(GUEST_A, &facts);
	drive_until(drive_now_ms + 1000);
	drive_expect(WATCH_LOOK, GUEST_A);
	drive_end();
}

/* Not asked: paused, a job on it, held, without the link, already asked. */
static void
is_asked_only_when_it_can_answer(void)
{
	struct watch_facts shown = drive_home();

	shown.state = HOST_PAUSED;
	begin_with(shown);
	drive_expect(WATCH_WAIT, NULL);
	drive_end();
	shown = drive_home();
	shown.job = true;
	begin_with(shown);
	drive_expect(WATCH_WAIT, NULL);
	drive_end();
	shown = drive_home();
	shown.channel = false;
	begin_with(shown);
	drive_expect(WATCH_WAIT, NULL);
	drive_end();
	begin_with(drive_home());
	CU_ASSERT_EQUAL(watch_hold(drive_watch, GUEST_A, drive_now_ms), 0);
	drive_expect(WATCH_WAIT, NULL);
	CU_ASSERT_EQUAL(watch_hold(drive_watch, GUEST_A, drive_now_ms), -EBUSY);
	watch_release(drive_watch, GUEST_A, OUTCOME_OK, "", drive_now_ms);
	drive_expect(WATCH_ASK, GUEST_A);
	drive_expect(WATCH_WAIT, NULL);
	drive_end();
}

static void
whoever_takes_it_while_it_is_asked_is_told(void)
{
	begin_with(drive_home());
	drive_expect(WATCH_ASK, GUEST_A);
	CU_ASSERT_EQUAL(watch_hold(drive_watch, GUEST_A, drive_now_ms), -EINPROGRESS);
	CU_ASSERT_TRUE(watch_answered(drive_watch, GUEST_A,
	                              &(struct watch_reply){.answer = WATCH_UNASKED, .why = ""},
	                              drive_now_ms));
	drive_end();
}

static void
busy_link_is_asked_again_and_again_later(void)
{
	static const unsigned int waits_ms[] = {1000, 2000, 4000, 8000, 16000, 32000, 60000, 60000};

	facts = drive_home();
	begin_with(facts);
	for (unsigned int i = 0; i < sizeof(waits_ms) / sizeof(waits_ms[0]); i++) {
		uint64_t ask_ms = drive_now_ms + waits_ms[i];

		drive_expect(WATCH_ASK, GUEST_A);
		drive_no_answer(GUEST_A, WATCH_BUSY, "");
		/* Looks in between change nothing. */
		while (next_ms() < ask_ms) {
			drive_now_ms = drive_action.until_ms;
			drive_expect(WATCH_LOOK, GUEST_A);
			drive_show(GUEST_A, &facts);
		}
		drive_until(ask_ms);
	}
	drive_end();
}

static void
guest_that_has_gone_leaves_the_table(void)
{
	struct watch_counts counts;

	begin_with(drive_home());
	watch_count(drive_watch, drive_now_ms, &counts);
	CU_ASSERT_EQUAL(counts.guests[WATCH_UNKNOWN], 1);
	drive_expect(WATCH_ASK, GUEST_A);
	drive_now_ms += 1000;
	watch_event(drive_watch, GUEST_A, WATCH_OTHER, drive_now_ms);
	drive_expect(WATCH_LOOK, GUEST_A);
	facts.state = HOST_ABSENT;
	drive_show(GUEST_A, &facts);
	drive_expect(WATCH_WAIT, NULL);
	CU_ASSERT_EQUAL(drive_action.until_ms, WATCH_NEVER);
	/* The answer of a guest that is not there any more. */
	drive_tell(GUEST_A, WIRE_PATH_VF);
	watch_count(drive_watch, drive_now_ms, &counts);
	CU_ASSERT_EQUAL(counts.guests[WATCH_HOME] + counts.guests[WATCH_UNKNOWN], 0);
	/* Back again. */
	watch_event(drive_watch, GUEST_A, WATCH_RUNS, drive_now_ms);
	drive_expect(WATCH_LOOK, GUEST_A);
	drive_end();
}

static void
blind_is_still_and_then_looks_at_all(void)
{
	struct watch_counts counts;

	begin_with(drive_home());
	drive_expect(WATCH_ASK, GUEST_A);
	watch_blind(drive_watch, drive_now_ms);
	drive_no_answer(GUEST_A, WATCH_UNASKED, "libvirt is gone");
	drive_now_ms += 7 * DRIVE_INTERVAL_MS;
	drive_expect(WATCH_WAIT, NULL);
	CU_ASSERT_EQUAL(drive_action.until_ms, WATCH_NEVER);
	watch_count(drive_watch, drive_now_ms, &counts);
	CU_ASSERT(counts.blind && counts.blind_now_ms == 7 * DRIVE_INTERVAL_MS);
	watch_listed(drive_watch, "alpha", one, 1, drive_now_ms);
	drive_expect(WATCH_LOOK, GUEST_A);
	watch_count(drive_watch, drive_now_ms + 5, &counts);
	CU_ASSERT(!counts.blind && counts.blind_now_ms == 0 && counts.blind_ms == 7 * DRIVE_INTERVAL_MS);
	drive_end();
}

static void
list_brings_what_events_did_not(void)
{
	static const char both[][WATCH_UUID_SIZE] = {GUEST_A, GUEST_B};
	static const char other[][WATCH_UUID_SIZE] = {GUEST_B};

	facts = drive_home();
	facts.channel = false;
	begin_with(facts);
	drive_now_ms += 1000;
	watch_listed(drive_watch, "alpha", both, 2, drive_now_ms);
	drive_expect(WATCH_LOOK, GUEST_B);
	drive_show(GUEST_B, &facts);
	drive_expect(WATCH_WAIT, NULL);
	drive_now_ms += 1000;
	watch_listed(drive_watch, "alpha", other, 1, drive_now_ms);
	drive_expect(WATCH_LOOK, GUEST_A);
	drive_expect(WATCH_WAIT, NULL);
	drive_end();
}

static const struct unit_test tests[] = {
        {"a guest is looked at and asked once an interval", is_looked_at_and_asked_once_an_interval},
        {"a thousand do not come at once", thousand_do_not_come_at_once},
        {"looks and asks have a limit", looks_and_asks_have_a_limit},
        {"a flood of events is one look a second", flood_of_events_is_one_look_a_second},
        {"an event during a look causes another", event_during_a_look_causes_another},
        {"a guest is asked only when it can answer", is_asked_only_when_it_can_answer},
        {"whoever takes it while it is asked is told", whoever_takes_it_while_it_is_asked_is_told},
        {"a busy link is asked again and again later", busy_link_is_asked_again_and_again_later},
        {"a guest that has gone leaves the table", guest_that_has_gone_leaves_the_table},
        {"blind is still, and then looks at all", blind_is_still_and_then_looks_at_all},
        {"a list brings what events did not", list_brings_what_events_did_not},
};

UNIT_MAIN("watch", tests)
