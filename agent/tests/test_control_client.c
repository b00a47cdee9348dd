/* SPDX-License-Identifier: BSD-3-Clause */
/* test_control_client.c: the control socket from the asking end, against a daemon that is a script: it says
 * its part before the client listens, so that one thread suffices. */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <sys/un.h>
#include <unistd.h>

#include "control_client.h"
#include "event.h"
#include "tests/unit.h"

#define ERROR "{\"jsonrpc\":\"2.0\",\"id\":null,\"error\":{\"code\":-32600,\"message\":\"not you\"}}\n"

static char folder[64], path[80];
static int listening, daemon_end;
static struct control_client *client;
static struct control_message message;
static struct err err;
static volatile sig_atomic_t signals;

static void
make_folder(void)
{
	strcpy(folder, "/tmp/vferry-client-XXXXXX");
	if (!mkdtemp(folder))
		abort();
	(void)snprintf(path, sizeof(path), "%s/s", folder);
}

static void
listen_there(void)
{
	struct sockaddr_un at = {.sun_family = AF_UNIX};

	make_folder();
	(void)snprintf(at.sun_path, sizeof(at.sun_path), "%s", path);
	listening = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (bind(listening, (struct sockaddr *)&at, sizeof(at)) < 0 || listen(listening, 8) < 0)
		abort();
}

static void
begin(void)
{
	listen_there();
	CU_ASSERT_EQUAL_FATAL(control_client_open(path, &client, &err), 0);
	daemon_end = accept(listening, NULL, NULL);
}

static void
daemon_says(const char *text)
{
	CU_ASSERT_EQUAL(send(daemon_end, text, strlen(text), MSG_NOSIGNAL | MSG_DONTWAIT),
	                (ssize_t)strlen(text));
}

static void
end(void)
{
	control_client_close(client);
	(void)close(daemon_end);
	(void)close(listening);
	(void)unlink(path);
	(void)rmdir(folder);
}

static int
next(unsigned int ms, bool (*stop)(void *arg))
{
	return control_client_next(client, event_now_us() + ms * 1000ull, stop, &err, &message, &err);
}

static void
no_daemon_is_told(void)
{
	char much[200];

	make_folder();
	CU_ASSERT_EQUAL(control_client_open(path, &client, &err), -ENOENT);
	CU_ASSERT_PTR_NOT_NULL(strstr(err.text, "no vferryd answers on /tmp/"));
	(void)rmdir(folder);
	listen_there();
	(void)close(listening);
	CU_ASSERT_EQUAL(control_client_open(path, &client, &err), -ECONNREFUSED);
	CU_ASSERT_PTR_NOT_NULL(strstr(err.text, "no vferryd answers on /tmp/"));
	(void)unlink(path);
	(void)rmdir(folder);
	memset(much, 'x', sizeof(much) - 1);
	much[sizeof(much) - 1] = '\0';
	CU_ASSERT_EQUAL(control_client_open(much, &client, &err), -ENAMETOOLONG);
	CU_ASSERT_PTR_NULL(client);
	control_client_close(NULL);
}

static void
what_is_said_arrives(void)
{
	char got[64] = "";

	begin();
	CU_ASSERT_EQUAL(control_client_send(client, "ask\n", &err), 0);
	CU_ASSERT_EQUAL(recv(daemon_end, got, sizeof(got) - 1, 0), 4);
	CU_ASSERT_STRING_EQUAL(got, "ask\n");
	daemon_says(ERROR "\n{\"jsonrpc\":\"2.0\",\"id\":1,\"res");
	CU_ASSERT_EQUAL_FATAL(next(1000, NULL), 0);
	CU_ASSERT_EQUAL(message.kind, CONTROL_ERROR);
	CU_ASSERT_STRING_EQUAL(message.message, "not you");
	control_message_clear(&message);
	CU_ASSERT_EQUAL(next(0, NULL), -ETIMEDOUT);
	daemon_says("ult\":{\"domain\":\"a\"}}\n");
	CU_ASSERT_EQUAL_FATAL(next(0, NULL), 0);
	CU_ASSERT_EQUAL(message.kind, CONTROL_RESULT);
	CU_ASSERT_EQUAL(message.id.number, 1);
	control_message_clear(&message);
	end();
}

