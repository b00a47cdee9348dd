/* SPDX-License-Identifier: BSD-3-Clause */
/* test_control_server.c: what the control socket's server says to whom. Its file: test_control_socket.c. */
#include <errno.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include "tests/control_world.h"
#include "tests/unit.h"

#define ASK(method, id) "{\"jsonrpc\":\"2.0\",\"id\":" id ",\"method\":\"" method "\",\"params\":{}}\n"
#define TOLD(id, text)  "{\"jsonrpc\":\"2.0\",\"id\":" id ",\"result\":{\"domain\":\"" text "\"}}\n"

static void
answers_come_when_they_can(void)
{
	int one, two;

	world_begin();
	one = client_connect();
	two = client_connect();
	client_say(one, ASK("list", "1") ASK("vfs", "2") ASK("list", "3"));
	client_say(two, ASK("list", "\"a\""));
	CU_ASSERT(client_hear(one, 1));
	CU_ASSERT_STRING_EQUAL(client_heard, TOLD("2", "vfs"));
	CU_ASSERT_FATAL(world_until(&world.nkept, 3));
	for (int i = 2; i >= 0; i--)
		CU_ASSERT_EQUAL(world_answer((unsigned int)i), 0);
	CU_ASSERT(client_hear(one, 2));
	CU_ASSERT(!strcmp(client_heard, TOLD("3", "list") TOLD("1", "list")) ||
	          !strcmp(client_heard, TOLD("1", "list") TOLD("3", "list")));
	CU_ASSERT(client_hear(two, 1));
	CU_ASSERT_STRING_EQUAL(client_heard, TOLD("\"a\"", "list"));
	(void)close(one);
	CU_ASSERT(world_until(&world.gone, 1));
	world_end();
	CU_ASSERT_EQUAL(world.gone, 2);
	(void)close(two);
}

static void
lines_come_in_any_pieces(void)
{
	static const char line[] = "\n\n" ASK("vfs", "12345");
	int fd;

	world_begin();
	fd = client_connect();
	for (size_t i = 0; i < sizeof(line) - 1; i++) {
		const char piece[] = {line[i], '\0'};

		client_say(fd, piece);
	}
	CU_ASSERT(client_hear(fd, 1));
	CU_ASSERT_STRING_EQUAL(client_heard, TOLD("12345", "vfs"));
	world_end();
	(void)close(fd);
}

static void
what_is_no_request_is_answered(void)
{
	int fd;

	world_begin();
	fd = client_connect();
	client_say(fd, "hello\n" ASK("dance", "1") ASK("abort", "2"));
	client_say(fd, "{\"jsonrpc\":\"2.0\",\"id\":3,\"method\":\"resume\",\"params\":{\"uuid\":"
	               "\"7f2c1a52-9c0e-4a4e-8d55-0f3a1b2c3d4e\"}}\n{}\n" ASK("vfs", "4"));
	client_say(fd, "{\"jsonrpc\":\"2.0\",\"id\":6,\"method\":\"survey\",\"params\":{\"to\":[\"a\"]}}\n");
	CU_ASSERT(client_hear(fd, 7));
	CU_ASSERT_PTR_NOT_NULL(strstr(client_heard, "\"id\":6,\"error\":{\"code\":-32601"));
	CU_ASSERT_PTR_NOT_NULL(strstr(client_heard, "\"id\":null,\"error\":{\"code\":-32700"));
	CU_ASSERT_PTR_NOT_NULL(strstr(client_heard, "\"id\":1,\"error\":{\"code\":-32601"));
	CU_ASSERT_PTR_NOT_NULL(strstr(client_heard, "\"id\":2,\"error\":{\"code\":-32602"));
	CU_ASSERT_PTR_NOT_NULL(strstr(client_heard, "\"id\":3,\"error\":{\"code\":-32601"));
	CU_ASSERT_PTR_NOT_NULL(strstr(client_heard, "\"id\":null,\"error\":{\"code\":-32600"));
	CU_ASSERT_PTR_NOT_NULL(strstr(client_heard, TOLD("4", "vfs")));
	CU_ASSERT_EQUAL(world.asked, 1);
	world_end();
	(void)close(fd);
}

static void
a_line_without_end_is_dropped(void)
{
	static char much[2 * CONTROL_LINE_MAX];
	int fd;

	world_begin();
	fd = client_connect();
	memset(much, 'x', sizeof(much) - 1);
	client_say(fd, much);
	client_say(fd, much);
	client_say(fd, "\n" ASK("vfs", "4"));
	CU_ASSERT(client_hear(fd, 2));
	CU_ASSERT_PTR_NOT_NULL(strstr(client_heard, "\"id\":null,\"error\":{\"code\":-32600"));
	CU_ASSERT_STRING_EQUAL(strchr(client_heard, '\n') + 1, TOLD("4", "vfs"));
	world_end();
	(void)close(fd);
}

/* Three lines that no socket takes at once, read late. */
static void
who_reads_late_gets_all(void)
{
	int fd;

	world_begin();
	world.large = 300000;
	fd = client_connect();
	client_say(fd, ASK("metrics", "1") ASK("metrics", "2") ASK("metrics", "3"));
	CU_ASSERT(world_until(&world.asked, 3));
	CU_ASSERT_EQUAL(world.sent, 0);
	client_say(fd, ASK("vfs", "4"));
	CU_ASSERT(client_hear(fd, 4));
	CU_ASSERT_STRING_EQUAL(strrchr(client_heard, '{') -
	                               strlen("{\"jsonrpc\":\"2.0\",\"id\":4,\"result\":"),
	                       TOLD("4", "vfs"));
	CU_ASSERT(strlen(client_heard) > 900000);
	CU_ASSERT_EQUAL(world.gone, 0);
	client_say(fd, ASK("vfs", "5"));
	CU_ASSERT(client_hear(fd, 1));
	world_end();
	(void)close(fd);
}

