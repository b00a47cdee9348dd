/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * act_worker.c: a worker that runs no crossing: what it does is the name of the domain that it is asked to
 * carry, up to a '-'. Neighbours: test_workers.c, test_jobs.c. It ends with who has started it. It begins
 * with SIGINT blocked.
 */
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <unistd.h>

#include "control.h"

#define FLOOD 5000 /* lines of progress */

static struct control_request request;
static volatile sig_atomic_t interrupted;

static void
say(char *line, size_t less)
{
	size_t size = line ? strlen(line) - less : 0, done = 0;

	while (done < size) {
		ssize_t n = write(STDOUT_FILENO, line + done, size - done);

		if (n < 0)
			break;
		done += (size_t)n;
	}
	free(line);
}

static char *
answer(int code, const char *message)
{
	json_t *report = json_pack("{s:i, s:s}", "exit_code", code, "message", message);
	char *line = control_encode_result(&request.id, report, NULL);

	json_decref(report);
	return line;
}

static void
progress(unsigned int times)
{
	for (unsigned int i = 1; i <= times; i++)
		say(control_encode_progress(
		            &request.id, NULL,
		            &(struct crossing_progress){.step = "copy", .host = "left", .attempt = i}, NULL),
		    0);
}

static void
on_interrupt(int signal)
{
	(void)signal;
	interrupted = 1;
}

static int
plain(void)
{
	say(answer(OUTCOME_OK, ""), 0);
	return 0;
}

static int
fails(void)
{
	say(answer(OUTCOME_NO_CHANNEL, "no channel"), 0);
	return 0;
}

static int
refuses(void)
{
	say(control_encode_error(&request.id, OUTCOME_BUSY, "another job", NULL), 0);
	return 0;
}

static int
steps(void)
{
	progress(3);
	return plain();
}

static int
floods(void)
{
	progress(FLOOD);
	return plain();
}

static int
killed(void)
{
	progress(1);
	return raise(SIGKILL);
}

/* Until it is interrupted; then it answers. */
static int
silent(void)
{
	sigset_t none;

	sigemptyset(&none);
	(void)sigaction(SIGINT, &(struct sigaction){.sa_handler = on_interrupt}, NULL);
	progress(1);
	while (!interrupted)
		(void)sigsuspend(&none);
	say(answer(OUTCOME_BACK_ON_VF, "interrupted"), 0);
	return 0;
}

static int
deaf(void)
{
	(void)sigaction(SIGINT, &(struct sigaction){.sa_handler = SIG_IGN}, NULL);
	progress(1);
	while (pause() < 0)
		;
	return 1;
}

static int
garbage(void)
{
	char *much = malloc(CONTROL_LINE_MAX + 10);

	if (much) {
		memset(much, 'x', CONTROL_LINE_MAX + 8);
		memcpy(much + CONTROL_LINE_MAX + 8, "\n", 2);
	}
	say(much, 0);
	say(strdup("hello\n{}\n\n\n\xff\xfe\n{\"jsonrpc\":\"2.0\"}\n"), 0);
	return steps();
}

static int
twice(void)
{
	plain();
	progress(1);
	return fails();
}

/* Its last line has no end. */
static int
torn(void)
{
	say(answer(OUTCOME_OK, ""), 1);
	return 3;
}

static int
mute(void)
{
	(void)close(STDOUT_FILENO);
	return 0;
}

/* What else is open than the three that it was given? */
static int
counts(void)
{
	int more = 0;

	for (int fd = STDERR_FILENO + 1; fd < 1024; fd++)
		more += fcntl(fd, F_GETFD) >= 0;
	say(answer(more, ""), 0);
	return 0;
}

int
main(void)
{
	static const struct {
		const char *name;
		int (*act)(void);
	} acts[] = {{"answer", plain},    {"fail", fails},    {"refuse", refuses}, {"steps", steps},
	            {"flood", floods},    {"killed", killed}, {"silent", silent},  {"deaf", deaf},
	            {"garbage", garbage}, {"twice", twice},   {"torn", torn},      {"mute", mute},
	            {"count", counts}};
	static char line[65536];
	const char *domain;
	int code = 2;

	(void)prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (!fgets(line, sizeof(line), stdin) ||
	    control_decode_request(line, strcspn(line, "\n"), &request, NULL) < 0)
		return code;
	domain = request.method == CONTROL_RESUME ? "answer" : request.wish.domain;
	for (size_t i = 0; i < sizeof(acts) / sizeof(acts[0]); i++)
		if (strcspn(domain, "-") == strlen(acts[i].name) &&
		    strncmp(domain, acts[i].name, strlen(acts[i].name)) == 0)
			code = acts[i].act();
	control_request_clear(&request);
	return code;
}
