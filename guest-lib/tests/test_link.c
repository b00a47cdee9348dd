/* SPDX-License-Identifier: BSD-3-Clause */
/* test_link.c: the guest's end of the link: lines that come in pieces, hosts that come and go, a late device.
 */
#include <errno.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "link_end.h"

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

/* What a full device takes in pieces arrives whole and in order. */
static void
sends_in_pieces(void)
{
	static char all[8 * LINK_QUEUE_MAX];
	struct wire_msg numbered = reply;
	size_t used = 0;
	char wanted[32], *at = all;
	int small = 4096;

	begin();
	setsockopt(lk.fd, SOL_SOCKET, SO_SNDBUF, &small, sizeof(small));
	for (numbered.id = 1; lk.queued < LINK_QUEUE_MAX / 2; numbered.id++)
		CU_ASSERT_EQUAL_FATAL(link_send(&lk, &numbered), 0);
	for (unsigned int i = 0; i < 1000 && lk.queued > 0; i++) {
		ssize_t n = read(host, all + used, 1000);

		used += n > 0 ? (size_t)n : 0;
		CU_ASSERT_FATAL(used + LINK_QUEUE_MAX < sizeof(all));
		link_work(&lk, 1000);
	}
	snprintf(all + used, sizeof(all) - used, "%s", heard());
	for (uint64_t id = 1; id < numbered.id && at; id++) {
		snprintf(wanted, sizeof(wanted), "{\"v\":1,\"re\":%u,", (unsigned int)id);
		at = strchr(at, '{');
		CU_ASSERT_TRUE(at && strncmp(at, wanted, strlen(wanted)) == 0);
		at = at ? strchr(at, '\n') : NULL;
	}
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

/* What came behind the request in the same bytes is neither understood nor kept for the next connection. */
static void
closed_by_a_request(void)
{
	begin();
	closes = true;
	say(HELLO HELLO "{\"v\":1,", 2 * (sizeof(HELLO) - 1) + 7);
	link_work(&lk, 1000);
	CU_ASSERT_EQUAL(requests, 1);
	CU_ASSERT_EQUAL(hang_ups, 1);
	CU_ASSERT_EQUAL(lk.fd, -1);
	end();
}

static const struct unit_test tests[] = {
        {"takes split lines", takes_split_lines},
        {"a hang-up ends a line", hang_up_ends_a_line},
        {"starts with an empty line", starts_with_an_empty_line},
        {"sends in pieces", sends_in_pieces},
        {"opens when it appears", opens_when_it_appears},
        {"a thousand connections", a_thousand_connections},
        {"closed by a request", closed_by_a_request},
};

UNIT_MAIN("link", tests)