/* There is room in the socket again, but the line before waits still. */
static void
no_line_overtakes_another(void)
{
	static char some[200000];
	int fd;

	world_begin();
	world.large = 600000;
	fd = client_connect();
	client_say(fd, ASK("list", "1") ASK("metrics", "2"));
	CU_ASSERT_FATAL(world_until(&world.asked, 2));
	CU_ASSERT(recv(fd, some, sizeof(some), 0) > 100000);
	CU_ASSERT_EQUAL(world_answer(0), 0);
	CU_ASSERT(client_hear(fd, 2));
	CU_ASSERT_PTR_NOT_NULL_FATAL(strchr(client_heard, '\n'));
	CU_ASSERT_STRING_EQUAL(strchr(client_heard, '\n') + 1, TOLD("1", "list"));
	world_end();
	(void)close(fd);
}

static void
who_does_not_read_is_left(void)
{
	static char line[100002];
	unsigned int lines = 0;
	int fd, other, rc = 0;

	world_begin();
	fd = client_connect();
	other = client_connect();
	client_say(fd, ASK("list", "1"));
	CU_ASSERT_FATAL(world_until(&world.nkept, 1));
	memset(line, 'x', 100000);
	line[100000] = '\n';
	while (rc == 0 && lines < 1000) {
		rc = server_send(world.kept[0].client, line);
		lines += rc == 0;
	}
	CU_ASSERT_EQUAL(rc, -ENOBUFS);
	CU_ASSERT(lines >= SERVER_QUEUE_MAX / 100001 && lines < SERVER_QUEUE_MAX / 100001 + 20);
	CU_ASSERT_EQUAL(world.gone, 0);
	CU_ASSERT_EQUAL(world_answer(0), -EPIPE);
	CU_ASSERT(world_until(&world.gone, 1));
	client_say(other, ASK("vfs", "1"));
	CU_ASSERT(client_hear(other, 1));
	world_end();
	CU_ASSERT_EQUAL(world.gone, 2);
	(void)close(fd);
	(void)close(other);
}

static void
who_hangs_up_is_told_nothing(void)
{
	int fd;

	world_begin();
	fd = client_connect();
	client_say(fd, ASK("list", "1"));
	CU_ASSERT_FATAL(world_until(&world.nkept, 1));
	(void)close(fd);
	CU_ASSERT_EQUAL(world_answer(0), -EPIPE);
	CU_ASSERT_EQUAL(world.gone, 0);
	CU_ASSERT(world_until(&world.gone, 1));
	world_end();
	CU_ASSERT_EQUAL(world.gone, 1);
}

static void
there_is_room_for_so_many(void)
{
	int fds[SERVER_CLIENTS_MAX], more;

	world_begin();
	for (int i = 0; i < SERVER_CLIENTS_MAX; i++) {
		fds[i] = client_connect();
		client_say(fds[i], ASK("vfs", "1"));
		CU_ASSERT(client_hear(fds[i], 1));
	}
	more = client_connect();
	CU_ASSERT(client_is_left(more));
	CU_ASSERT_PTR_NOT_NULL(strstr(client_heard, "\"id\":null,\"error\":{\"code\":-32600"));
	CU_ASSERT_PTR_NOT_NULL(strstr(client_heard, "as many clients"));
	(void)close(more);
	(void)close(fds[7]);
	CU_ASSERT(world_until(&world.gone, 1));
	fds[7] = client_connect();
	client_say(fds[7], ASK("vfs", "2"));
	CU_ASSERT(client_hear(fds[7], 1));
	CU_ASSERT_STRING_EQUAL(client_heard, TOLD("2", "vfs"));
	world_end();
	CU_ASSERT_EQUAL(world.gone, SERVER_CLIENTS_MAX + 1);
	for (int i = 0; i < SERVER_CLIENTS_MAX; i++)
		(void)close(fds[i]);
}

static void
who_comes_without_descriptors_waits(void)
{
	struct rlimit all, none;
	unsigned int rounds;
	int fd, last;

	world_begin();
	fd = client_connect();
	client_say(fd, ASK("vfs", "1"));
	last = dup(0);
	(void)close(last);
	CU_ASSERT_EQUAL_FATAL(getrlimit(RLIMIT_NOFILE, &all), 0);
	none = all;
	none.rlim_cur = (rlim_t)last;
	CU_ASSERT_EQUAL_FATAL(setrlimit(RLIMIT_NOFILE, &none), 0);
	CU_ASSERT(!client_hear_within(fd, 1, 20, &rounds));
	CU_ASSERT(rounds < 10);
	CU_ASSERT_EQUAL_FATAL(setrlimit(RLIMIT_NOFILE, &all), 0);
	CU_ASSERT(client_hear(fd, 1));
	world_end();
	(void)close(fd);
}

static const struct unit_test tests[] = {
        {"answers come when they can", answers_come_when_they_can},
        {"lines come in any pieces", lines_come_in_any_pieces},
        {"what is no request is answered", what_is_no_request_is_answered},
        {"a line without end is dropped", a_line_without_end_is_dropped},
        {"who reads late gets all", who_reads_late_gets_all},
        {"no line overtakes another", no_line_overtakes_another},
        {"who does not read is left", who_does_not_read_is_left},
        {"who hangs up is told nothing", who_hangs_up_is_told_nothing},
        {"there is room for so many", there_is_room_for_so_many},
        {"who comes without descriptors waits", who_comes_without_descriptors_waits},
};

UNIT_MAIN("control server", tests)
