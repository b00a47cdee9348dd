/* SPDX-License-Identifier: BSD-3-Clause */
/* jobs.c: see jobs.h. */
#include "vferryd/jobs.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "vferryd/jobs_impl.h"
#include "vferryd/worker_question.h"

struct jobs {
	struct workers *workers;
	struct jobs_calls calls;
	struct workers_calls worker_calls;
	unsigned int limit;
	bool draining;
	struct job *first; /* in the order in which they came */
};

static struct job *
crossing_of(const struct jobs *jobs, const char *domain)
{
	struct job *job = jobs->first;

	while (job && (job->question || strcmp(job_domain(job), domain) != 0))
		job = job->next;
	return job;
}

static unsigned int
count(const struct jobs *jobs, bool questions, bool running)
{
	unsigned int n = 0;

	for (const struct job *job = jobs->first; job; job = job->next)
		n += job->question == questions && (job->worker || !running);
	return n;
}

static void
drop(struct jobs *jobs, struct job *job)
{
	struct job **at = &jobs->first;

	while (*at && *at != job)
		at = &(*at)->next;
	*at = job->next;
	control_request_clear(&job->request);
	free(job->line);
	free(job->answer);
	free(job);
}

/* It has not begun, and will not. */
static void
drop_unbegun(struct jobs *jobs, struct job *job, const char *why)
{
	job_refuse(job, OUTCOME_ERROR, why);
	job->answered = true;
	job->outcome = OUTCOME_ERROR;
	(void)snprintf(job->message, sizeof(job->message), "%s", why);
	if (job->watch)
		job_tell_end(job, job->watch->on_end, job->watch->arg);
	drop(jobs, job);
}

/* Starts as many as may run. */
static void
start_some(struct jobs *jobs)
{
	struct job *next;
	struct err err;

	for (struct job *job = jobs->first; job; job = next) {
		next = job->next;
		if (job->worker || jobs->draining ||
		    count(jobs, job->question, true) >= (job->question ? JOBS_QUESTIONS : jobs->limit))
			continue;
		if (workers_start(jobs->workers, &job->request, job, &job->worker, &err) == 0) {
			if (!job->question && jobs->calls.on_begin)
				jobs->calls.on_begin(jobs->calls.arg, job_domain(job));
			continue;
		}
		(void)snprintf(job->message, sizeof(job->message), "%s", err.text);
		if (!job->question)
			job_tell_end(job, jobs->calls.on_end, jobs->calls.arg);
		drop_unbegun(jobs, job, err.text);
	}
}

/* Without memory to keep it the client is told at once. */
static void
take_answer(struct job *job, const char *line, const struct control_message *message)
{
	job->answer = strdup(line);
	job_take_answer(job, message);
}

static void
on_line(void *arg, struct worker_process *worker, const char *line, const struct control_message *message)
{
	struct job *job = worker_tag(worker);

	(void)arg;
	if (job->answered)
		return;
	if (message->kind != CONTROL_PROGRESS)
		take_answer(job, line, message);
	else if (job->watch)
		job->watch->on_progress(job->watch->arg, job_domain(job), &message->progress);
	if (job->client && !job->answer)
		(void)server_send(job->client, line);
}

static void
on_end(void *arg, struct worker_process *worker, const char *how)
{
	struct jobs *jobs = arg;
	struct job *job = worker_tag(worker);

	if (!job->answered) {
		(void)snprintf(job->message, sizeof(job->message), "the process that was on it %s%s", how,
		               job->question ? "" : ": vferryd brings the guest home");
		job_refuse(job, CONTROL_INTERNAL_ERROR, job->message);
	} else if (job->client && job->answer) {
		(void)server_send(job->client, job->answer);
	}
	if (!job->question)
		job_tell_end(job, jobs->calls.on_end, jobs->calls.arg);
	if (job->watch)
		job_tell_end(job, job->watch->on_end, job->watch->arg);
	drop(jobs, job);
	start_some(jobs);
}

