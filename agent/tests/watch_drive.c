/* SPDX-License-Identifier: BSD-3-Clause */
/* watch_drive.c: see watch_drive.h. */
#include "watch_drive.h"

#include <stdio.h>
#include <string.h>

#include "tests/unit.h"

#define MAC "52:54:00:00:00:01"

struct watch *drive_watch;
uint64_t drive_now_ms;
struct watch_action drive_action;

void
drive_begin(const char (*uuids)[WATCH_UUID_SIZE], size_t n)
{
	drive_now_ms = 1000000;
	drive_watch = watch_new((uint32_t)DRIVE_INTERVAL_MS, (uint32_t)DRIVE_TAKEOVER_MS, drive_now_ms);
	CU_ASSERT_PTR_NOT_NULL_FATAL(drive_watch);
	watch_listed(drive_watch, "alpha", uuids, n, drive_now_ms);
}

void
drive_end(void)
{
	watch_free(drive_watch);
	drive_watch = NULL;
}

void
drive_expect(enum watch_what what, const char *uuid)
{
	watch_next(drive_watch, drive_now_ms, &drive_action);
	CU_ASSERT_EQUAL(drive_action.what, what);
	if (uuid)
		CU_ASSERT_STRING_EQUAL(drive_action.uuid, uuid);
}

void
drive_until(uint64_t at_ms)
{
	drive_expect(WATCH_WAIT, NULL);
	CU_ASSERT_EQUAL(drive_action.until_ms, at_ms);
	drive_now_ms = at_ms;
}

void
drive_show(const char *uuid, const struct watch_facts *facts)
{
	watch_looked(drive_watch, uuid, facts, drive_now_ms, DRIVE_WALL_S * 1000 + drive_now_ms);
}

void
drive_tell(const char *uuid, enum wire_path path)
{
	static struct wire_msg status;

	status = (struct wire_msg){.name = WIRE_STATUS, .npairs = 1, .pairs = {{.mac = MAC, .path = path}}};
	(void)watch_answered(
	        drive_watch, uuid,
	        &(struct watch_reply){
	                .answer = WATCH_TOLD, .library = "vferry 0.1.0", .status = &status, .why = ""},
	        drive_now_ms);
}

void
drive_no_answer(const char *uuid, enum watch_answer answer, const char *why)
{
	(void)watch_answered(drive_watch, uuid, &(struct watch_reply){.answer = answer, .why = why},
	                     drive_now_ms);
}

struct watch_facts
drive_home(void)
{
	return (struct watch_facts){.name = "router",
	                            .state = HOST_RUNNING,
	                            .channel = true,
	                            .npairs = 1,
	                            .pairs = {{MAC, true}}};
}

struct watch_facts
drive_away(const char *left, uint64_t until_s)
{
	struct watch_facts facts = drive_home();

	facts.away = true;
	facts.pairs[0].vf = false;
	facts.until_s = until_s ? DRIVE_WALL_S + until_s : 0;
	(void)snprintf(facts.left, sizeof(facts.left), "%s", left);
	return facts;
}
