/* SPDX-License-Identifier: BSD-3-Clause */
/* test_guest.c: the host's end of the link: what it sends, and what it makes of whatever comes back. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "guest.h"
#include "tests/unit.h"

static struct guest guest;
static struct err err;
static char sent[4096];
static int send_result;
static unsigned int pairs_told;
static struct wire_pair last_pair;

static int
take(void *arg, const char *bytes, size_t size, struct err *e)
{
	(void)arg;
	if (send_result < 0)
		return err_set(e, send_result, "cannot");
	(void)snprintf(sent, sizeof(sent), "%.*s", (int)size, bytes);
	return 0;
}

static void
note_pair(void *arg, const struct wire_pair *pair, bool whole)
{
	(void)arg;
	(void)whole;
	pairs_told++;
	last_pair = *pair;
}

static void
begin(void)
{
	send_result = 0;
	pairs_told = 0;
	guest_init(&guest, take, note_pair, NULL, 1000);
	CU_ASSERT_EQUAL(guest_begin(&guest, 50, 3000, &err), 0);
}

static void
says(const char *text)
{
	guest_feed(&guest, text, strlen(text));
}

static void
reply(const char *rest)
{
	char line[1024];

	(void)snprintf(line, sizeof(line), "{\"v\":1,\"re\":%llu,%s}\n", (unsigned long long)guest.id, rest);
	says(line);
}

#define HELLO "\"reply\":\"hello\",\"library\":\"0.1.0\",\"pairs\":[]"

static void
synchronised(void)
{
	begin();
	reply(HELLO);
	CU_ASSERT_EQUAL(guest_poll(&guest, 60), GUEST_ANSWERED);
	CU_ASSERT(guest.synced);
}

static void
begins_with_an_empty_line_and_hello(void)
{
	begin();
	CU_ASSERT_EQUAL(sent[0], '\n');
	CU_ASSERT_PTR_NOT_NULL(strstr(sent, "\"request\":\"hello\""));
	CU_ASSERT_PTR_NOT_NULL(strstr(sent, "\"id\":1001"));
	CU_ASSERT_EQUAL(guest_poll(&guest, 3049), GUEST_ASKED);
	CU_ASSERT_EQUAL(guest_poll(&guest, 3050), GUEST_EXPIRED);
}

static void
drops_everything_before_its_hello(void)
{
	begin();
	says("path\":\"vf\"}\n\n\n{\"v\":1,\"re\":7,\"reply\":\"hello\",\"library\":\"9\",\"pairs\":[]}"
	     "\nnonsense\n");
	says("{\"v\":1,\"event\":\"path\",\"mac\":\"52:54:00:00:00:01\",\"path\":\"none\",\"why\":"
	     "\"surprise\"}\n");
	CU_ASSERT_EQUAL(guest_poll(&guest, 60), GUEST_ASKED);
	CU_ASSERT_EQUAL(pairs_told, 0);
	reply(HELLO);
	CU_ASSERT_EQUAL(guest_poll(&guest, 60), GUEST_ANSWERED);
	CU_ASSERT_STRING_EQUAL(guest.reply.text, "0.1.0");
}

static void
slow_answer_to_the_first_hello_counts(void)
{
	begin();
	CU_ASSERT_EQUAL(guest_begin(&guest, 3050, 3000, &err), 0);
	says("{\"v\":1,\"re\":1000," HELLO "}\n");
	CU_ASSERT_EQUAL(guest_poll(&guest, 3060), GUEST_ASKED);
	says("{\"v\":1,\"re\":1001," HELLO "}\n");
	CU_ASSERT_EQUAL(guest_poll(&guest, 3060), GUEST_ANSWERED);
	/* But not on another stream: what comes out there may be long past. */
	guest_hangup(&guest);
	CU_ASSERT_EQUAL(guest_begin(&guest, 4000, 3000, &err), 0);
	says("{\"v\":1,\"re\":1002," HELLO "}\n");
	CU_ASSERT_EQUAL(guest_poll(&guest, 4001), GUEST_ASKED);
	reply(HELLO);
	CU_ASSERT_EQUAL(guest_poll(&guest, 4001), GUEST_ANSWERED);
}

static void
answer_in_pieces(void)
{
	char line[256];

	begin();
	(void)snprintf(line, sizeof(line), "{\"v\":1,\"re\":1001," HELLO "}\n");
	for (const char *c = line; *c; c++)
		guest_feed(&guest, c, 1);
	CU_ASSERT_EQUAL(guest_poll(&guest, 60), GUEST_ANSWERED);
}

