/* SPDX-License-Identifier: BSD-3-Clause */
/* test_watch_shown.c: what the log and `list` are told of guests. Neighbour: test_metrics.c. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/unit.h"
#include "vferryd/watch.h"
#include "watch_drive.h"

static const char one[][WATCH_UUID_SIZE] = {GUEST_A};

static struct watch_facts facts;
static unsigned int lines;
static char last[WATCH_TEXT_MAX];

static void
begin(void)
{
	lines = 0;
	last[0] = '\0';
	facts = drive_home();
	drive_begin(one, 1);
}

/* Lets time go by; every question is answered like this. */
static void
go_on(uint64_t ms, enum watch_answer answer, const char *why)
{
	for (uint64_t end_ms = drive_now_ms + ms; drive_now_ms < end_ms;) {
		watch_next(drive_watch, drive_now_ms, &drive_action);
		switch (drive_action.what) {
		case WATCH_LOOK:
			drive_show(GUEST_A, &facts);
			break;
		case WATCH_ASK:
			if (answer == WATCH_TOLD)
				drive_tell(GUEST_A, WIRE_PATH_VF);
			else
				drive_no_answer(GUEST_A, answer, why);
			break;
		case WATCH_SAY:
			lines++;
			memcpy(last, drive_action.text, sizeof(last));
			break;
		case WATCH_RESTORE:
			watch_release(drive_watch, GUEST_A, OUTCOME_NO_VF, why, drive_now_ms);
			break;
		case WATCH_WAIT:
			drive_now_ms = drive_action.until_ms < end_ms ? drive_action.until_ms : end_ms;
		}
	}
}

static void
silence_is_said_once_and_its_end(void)
{
	begin();
	go_on(1000, WATCH_SILENT, "");
	CU_ASSERT_EQUAL(lines, 0);
	go_on(3600000, WATCH_SILENT, "");
	CU_ASSERT_EQUAL(lines, 1);
	CU_ASSERT_STRING_EQUAL(last,
	                       "guest router (" GUEST_A "): nothing in the guest answers on its channel "
	                       "org.vferry.0: is an application with net_vferry running there?");
	go_on(3600000, WATCH_TOLD, "");
	CU_ASSERT_EQUAL(lines, 2);
	CU_ASSERT_STRING_EQUAL(last, "guest router (" GUEST_A "): its guest library answers again");
	drive_end();
}

static void
failed_restore_is_said_once_and_when_it_changes(void)
{
	begin();
	facts = drive_away("beta", 0);
	go_on(3600000, WATCH_TOLD, "none is free");
	CU_ASSERT_EQUAL(lines, 1);
	CU_ASSERT_STRING_EQUAL(last,
	                       "guest router (" GUEST_A "): it is away from its VFs and cannot be brought "
	                       "home (no-vf): none is free");
	go_on(3600000, WATCH_TOLD, "the\tPF \x1b[2J is gone");
	CU_ASSERT_EQUAL(lines, 2);
	CU_ASSERT_PTR_NOT_NULL(strstr(last, "the?PF ?[2J is gone"));
	facts = drive_home();
	go_on(3600000, WATCH_TOLD, "");
	CU_ASSERT_EQUAL(lines, 3);
	CU_ASSERT_PTR_NOT_NULL(strstr(last, "not away from its VFs any more"));
	drive_end();
}

/* Whatever a guest does: a line a minute. */
static void
flapping_guest_does_not_fill_the_log(void)
{
	begin();
	for (int i = 0; i < 100; i++) {
		watch_event(drive_watch, GUEST_A, WATCH_RUNS, drive_now_ms);
		go_on(6000, i % 2 ? WATCH_TOLD : WATCH_ALIEN, i % 4 ? "v7" : "v8");
	}
	CU_ASSERT(lines >= 2 && lines <= 11);
	drive_end();
}

static void
metadata_that_cannot_be_read_is_said(void)
{
	begin();
	(void)snprintf(facts.unreadable, sizeof(facts.unreadable),
	               "its metadata cannot be read: two of them");
	go_on(600000, WATCH_TOLD, "");
	CU_ASSERT_EQUAL(lines, 1);
	CU_ASSERT_PTR_NOT_NULL(strstr(last, "its metadata cannot be read: two of them"));
	drive_end();
}

static void
look_that_fails_is_said_and_tried_again(void)
{
	begin();
	for (int i = 0; i < 20; i++) {
		drive_expect(WATCH_LOOK, GUEST_A);
		watch_unseen(drive_watch, GUEST_A, "the domain's XML: no", drive_now_ms);
		if (i == 0)
			drive_expect(WATCH_SAY, GUEST_A);
		drive_until(drive_now_ms + 5000);
	}
	drive_end();
}

static char *
list(void)
{
	json_t *json = watch_list_json(drive_watch, drive_now_ms, 1 << 20);
	char *text = json_dumps(json, JSON_COMPACT);

	json_decref(json);
	return text;
}

