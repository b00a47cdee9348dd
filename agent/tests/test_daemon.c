/* SPDX-License-Identifier: BSD-3-Clause */
/* test_daemon.c: vferryd as a whole: the program is started in a folder of its own, asked over its socket,
 * told by signals, killed and started again. Its crossings are of libvirt's test driver, and end early. */
#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include "control_client.h"
#include "event.h"
#include "journal_dir.h"
#include "process.h"
#include "tests/unit.h"

#define UUID "6695eb01-f6a4-8304-79aa-97f2502e1931" /* of no domain */

static struct journal_dir dir;
static char program[512], config[64], path[64];
static struct err err;

/* One daemon, and what it has logged. */
struct daemon {
	pid_t pid;
	int log;
	char said[16384];
};

static struct daemon one;

/* The file takes its place at once: a daemon may be reading. */
static void
configure_for(const char *uri, const char *more)
{
	const struct group *group = getgrgid(getegid());
	char text[512], beside[80];

	if (!group)
		abort();
	(void)snprintf(beside, sizeof(beside), "%s.new", config);
	(void)snprintf(text, sizeof(text),
	               "uri: %s\nstate: %s\nsocket: {path: %s, group: %s, hook: %s/h}\n"
	               "metrics_file: ''\n%s",
	               uri, dir.path, path, group->gr_name, dir.top, more);
	(void)unlink(beside);
	journal_dir_write(beside, text);
	CU_ASSERT_EQUAL_FATAL(rename(beside, config), 0);
}

static void
configure(const char *more)
{
	configure_for("test:///default", more);
}

static void
begin(void)
{
	journal_dir_make(&dir);
	(void)process_built("vferryd", program);
	(void)snprintf(config, sizeof(config), "%s/conf", dir.top);
	(void)snprintf(path, sizeof(path), "%s/s", dir.top);
	configure("");
}

static void
start(struct daemon *daemon)
{
	const char *const argv[] = {program, "--config", config, NULL};
	int ends[2];

	CU_ASSERT_EQUAL_FATAL(pipe2(ends, O_CLOEXEC), 0);
	daemon->pid = process_start(argv, -1, -1, ends[1]);
	CU_ASSERT_FATAL(daemon->pid > 0);
	(void)close(ends[1]);
	daemon->log = ends[0];
	daemon->said[0] = '\0';
}

/* Until it listens: there is nothing that it says then, so the socket is tried. */
static struct control_client *
connect_to_it(void)
{
	uint64_t until_us = event_now_us() + PROCESS_PATIENCE_MS * 1000ull;
	struct control_client *client = NULL;

	while (control_client_open(path, &client, &err) < 0 && event_now_us() < until_us)
		(void)sched_yield();
	CU_ASSERT_PTR_NOT_NULL_FATAL(client);
	return client;
}

static bool
says(struct daemon *daemon, const char *part)
{
	return process_hear(daemon->log, daemon->said, sizeof(daemon->said), part);
}

/* Its status; all that it has said is read by then. */
static int
ends_after(struct daemon *daemon, int signal)
{
	int status;

	if (signal)
		CU_ASSERT_EQUAL(kill(daemon->pid, signal), 0);
	status = process_end(daemon->pid);
	CU_ASSERT(says(daemon, NULL));
	(void)close(daemon->log);
	return status;
}

static void
end(void)
{
	CU_ASSERT_EQUAL(ends_after(&one, SIGTERM), 0);
	CU_ASSERT(access(path, F_OK) < 0);
	journal_dir_drop(&dir);
}

