/* SPDX-License-Identifier: BSD-3-Clause */
/* worker.c: see worker.h. */
#include "vferryd/worker.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "control.h"
#include "control_lines.h"
#include "crossing.h"
#include "journal_file.h"
#include "vferryd/survey.h"
#include "vferryd/worker_question.h"
#include "vferryd/worker_resume.h"

/* What the crossing's callbacks need. */
struct worker {
	const struct config *config;
	struct control_request request;
	struct journal *journal; /* NULL: none yet */
};

/* Nobody may listen any more: that is no reason to stop. */
static void
say(char *line)
{
	size_t size = line ? strlen(line) : 0, done = 0;
	ssize_t n = 0;

	while (done < size && (n >= 0 || errno == EINTR)) {
		n = write(STDOUT_FILENO, line + done, size - done);
		done += n > 0 ? (size_t)n : 0;
	}
	free(line);
}

static void
on_progress(void *arg, const struct crossing_progress *progress)
{
	const struct worker *worker = arg;

	say(control_encode_progress(&worker->request.id, NULL, progress, NULL));
}

static int
log_begin(void *arg, const char *uuid, const char *name, struct err *err)
{
	struct worker *worker = arg;
	struct timespec now;
	struct journal_begin begin = {.domain = name, .uuid = uuid, .wish = worker->request.wish};

	clock_gettime(CLOCK_REALTIME, &now);
	begin.time_us = (uint64_t)now.tv_sec * 1000000 + (uint64_t)now.tv_nsec / 1000;
	return journal_create(worker->config->state, &begin, &worker->journal, err);
}

/* One that cannot be written is no reason to leave the guest half way: the domain itself says the rest. */
static void
log_step(void *arg, enum plan_step step, unsigned int attempt)
{
	const struct worker *worker = arg;

	if (worker->journal)
		(void)journal_append_step(worker->journal, step, attempt, NULL);
}

static void
log_turned(void *arg, enum plan_host host)
{
	const struct worker *worker = arg;

	if (worker->journal)
		(void)journal_append_turned(worker->journal, host, NULL);
}

/* A guest that is there on its backup is brought home yet, and one that cannot be seen when it can be again:
 * so its journal stays open. */
static void
close_journal(struct worker *worker, enum outcome outcome, const struct err *why)
{
	if (worker->journal && outcome != OUTCOME_THERE_ON_BACKUP && outcome != OUTCOME_LOST)
		(void)journal_end(worker->journal, outcome, outcome == OUTCOME_OK ? "" : why->text, NULL);
	journal_close(worker->journal);
}

/* The result is a report however it ended: it has the outcome and the sentence. */
static void
cross(struct worker *worker)
{
	static const struct crossing_log keeper = {log_begin, log_step, log_turned};
	static struct report report;
	struct crossing_wish *wish = &worker->request.wish;
	struct err err = {0};
	enum outcome outcome;
	json_t *json;

	if (!wish->source_uri)
		wish->source_uri = worker->config->uri;
	if (wish->kind == CROSSING_PREPARE && !worker->request.prepare_s_given)
		wish->prepare_s = worker->config->prepare_timeout_s;
	wish->limits = &worker->config->steps;
	if (wish->kind == CROSSING_MIGRATE)
		wish->log = &keeper;
	wish->log_arg = worker;
	outcome = crossing_run(wish, on_progress, worker, &report, &err);
	close_journal(worker, outcome, &err);
	json = report_json(&report);
	say(control_encode_result(&worker->request.id, json, NULL));
	json_decref(json);
	report_clear(&report);
}

static void
obey(struct worker *worker)
{
	struct control_request *request = &worker->request;

	if (request->method == CONTROL_MIGRATE || request->method == CONTROL_PREPARE ||
	    request->method == CONTROL_RESTORE)
		cross(worker);
	else if (request->method == CONTROL_RESUME)
		say(worker_resume(worker->config, request, on_progress, worker));
	else if (worker_question_is(request->method))
		say(worker_question(worker->config, request));
	else if (request->method == CONTROL_SURVEY)
		say(survey_look(worker->config->uri, request));
	else
		say(control_encode_error(&request->id, CONTROL_UNKNOWN_METHOD, "this is the daemon's to do",
		                         NULL));
}

/* One line of standard input. 0 or negative errno. */
static int
read_request(struct worker *worker, struct err *err)
{
	struct control_lines lines = {0};
	const char *line = NULL;
	char buf[4096];
	ssize_t n = 0;
	size_t size = 0;
	int ret = 0;

	while (ret == 0 && (n = read(STDIN_FILENO, buf, sizeof(buf))) > 0) {
		ret = control_lines_add(&lines, buf, (size_t)n);
		if (ret == 0)
			ret = control_lines_next(&lines, &line, &size);
	}
	if (n < 0)
		ret = -errno;
	if (ret == 1)
		ret = control_decode_request(line, size, &worker->request, err);
	else if (ret == -EMSGSIZE)
		err_set(err, ret, "the request is longer than a message may be");
	else
		ret = err_set(err, ret < 0 ? ret : -ENODATA, "nothing was asked");
	control_lines_clear(&lines);
	return ret;
}

static void
on_interrupt(int signal)
{
	(void)signal;
	crossing_stop();
}

int
worker_main(const struct config *config)
{
	const struct sigaction interrupt = {.sa_handler = on_interrupt, .sa_flags = SA_RESTART},
	                       ignore = {.sa_handler = SIG_IGN};
	struct worker worker = {.config = config};
	struct err err = {0};
	sigset_t interrupts;
	int ret;

	sigemptyset(&interrupts);
	sigaddset(&interrupts, SIGINT);
	sigaction(SIGINT, &interrupt, NULL);
	sigaction(SIGPIPE, &ignore, NULL);
	sigaction(SIGHUP, &ignore, NULL);
	sigprocmask(SIG_UNBLOCK, &interrupts, NULL);
	ret = read_request(&worker, &err);
	if (ret == 0)
		obey(&worker);
	else
		say(control_encode_error(&worker.request.id, control_code_of(ret), err.text, NULL));
	control_request_clear(&worker.request);
	return 0;
}