static void
late_answer_to_an_older_request_is_dropped(void)
{
	static const char macs[1][18] = {"52:54:00:00:00:01"};

	synchronised();
	CU_ASSERT_EQUAL(guest_ask(&guest, WIRE_PREPARE, macs, 1, 100, 5000, &err), 0);
	CU_ASSERT_PTR_NOT_NULL(strstr(sent, "\"deadline_ms\":5000"));
	CU_ASSERT_PTR_NOT_NULL(strstr(sent, "52:54:00:00:00:01"));
	CU_ASSERT_EQUAL(guest_ask(&guest, WIRE_ABANDON, macs, 1, 6000, 5000, &err), 0);
	says("{\"v\":1,\"re\":1002,\"reply\":\"released\",\"pairs\":[]}\n");
	CU_ASSERT_EQUAL(guest_poll(&guest, 6001), GUEST_ASKED);
	/* The right number with an answer to something else is no answer either. */
	reply("\"reply\":\"released\",\"pairs\":[]");
	CU_ASSERT_EQUAL(guest_poll(&guest, 6001), GUEST_ASKED);
	reply("\"reply\":\"active\",\"pairs\":[]");
	CU_ASSERT_EQUAL(guest_poll(&guest, 6001), GUEST_ANSWERED);
	/* Once is enough. */
	reply("\"reply\":\"refused\",\"reason\":\"again\"");
	CU_ASSERT_EQUAL(guest_poll(&guest, 6001), GUEST_ANSWERED);
}

static void
refusal_has_its_reason(void)
{
	synchronised();
	guest_ask(&guest, WIRE_ARRIVED, NULL, 0, 100, 5000, &err);
	reply("\"reply\":\"refused\",\"reason\":\"not now\"");
	CU_ASSERT_EQUAL(guest_poll(&guest, 101), GUEST_REFUSED);
	CU_ASSERT_STRING_EQUAL(guest.reply.text, "not now");
}

static void
path_events_are_told(void)
{
	synchronised();
	says("{\"v\":1,\"event\":\"path\",\"mac\":\"52:54:00:00:00:01\",\"path\":\"backup\",\"why\":"
	     "\"planned\"}\n");
	CU_ASSERT_EQUAL(pairs_told, 1);
	CU_ASSERT_STRING_EQUAL(last_pair.mac, "52:54:00:00:00:01");
	CU_ASSERT_EQUAL(last_pair.path, WIRE_PATH_BACKUP);
}

static void
other_version_ends_the_hello(void)
{
	begin();
	says("{\"v\":2,\"re\":1001,\"reply\":\"hello\"}\n");
	CU_ASSERT_EQUAL(guest_poll(&guest, 60), GUEST_ALIEN);
	CU_ASSERT(guest.reply.text[0] != '\0');
}

static void
flood_is_dropped_in_constant_memory(void)
{
	static char flood[WIRE_LINE_MAX * 3];

	begin();
	memset(flood, 'x', sizeof(flood));
	for (unsigned int i = 0; i < 50; i++)
		guest_feed(&guest, flood, sizeof(flood));
	memset(flood, '\n', sizeof(flood));
	guest_feed(&guest, flood, sizeof(flood));
	CU_ASSERT_EQUAL(guest_poll(&guest, 60), GUEST_ASKED);
	reply(HELLO);
	CU_ASSERT_EQUAL(guest_poll(&guest, 60), GUEST_ANSWERED);
	/* Every byte there is, in short lines. */
	for (unsigned int i = 0; i < sizeof(flood); i++)
		flood[i] = (char)(i % 64 ? rand() : '\n');
	guest_feed(&guest, flood, sizeof(flood));
	CU_ASSERT_EQUAL(guest_poll(&guest, 60), GUEST_ANSWERED);
}

static void
broken_stream(void)
{
	synchronised();
	send_result = -EPIPE;
	CU_ASSERT_EQUAL(guest_ask(&guest, WIRE_ARRIVED, NULL, 0, 100, 5000, &err), -EPIPE);
	CU_ASSERT_EQUAL(guest_poll(&guest, 101), GUEST_CLOSED);
	send_result = 0;
	CU_ASSERT(guest_ask(&guest, WIRE_ARRIVED, NULL, 0, 100, 5000, &err) < 0);
	CU_ASSERT_EQUAL(guest_begin(&guest, 200, 3000, &err), 0);
	reply(HELLO);
	CU_ASSERT_EQUAL(guest_poll(&guest, 201), GUEST_ANSWERED);
	/* What hangs up in the middle of a line leaves nothing behind. */
	says("{\"v\":1,");
	guest_hangup(&guest);
	CU_ASSERT_EQUAL(guest_poll(&guest, 300), GUEST_CLOSED);
	CU_ASSERT_EQUAL(guest_begin(&guest, 300, 3000, &err), 0);
	reply(HELLO);
	CU_ASSERT_EQUAL(guest_poll(&guest, 301), GUEST_ANSWERED);
}

static const struct unit_test tests[] = {
        {"begins with an empty line and hello", begins_with_an_empty_line_and_hello},
        {"drops everything before its hello", drops_everything_before_its_hello},
        {"a slow answer to the first hello counts", slow_answer_to_the_first_hello_counts},
        {"an answer in pieces", answer_in_pieces},
        {"a late answer to an older request is dropped", late_answer_to_an_older_request_is_dropped},
        {"a refusal has its reason", refusal_has_its_reason},
        {"path events are told", path_events_are_told},
        {"another version ends the hello", other_version_ends_the_hello},
        {"a flood is dropped in constant memory", flood_is_dropped_in_constant_memory},
        {"a broken stream", broken_stream},
};

UNIT_MAIN("guest", tests)