/* Asks for it and waits for what comes of it: an exit code, or an error's code. */
static int
ask(struct control_client *client, enum control_method method, const char *domain)
{
	const struct control_request request = {
	        .id = {.kind = CONTROL_ID_NUMBER, .number = 9}, .method = method, .wish = {.domain = domain}};
	struct control_message message = {.kind = CONTROL_PROGRESS};
	char *line = control_encode_request(&request, &err);
	int code;

	CU_ASSERT_PTR_NOT_NULL_FATAL(line);
	CU_ASSERT_EQUAL(control_client_send(client, line, &err), 0);
	free(line);
	while (message.kind == CONTROL_PROGRESS) {
		CU_ASSERT_EQUAL_FATAL(control_client_next(client,
		                                          event_now_us() + PROCESS_PATIENCE_MS * 1000ull,
		                                          NULL, NULL, &message, &err),
		                      0);
		CU_ASSERT_EQUAL(message.id.number, 9);
		if (message.kind == CONTROL_PROGRESS)
			control_message_clear(&message);
	}
	code = message.kind == CONTROL_ERROR
	               ? message.code
	               : (int)json_integer_value(json_object_get(message.result, "exit_code"));
	(void)snprintf(err.text, sizeof(err.text), "%s", message.message ? message.message : "");
	control_message_clear(&message);
	return code;
}

static int
ask_once(enum control_method method, const char *domain)
{
	struct control_client *client = connect_to_it();
	int code = ask(client, method, domain);

	control_client_close(client);
	return code;
}

static void
requests_are_carried_out(void)
{
	struct control_client *client;
	struct stat st;

	begin();
	start(&one);
	client = connect_to_it();
	CU_ASSERT_EQUAL(lstat(path, &st), 0);
	CU_ASSERT(S_ISSOCK(st.st_mode) && (st.st_mode & 0777) == 0660);
	CU_ASSERT_EQUAL(ask(client, CONTROL_RESTORE, "none"), OUTCOME_NO_DOMAIN);
	CU_ASSERT_EQUAL(ask(client, CONTROL_PREPARE, "test"), OUTCOME_ERROR);
	CU_ASSERT_EQUAL(ask(client, CONTROL_ABORT, "test"), OUTCOME_NO_DOMAIN);
	control_client_close(client);
	CU_ASSERT(says(&one, "vferryd: restore of none: no-domain: "));
	CU_ASSERT(says(&one, "vferryd: prepare of test: error: "));
	end();
}

static void
a_file_that_is_wrong_changes_nothing(void)
{
	begin();
	start(&one);
	CU_ASSERT_EQUAL(ask_once(CONTROL_RESTORE, "none"), OUTCOME_NO_DOMAIN);
	configure("limits: {crossings: many}\n");
	CU_ASSERT_EQUAL(kill(one.pid, SIGHUP), 0);
	CU_ASSERT(says(&one, "the configuration stays as it was: "));
	CU_ASSERT(says(&one, "conf:5:"));
	CU_ASSERT_EQUAL(ask_once(CONTROL_RESTORE, "none"), OUTCOME_NO_DOMAIN);
	/* Neither does one that nobody was told of. */
	(void)unlink(config);
	CU_ASSERT_EQUAL(ask_once(CONTROL_RESTORE, "none"), OUTCOME_NO_DOMAIN);
	configure_for("test:///nowhere", "");
	CU_ASSERT_EQUAL(kill(one.pid, SIGHUP), 0);
	CU_ASSERT(says(&one, "the configuration was read again"));
	CU_ASSERT_EQUAL(ask_once(CONTROL_RESTORE, "none"), OUTCOME_SOURCE_UNREACHABLE);
	end();
}

static void
a_wrong_file_starts_nothing(void)
{
	begin();
	configure("colour: blue\n");
	start(&one);
	CU_ASSERT_EQUAL(WEXITSTATUS(ends_after(&one, 0)), 1);
	CU_ASSERT_PTR_NOT_NULL(strstr(one.said, "conf:5: "));
	CU_ASSERT(access(path, F_OK) < 0);
	journal_dir_drop(&dir);
}

static void
one_daemon_has_a_socket(void)
{
	static struct daemon other;

	begin();
	start(&one);
	control_client_close(connect_to_it());
	start(&other);
	CU_ASSERT_EQUAL(WEXITSTATUS(ends_after(&other, 0)), 1);
	CU_ASSERT_PTR_NOT_NULL(strstr(other.said, "another vferryd answers on "));
	CU_ASSERT_EQUAL(ask_once(CONTROL_RESTORE, "none"), OUTCOME_NO_DOMAIN);
	end();
}

