/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * test_link.c: the guest's end of the link against hosts that write garbage, flood, do not read and hang up.
 * The device is a socket pair or a named pipe; time is an argument.
 */
#include "link.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tests/unit.h"

#define HELLO "{\"v\":1,\"id\":1,\"request\":\"hello\"}\n"

static struct link lk;
static int host = -1;
static unsigned int requests, hang_ups;
static bool replies; /* whether a request is answered at once */

static const struct wire_msg reply = {.kind = WIRE_REPLY,
                                      .name = WIRE_REFUSED,
                                      .id = 1,
                                      .text = "a reason of some length, to fill the queue"};
static const struct wire_msg event = {
        .kind = WIRE_EVENT, .name = WIRE_REFUSED, .text = "an event of some length, to fill the queue"};

static void
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
}

static void
begin(void)
{
	int ends[2];

	CU_ASSERT_EQUAL_FATAL(socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0, ends), 0);
	CU_ASSERT_EQUAL(link_init(&lk, "/nowhere", on_message, &lk), 0);
	link_take(&lk, ends[0]);
	host = ends[1];
	requests = hang_ups = 0;
	replies = false;
}

static void
end(void)
{
	link_close(&lk);
	close(host);
}

static void
say(const char *bytes, size_t size)
{
	CU_ASSERT_EQUAL(write(host, bytes, size), (ssize_t)size);
}

/* All that the guest has sent so far, as a string. */
static const char *
heard(void)
{
	static char buf[2 * LINK_QUEUE_MAX];
	ssize_t n = read(host, buf, sizeof(buf) - 1);

	buf[n > 0 ? n : 0] = '\0';
	return buf;
}

static unsigned int
lines(const char *text)
{
	unsigned int n = 0;

	for (; *text; text++)
		n += text[0] == '}' && text[1] == '\n';
	return n;
}

static void
takes_split_lines(void)
{
	begin();
	for (size_t i = 0; i < sizeof(HELLO) - 1; i++) {
		CU_ASSERT_EQUAL(requests, 0);
		say(&HELLO[i], 1);
		link_work(&lk, 1000);
	}
	CU_ASSERT_EQUAL(requests, 1);
	say("\n\n" HELLO HELLO, 2 * sizeof(HELLO));
	link_work(&lk, 1000);
	CU_ASSERT_EQUAL(requests, 3);
	CU_ASSERT_EQUAL(link_deadline(&lk), UINT64_MAX);
	end();
}

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

/* Half a line before the hang-up and half a line after it are not one line. */
static void
hang_up_ends_a_line(void)
{
	int other = -1, ends[2];

	begin();
	say(HELLO, 10);
	link_work(&lk, 1000);
	CU_ASSERT_EQUAL(hang_ups, 0);
	close(host);
	link_work(&lk, 1001);
	link_work(&lk, 1002);
	CU_ASSERT_EQUAL(hang_ups, 1);
	CU_ASSERT_EQUAL(link_deadline(&lk), 2002);
	CU_ASSERT_EQUAL(link_send(&lk, &reply), -ENOTCONN);
	/* The device stays open; only a test can exchange what is behind it. */
	CU_ASSERT_EQUAL_FATAL(socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0, ends), 0);
	other = lk.fd;
	CU_ASSERT_EQUAL(dup2(ends[0], other), other);
	close(ends[0]);
	host = ends[1];
	say(&HELLO[10], sizeof(HELLO) - 11);
	say(HELLO, sizeof(HELLO) - 1);
	link_work(&lk, 2002);
	CU_ASSERT_EQUAL(requests, 1);
	CU_ASSERT_EQUAL(lines(heard()), 1);
	end();
	CU_ASSERT_EQUAL(hang_ups, 2);
}

/* What the guest says first on a connection ends whatever line it had begun on the one before. */
static void
starts_with_an_empty_line(void)
{
	begin();
	CU_ASSERT_EQUAL(link_send(&lk, &event), 0);
	CU_ASSERT_EQUAL(link_send(&lk, &event), 0);
	CU_ASSERT_EQUAL(strncmp(heard(), "\n{", 2), 0);
	CU_ASSERT_EQUAL(link_send(&lk, &event), 0);
	CU_ASSERT_EQUAL(strncmp(heard(), "{", 1), 0);
	end();
}

/* Nobody reads: events go first, replies have the room that is left, and then the device is closed. */
static void
host_does_not_read(void)
{
	unsigned int n = 0;

	begin();
	while (link_send(&lk, &event) == 0)
		CU_ASSERT_FATAL(n++ < 100000);
	CU_ASSERT_TRUE(lk.queued <= LINK_QUEUE_MAX / 2);
	CU_ASSERT_EQUAL(link_send(&lk, &event), -ENOBUFS);
	CU_ASSERT_EQUAL(hang_ups, 0);
	for (n = 0; link_send(&lk, &reply) == 0;)
		CU_ASSERT_FATAL(n++ < 100000);
	CU_ASSERT_TRUE(n > 100);
	CU_ASSERT_EQUAL(lk.fd, -1);
	CU_ASSERT_EQUAL(hang_ups, 1);
	CU_ASSERT_EQUAL(link_send(&lk, &reply), -ENOTCONN);
	end();
	CU_ASSERT_EQUAL(hang_ups, 1);
}