static void
check_list(const char *state, const char *library, unsigned int since_s, const char *pairs)
{
	char want[512], *text = list();

	(void)snprintf(
	        want, sizeof(want),
	        "{\"guests\":[{\"domain\":\"router\",\"uuid\":\"" GUEST_A
	        "\",\"host\":\"alpha\",\"state\":\"%s\",\"library\":%s,\"since_s\":%u,\"pairs\":[%s]}]}",
	        state, library, since_s, pairs);
	CU_ASSERT_STRING_EQUAL(text, want);
	free(text);
}

#define LIBRARY  "\"vferry 0.1.0\""
#define ON(path) "{\"mac\":\"52:54:00:00:00:01\",\"path\":\"" path "\"}"

static void
list_tells_every_state(void)
{
	begin();
	drive_expect(WATCH_LOOK, GUEST_A);
	drive_show(GUEST_A, &facts);
	check_list("unknown", "null", 0, "");
	drive_expect(WATCH_ASK, GUEST_A);
	drive_tell(GUEST_A, WIRE_PATH_VF);
	drive_now_ms += 7000;
	check_list("home", LIBRARY, 7, ON("vf"));
	watch_event(drive_watch, GUEST_A, WATCH_DEVICES, drive_now_ms);
	drive_expect(WATCH_LOOK, GUEST_A);
	drive_show(GUEST_A, &facts);
	drive_expect(WATCH_ASK, GUEST_A);
	drive_tell(GUEST_A, WIRE_PATH_BACKUP);
	check_list("backup", LIBRARY, 0, ON("backup"));
	CU_ASSERT_EQUAL(watch_hold(drive_watch, GUEST_A, drive_now_ms), 0);
	drive_now_ms += 1000;
	check_list("crossing", LIBRARY, 1, ON("backup"));
	facts = drive_away("alpha", 0);
	watch_release(drive_watch, GUEST_A, OUTCOME_BACK_ON_BACKUP, "", drive_now_ms);
	drive_expect(WATCH_LOOK, GUEST_A);
	drive_show(GUEST_A, &facts);
	check_list("away", LIBRARY, 0, ON("backup"));
	drive_end();
}

static void
list_has_only_guests_of_vferry(void)
{
	char *text;

	begin();
	facts.channel = false;
	facts.npairs = 0;
	drive_expect(WATCH_LOOK, GUEST_A);
	drive_show(GUEST_A, &facts);
	text = list();
	CU_ASSERT_STRING_EQUAL(text, "{\"guests\":[]}");
	free(text);
	drive_end();
}

/* A name may be anything; the list is bounded by number and by size. */
static void
list_is_bounded_and_clean(void)
{
	static char uuids[5000][WATCH_UUID_SIZE];
	json_t *json;
	const char *name;

	facts = drive_home();
	for (unsigned int i = 0; i < 5000; i++)
		(void)snprintf(uuids[i], WATCH_UUID_SIZE, "00000000-0000-4000-8000-%012x", i);
	drive_begin((const char(*)[WATCH_UUID_SIZE])uuids, 5000);
	for (uint64_t end_ms = drive_now_ms + 2 * DRIVE_INTERVAL_MS; drive_now_ms < end_ms;) {
		watch_next(drive_watch, drive_now_ms, &drive_action);
		(void)snprintf(facts.name, sizeof(facts.name),
		               strcmp(drive_action.uuid, uuids[17]) == 0 ? "a\x1b\nb" : "router\xff");
		if (drive_action.what == WATCH_LOOK)
			drive_show(drive_action.uuid, &facts);
		else if (drive_action.what == WATCH_ASK)
			drive_no_answer(drive_action.uuid, WATCH_NO_CHANNEL, "");
		else
			drive_now_ms = drive_action.until_ms;
	}
	json = watch_list_json(drive_watch, drive_now_ms, 2 << 20);
	CU_ASSERT_EQUAL(json_array_size(json_object_get(json, "guests")), 4096);
	name = json_string_value(
	        json_object_get(json_array_get(json_object_get(json, "guests"), 0), "domain"));
	CU_ASSERT_STRING_EQUAL(name, "a??b");
	name = json_string_value(
	        json_object_get(json_array_get(json_object_get(json, "guests"), 1), "domain"));
	CU_ASSERT_EQUAL(strncmp(name, "00000000-0000-4000-8000-", 24), 0);
	json_decref(json);
	json = watch_list_json(drive_watch, drive_now_ms, 10000);
	CU_ASSERT(json_dumpb(json, NULL, 0, JSON_COMPACT) < 10100);
	CU_ASSERT(json_array_size(json_object_get(json, "guests")) > 20);
	json_decref(json);
	drive_end();
}

static const struct unit_test tests[] = {
        {"silence is said once, and its end", silence_is_said_once_and_its_end},
        {"a failed restore is said once, and when it changes",
         failed_restore_is_said_once_and_when_it_changes},
        {"a guest that flaps does not fill the log", flapping_guest_does_not_fill_the_log},
        {"metadata that cannot be read is said", metadata_that_cannot_be_read_is_said},
        {"a look that fails is said and tried again", look_that_fails_is_said_and_tried_again},
        {"list tells every state", list_tells_every_state},
        {"list has only guests of vferry", list_has_only_guests_of_vferry},
        {"list is bounded and clean", list_is_bounded_and_clean},
};

UNIT_MAIN("watch shown", tests)
