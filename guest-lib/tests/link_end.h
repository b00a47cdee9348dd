/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * link_end.h: a link to test and the host's end of it: a socket pair in the place of the device. Time is an
 * argument of every call. Neighbours: test_link.c, test_link_hostile.c.
 */
#ifndef VFERRY_LINK_END_H
#define VFERRY_LINK_END_H

#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "link.h"
#include "tests/unit.h"

#define HELLO "{\"v\":1,\"id\":1,\"request\":\"hello\"}\n"

static struct link lk;
static int host = -1;
static unsigned int requests, hang_ups;
static bool replies; /* whether a request is answered at once */
static bool closes;  /* whether a request has the link closed */

static const struct wire_msg reply = {.kind = WIRE_REPLY,
                                      .name = WIRE_REFUSED,
                                      .id = 1,
                                      .text = "a reason of some length, to fill the queue"};
static const struct wire_msg event = {
        .kind = WIRE_EVENT, .name = WIRE_REFUSED, .text = "an event of some length, to fill the queue"};

static inline void
on_message(void *arg, const struct wire_msg *msg)
{
	CU_ASSERT_PTR_EQUAL(arg, &lk);
	if (!msg) {
		hang_ups++;
		return;
	}
	requests++;
	CU_ASSERT_EQUAL(msg->kind, WIRE_REQUEST);
	if (replies)
		link_send(&lk, &reply);
	if (closes)
		link_close(&lk);
}

static inline void
begin(void)
{
	int ends[2];

	CU_ASSERT_EQUAL_FATAL(socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0, ends), 0);
	CU_ASSERT_EQUAL(link_init(&lk, "/nowhere", on_message, &lk), 0);
	link_take(&lk, ends[0]);
	host = ends[1];
	requests = hang_ups = 0;
	replies = closes = false;
}

static inline void
end(void)
{
	link_close(&lk);
	close(host);
}

static inline void
say(const char *bytes, size_t size)
{
	CU_ASSERT_EQUAL(write(host, bytes, size), (ssize_t)size);
}

/* All that the guest has sent so far, as a string. */
static inline const char *
heard(void)
{
	static char buf[2 * LINK_QUEUE_MAX];
	ssize_t n = read(host, buf, sizeof(buf) - 1);

	buf[n > 0 ? n : 0] = '\0';
	return buf;
}

static inline unsigned int
lines(const char *text)
{
	unsigned int n = 0;

	for (; *text; text++)
		n += text[0] == '}' && text[1] == '\n';
	return n;
}

#endif