/* A daemon that refuses hangs up at once: the request may not arrive, its words must. */
static void
last_words_arrive(void)
{
	begin();
	daemon_says(ERROR);
	(void)close(daemon_end);
	CU_ASSERT_EQUAL(control_client_send(client, "ask\n", &err), 0);
	CU_ASSERT_EQUAL_FATAL(next(1000, NULL), 0);
	CU_ASSERT_STRING_EQUAL(message.message, "not you");
	control_message_clear(&message);
	CU_ASSERT_EQUAL(next(1000, NULL), -EPIPE);
	CU_ASSERT_PTR_NOT_NULL(strstr(err.text, "hung up"));
	daemon_end = -1;
	end();
}

static void
nonsense_is_refused(void)
{
	begin();
	daemon_says("hello\n" ERROR);
	CU_ASSERT_EQUAL(next(1000, NULL), -EBADMSG);
	CU_ASSERT_PTR_NOT_NULL(strstr(err.text, "what is no message"));
	CU_ASSERT_EQUAL(next(1000, NULL), 0);
	control_message_clear(&message);
	end();
}

/* The socket's buffer holds less than a line may have, so it is written as it is read. */
static void
a_line_without_end_is_refused(void)
{
	static char piece[65537];
	size_t sent = 0;
	int rc = -ETIMEDOUT;

	begin();
	memset(piece, 'x', sizeof(piece) - 1);
	while (rc == -ETIMEDOUT && sent < 2ul * CONTROL_LINE_MAX) {
		daemon_says(piece);
		sent += sizeof(piece) - 1;
		rc = next(0, NULL);
	}
	CU_ASSERT_EQUAL(rc, -EMSGSIZE);
	CU_ASSERT(sent >= CONTROL_LINE_MAX && sent <= CONTROL_LINE_MAX + 4 * sizeof(piece));
	daemon_says("\n" ERROR);
	CU_ASSERT_EQUAL(next(1000, NULL), 0);
	control_message_clear(&message);
	end();
}

static bool
is_signalled(void *arg)
{
	CU_ASSERT_PTR_EQUAL(arg, &err);
	return signals > 0;
}

static void
on_signal(int signal)
{
	(void)signal;
	signals++;
}

static void
a_wait_can_be_stopped(void)
{
	const struct sigaction action = {.sa_handler = on_signal};
	const struct itimerval soon = {.it_value = {.tv_usec = 10000}};
	struct sigaction before;
	uint64_t began_us;

	begin();
	signals = 1;
	CU_ASSERT_EQUAL(next(10000, is_signalled), -EINTR);
	signals = 0;
	(void)sigaction(SIGALRM, &action, &before);
	began_us = event_now_us();
	(void)setitimer(ITIMER_REAL, &soon, NULL);
	CU_ASSERT_EQUAL(next(20000, is_signalled), -EINTR);
	CU_ASSERT(event_now_us() - began_us < 15000000);
	/* A signal that stops nothing. */
	(void)setitimer(ITIMER_REAL, &soon, NULL);
	CU_ASSERT_EQUAL(next(50, NULL), -ETIMEDOUT);
	(void)sigaction(SIGALRM, &before, NULL);
	signals = 0;
	daemon_says(ERROR);
	CU_ASSERT_EQUAL(next(1000, is_signalled), 0);
	control_message_clear(&message);
	end();
}

static const struct unit_test tests[] = {
        {"no daemon is told", no_daemon_is_told},
        {"what is said arrives", what_is_said_arrives},
        {"last words arrive", last_words_arrive},
        {"nonsense is refused", nonsense_is_refused},
        {"a line without end is refused", a_line_without_end_is_refused},
        {"a wait can be stopped", a_wait_can_be_stopped},
};

UNIT_MAIN("control client", tests)