struct jobs *
jobs_new(const char *const argv[], const struct jobs_calls *calls, struct err *err)
{
	struct jobs *jobs = calloc(1, sizeof(*jobs));

	if (!jobs) {
		err_set(err, -ENOMEM, "no memory for crossings");
		return NULL;
	}
	jobs->calls = *calls;
	jobs->worker_calls = (struct workers_calls){on_line, on_end, jobs};
	jobs->limit = 1;
	jobs->workers = workers_new(argv, &jobs->worker_calls, err);
	if (jobs->workers)
		return jobs;
	free(jobs);
	return NULL;
}

void
jobs_limit(struct jobs *jobs, unsigned int limit)
{
	jobs->limit = limit;
	start_some(jobs);
}

/* The request's strings are its client's: it is kept as the line that it makes. */
static int
copy(struct job *job, const struct control_request *request, struct err *err)
{
	job->question = worker_question_is(request->method);
	job->line = control_encode_request(request, err);
	return job->line ? control_decode_request(job->line, strlen(job->line) - 1, &job->request, err)
	                 : err->code;
}

int
jobs_add(struct jobs *jobs, const struct control_request *request, struct server_client *client,
         struct err *err)
{
	struct job *job = calloc(1, sizeof(*job)), **at = &jobs->first;
	int ret;

	if (!job)
		return err_set(err, -ENOMEM, "no memory for a crossing");
	ret = copy(job, request, err);
	if (ret == 0 && job->question && count(jobs, true, false) >= JOBS_QUESTIONS_MAX)
		ret = err_set(err, -EBUSY, "vferryd has too many questions to answer: ask again");
	if (ret == 0 && !job->question && crossing_of(jobs, job_domain(job)))
		ret = err_set(err, -EBUSY, "a crossing of %s is under way, or waits: see 'vferry list'",
		              job_domain(job));
	if (ret == 0 && jobs->draining)
		ret = err_set(err, -ESHUTDOWN, "vferryd is about to end: ask again when it is back");
	if (ret < 0) {
		control_request_clear(&job->request);
		free(job->line);
		free(job);
		return ret;
	}
	job->client = client;
	while (*at)
		at = &(*at)->next;
	*at = job;
	start_some(jobs);
	return 0;
}

int
jobs_watch(struct jobs *jobs, const char *domain, const struct jobs_watch *watch)
{
	struct job *job = crossing_of(jobs, domain);

	if (job)
		job->watch = watch;
	return job ? 0 : -ENOENT;
}

bool
jobs_have(const struct jobs *jobs, const char *domain)
{
	return crossing_of(jobs, domain) != NULL;
}

int
jobs_abort(struct jobs *jobs, const char *domain, struct err *err)
{
	struct job *job = crossing_of(jobs, domain);

	if (!job)
		return err_set(err, -ENOENT, "no crossing of domain %s is under way here", domain);
	if (job->worker) {
		worker_interrupt(job->worker);
	} else {
		drop_unbegun(jobs, job, "aborted before it began; nothing was changed");
	}
	return 0;
}

void
jobs_forget(struct jobs *jobs, const struct server_client *client)
{
	struct job *next;

	for (struct job *job = jobs->first; job; job = next) {
		next = job->next;
		if (job->client != client)
			continue;
		job->client = NULL;
		if (job->question && job->worker)
			worker_park(job->worker);
		else if (job->question)
			drop(jobs, job);
	}
}

void
jobs_drain(struct jobs *jobs)
{
	struct job *next;

	jobs->draining = true;
	for (struct job *job = jobs->first; job; job = next) {
		next = job->next;
		if (job->worker)
			continue;
		job_refuse(job, OUTCOME_ERROR, "vferryd ends before this began; nothing was changed");
		drop(jobs, job);
	}
}

void
jobs_park(struct jobs *jobs)
{
	for (const struct job *job = jobs->first; job; job = job->next)
		if (job->worker)
			worker_park(job->worker);
}

unsigned int
jobs_running(const struct jobs *jobs)
{
	return workers_count(jobs->workers);
}

unsigned int
jobs_crossings(const struct jobs *jobs)
{
	return count(jobs, false, true);
}

void
jobs_free(struct jobs *jobs)
{
	if (!jobs)
		return;
	workers_free(jobs->workers);
	while (jobs->first)
		drop(jobs, jobs->first);
	free(jobs);
}
