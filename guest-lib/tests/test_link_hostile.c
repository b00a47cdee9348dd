/* SPDX-License-Identifier: BSD-3-Clause */
/* test_link_hostile.c: the guest's end of the link against hosts that write garbage, flood, and do not read.
 */
#include <errno.h>

#include "link_end.h"

/* Garbage is answered, but not as often as it comes, and what follows it is understood. */
static void
complains_now_and_then(void)
{
	static const char *const junk[] = {
	        "junk\n", "{\"v\":2,\"id\":1,\"request\":\"hello\"}\n", "\1\2\3\n", "{}\n",
	        "{\"v\":1,\"re\":1,\"reply\":\"refused\",\"reason\":\"no request\"}\n"};

	for (size_t i = 0; i < sizeof(junk) / sizeof(junk[0]); i++) {
		begin();
		for (unsigned int n = 0; n < 100; n++)
			say(junk[i], strlen(junk[i]));
		link_work(&lk, 5000);
		CU_ASSERT_EQUAL(lines(heard()), 1);
		say(junk[i], strlen(junk[i]));
		link_work(&lk, 5999);
		CU_ASSERT_EQUAL(lines(heard()), 0);
		say(junk[i], strlen(junk[i]));
		link_work(&lk, 6000);
		CU_ASSERT_EQUAL(lines(heard()), 1);
		say(HELLO, sizeof(HELLO) - 1);
		link_work(&lk, 6000);
		CU_ASSERT_EQUAL(requests, 1);
		end();
	}
}

static void
drops_a_line_too_long(void)
{
	char junk[3 * WIRE_LINE_MAX];

	memset(junk, 'x', sizeof(junk));
	begin();
	say(junk, sizeof(junk));
	link_work(&lk, 5000);
	CU_ASSERT_PTR_NOT_NULL(strstr(heard(), "too long"));
	say("\n" HELLO, sizeof(HELLO));
	link_work(&lk, 5000);
	CU_ASSERT_EQUAL(requests, 1);
	end();
}

/* Nobody reads: events go first; replies have a bound too, and the newest of them stays. */
static void
host_does_not_read(void)
{
	struct wire_msg last = reply;
	unsigned int n = 0;
	bool heard_last = false;

	begin();
	while (link_send(&lk, &event) == 0)
		CU_ASSERT_FATAL(n++ < 100000);
	CU_ASSERT_TRUE(lk.queued > LINK_QUEUE_MAX / 2 && lk.queued < LINK_QUEUE_MAX / 2 + WIRE_LINE_MAX);
	CU_ASSERT_EQUAL(link_send(&lk, &event), -ENOBUFS);
	for (n = 0; n < 10000; n++) {
		last.id = 5000 + n;
		CU_ASSERT_EQUAL(link_send(&lk, &last), 0);
		CU_ASSERT_FATAL(lk.queued <= LINK_QUEUE_MAX);
	}
	CU_ASSERT_EQUAL(hang_ups, 0);
	for (n = 0; n < 1000 && (lk.queued > 0 || !heard_last); n++) {
		heard_last |= strstr(heard(), "\"re\":14999,") != NULL;
		link_work(&lk, 1000);
	}
	CU_ASSERT_TRUE(heard_last);
	end();
}

/*
 * A flood by a host that reads nothing is taken to its end, in constant memory: the hang-up is behind it. The
 * next host is answered at once.
 */
static void
flood_is_taken(void)
{
	char flood[64 * (sizeof(HELLO) - 1)];
	unsigned int said = 0;

	for (unsigned int i = 0; i < 64; i++)
		memcpy(flood + i * (sizeof(HELLO) - 1), HELLO, sizeof(HELLO) - 1);
	begin();
	replies = true;
	for (unsigned int i = 0; i < 1000; i++) {
		say(flood, sizeof(flood));
		said += 64;
		link_work(&lk, 1000);
		CU_ASSERT_FATAL(lk.queued <= LINK_QUEUE_MAX);
	}
	CU_ASSERT_EQUAL(requests, said);
	CU_ASSERT_TRUE(lk.queued > 0);
	CU_ASSERT_EQUAL(hang_ups, 0);
	for (unsigned int i = 0; i < 1000 && lk.queued > 0; i++) {
		heard();
		link_work(&lk, 1000);
	}
	CU_ASSERT_EQUAL(lk.queued, 0);
	heard();
	say(HELLO, sizeof(HELLO) - 1);
	link_work(&lk, 1000);
	CU_ASSERT_EQUAL(lines(heard()), 1);
	end();
}

/* More than a portion at once: the rest is due at once, not lost. */
static void
portions(void)
{
	char junk[WIRE_LINE_MAX];
	int size = 1 << 20;

	begin();
	setsockopt(host, SOL_SOCKET, SO_SNDBUF, &size, sizeof(size));
	memset(junk, '\n', sizeof(junk));
	for (unsigned int i = 0; i < 8; i++)
		say(junk, sizeof(junk));
	say(HELLO, sizeof(HELLO) - 1);
	link_work(&lk, 1000);
	CU_ASSERT_EQUAL(requests, 0);
	CU_ASSERT_EQUAL(link_deadline(&lk), 1000);
	link_work(&lk, 1000);
	link_work(&lk, 1000);
	CU_ASSERT_EQUAL(requests, 1);
	CU_ASSERT_EQUAL(link_deadline(&lk), UINT64_MAX);
	end();
}

static const struct unit_test tests[] = {
        {"complains now and then", complains_now_and_then},
        {"drops a line too long", drops_a_line_too_long},
        {"a host that does not read", host_does_not_read},
        {"a flood is taken to its end", flood_is_taken},
        {"portions", portions},
};

UNIT_MAIN("link_hostile", tests)