/* A flood of requests by a host that reads nothing stops being read; when the host reads, all goes on. */
static void
flood_waits(void)
{
	char flood[64 * (sizeof(HELLO) - 1)];
	unsigned int said = 0;

	for (unsigned int i = 0; i < 64; i++)
		memcpy(flood + i * (sizeof(HELLO) - 1), HELLO, sizeof(HELLO) - 1);
	begin();
	replies = true;
	for (unsigned int i = 0; i < 1000 && lk.queued < LINK_QUEUE_MAX / 2; i++) {
		if (write(host, flood, sizeof(flood)) == (ssize_t)sizeof(flood))
			said += 64;
		link_work(&lk, 1000);
	}
	CU_ASSERT_TRUE(lk.queued >= LINK_QUEUE_MAX / 2);
	CU_ASSERT_EQUAL(hang_ups, 0);
	CU_ASSERT_NOT_EQUAL(link_deadline(&lk), 1000);
	for (unsigned int i = 0; i < 1000 && (requests < said || lk.queued > 0); i++) {
		heard();
		link_work(&lk, 1000);
	}
	CU_ASSERT_EQUAL(requests, said);
	CU_ASSERT_EQUAL(lk.queued, 0);
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

static void
opens_when_it_appears(void)
{
	char dir[] = "/tmp/vferry-link-XXXXXX", path[64], long_path[300];

	CU_ASSERT_PTR_NOT_NULL_FATAL(mkdtemp(dir));
	snprintf(path, sizeof(path), "%s/port", dir);
	CU_ASSERT_EQUAL(link_init(&lk, path, on_message, &lk), 0);
	link_work(&lk, 1000);
	CU_ASSERT_EQUAL(lk.fd, -1);
	CU_ASSERT_EQUAL(link_deadline(&lk), 2000);
	CU_ASSERT_EQUAL(mkfifo(path, 0600), 0);
	link_work(&lk, 1999);
	CU_ASSERT_EQUAL(lk.fd, -1);
	link_work(&lk, 2000);
	CU_ASSERT_TRUE(lk.fd >= 0);
	CU_ASSERT_EQUAL(lk.opened, 1);
	requests = 0;
	CU_ASSERT_EQUAL(write(lk.fd, HELLO, sizeof(HELLO) - 1), (ssize_t)sizeof(HELLO) - 1);
	link_work(&lk, 2001);
	CU_ASSERT_EQUAL(requests, 1);
	link_close(&lk);
	unlink(path);
	rmdir(dir);
	memset(long_path, 'x', sizeof(long_path));
	long_path[sizeof(long_path) - 1] = '\0';
	CU_ASSERT_EQUAL(link_init(&lk, long_path, on_message, &lk), -ENAMETOOLONG);
}

/* A thousand hosts come and go: the same descriptor, no queue left over, each told of once. */
static void
a_thousand_connections(void)
{
	int ends[2], fd;

	begin();
	fd = lk.fd;
	for (unsigned int i = 0; i < 1000; i++) {
		CU_ASSERT_EQUAL(link_send(&lk, &reply), 0);
		say(HELLO, i % sizeof(HELLO));
		heard();
		close(host);
		link_work(&lk, 1000 + i);
		CU_ASSERT_EQUAL_FATAL(lk.fd, fd);
		CU_ASSERT_EQUAL(lk.queued, 0);
		CU_ASSERT_EQUAL(lk.framer.used, 0);
		CU_ASSERT_EQUAL_FATAL(socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0, ends), 0);
		CU_ASSERT_EQUAL(dup2(ends[0], fd), fd);
		close(ends[0]);
		host = ends[1];
		link_work(&lk, 1000 + i);
	}
	CU_ASSERT_EQUAL(hang_ups, 1000);
	CU_ASSERT_EQUAL(lk.fd, fd);
	end();
}

static const struct unit_test tests[] = {
        {"takes split lines", takes_split_lines},
        {"complains now and then", complains_now_and_then},
        {"drops a line too long", drops_a_line_too_long},
        {"a hang-up ends a line", hang_up_ends_a_line},
        {"starts with an empty line", starts_with_an_empty_line},
        {"a host that does not read", host_does_not_read},
        {"a flood waits", flood_waits},
        {"portions", portions},
        {"opens when it appears", opens_when_it_appears},
        {"a thousand connections", a_thousand_connections},
};

UNIT_MAIN("link", tests)