static void
one_that_was_killed_starts_again(void)
{
	int status;

	begin();
	start(&one);
	control_client_close(connect_to_it());
	status = ends_after(&one, SIGKILL);
	CU_ASSERT(WIFSIGNALED(status));
	CU_ASSERT_EQUAL(access(path, F_OK), 0);
	start(&one);
	CU_ASSERT_EQUAL(ask_once(CONTROL_RESTORE, "none"), OUTCOME_NO_DOMAIN);
	end();
}

/* A host that takes connections and says nothing. */
static int
listen_silently(char uri[160])
{
	struct sockaddr_un at = {.sun_family = AF_UNIX};
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);

	(void)snprintf(at.sun_path, sizeof(at.sun_path), "%s/silent", dir.top);
	(void)snprintf(uri, 160, "qemu+unix:///system?socket=%s", at.sun_path);
	CU_ASSERT_EQUAL_FATAL(bind(fd, (const struct sockaddr *)&at, sizeof(at)), 0);
	CU_ASSERT_EQUAL_FATAL(listen(fd, 8), 0);
	return fd;
}

static int
accept_one(int listening)
{
	struct pollfd wanted = {.fd = listening, .events = POLLIN};

	CU_ASSERT_EQUAL_FATAL(poll(&wanted, 1, PROCESS_PATIENCE_MS), 1);
	return accept4(listening, NULL, NULL, SOCK_CLOEXEC);
}

static void
cut_off(const char *source_uri)
{
	const struct journal_begin record = {
	        .domain = "test",
	        .uuid = UUID,
	        .wish = {.domain = "test", .source_uri = source_uri, .destination_uri = "test:///default"}};
	struct journal *journal;

	CU_ASSERT_EQUAL_FATAL(journal_create(dir.path, &record, &journal, &err), 0);
	journal_close(journal);
}

static void
what_was_cut_off_is_resumed(void)
{
	begin();
	cut_off(NULL);
	start(&one);
	CU_ASSERT(says(&one, "vferryd: a crossing was cut off, its guest is brought home: test\n"));
	CU_ASSERT(says(&one, "vferryd: resume of " UUID ": no-domain: "));
	CU_ASSERT(says(&one, "vferryd: a crossing has ended: test: "));
	end();
}

/* Its process is killed, its journal stays. */
static void
what_does_not_end_is_parked(void)
{
	char uri[160], heard[4096] = "";
	int listening, worker;

	begin();
	configure("stop_timeout_s: 0\n");
	listening = listen_silently(uri);
	cut_off(uri);
	for (unsigned int i = 0; i < 2; i++) {
		start(&one);
		worker = accept_one(listening);
		CU_ASSERT_EQUAL(journal_dir_status(&dir), JOURNAL_LIVE);
		CU_ASSERT_EQUAL(ends_after(&one, SIGTERM), 0);
		CU_ASSERT(access(path, F_OK) < 0);
		heard[0] = '\0';
		CU_ASSERT(process_hear(worker, heard, sizeof(heard), NULL));
		(void)close(worker);
		CU_ASSERT_EQUAL(journal_dir_status(&dir), JOURNAL_UNFINISHED);
	}
	(void)close(listening);
	journal_dir_drop(&dir);
}

static void
signals_end_it(void)
{
	begin();
	start(&one);
	control_client_close(connect_to_it());
	CU_ASSERT_EQUAL(ends_after(&one, SIGINT), 0);
	CU_ASSERT(access(path, F_OK) < 0);
	journal_dir_drop(&dir);
}

static const struct unit_test tests[] = {
        {"requests are carried out", requests_are_carried_out},
        {"a file that is wrong changes nothing", a_file_that_is_wrong_changes_nothing},
        {"a wrong file starts nothing", a_wrong_file_starts_nothing},
        {"one daemon has a socket", one_daemon_has_a_socket},
        {"one that was killed starts again", one_that_was_killed_starts_again},
        {"what was cut off is resumed", what_was_cut_off_is_resumed},
        {"what does not end is parked", what_does_not_end_is_parked},
        {"signals end it", signals_end_it},
};

UNIT_MAIN("daemon", tests)
