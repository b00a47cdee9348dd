/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * jobs.h: the crossings that vferryd was asked for, or takes up by itself: each waits until one more may run,
 * then has a process. So do questions that others have to answer (worker_question.h), whose turn and number
 * crossings do not know of. Neighbours: workers.h runs them; daemon.c asks; recovery.c takes up what was cut
 * off. One thread: the event loop's.
 */
#ifndef VFERRY_JOBS_H
#define VFERRY_JOBS_H

#include "vferryd/server.h"
#include "vferryd/workers.h"

struct jobs;

/* Questions that are answered at once; with those that wait for it. */
#define JOBS_QUESTIONS     8u
#define JOBS_QUESTIONS_MAX 64u

/* How a crossing ended. */
struct job_end {
	const char *domain; /* as it was asked for */
	enum control_method method;
	bool answered;        /* false: its process died before, or could not be started */
	enum outcome outcome; /* when answered */
	const char *message;  /* one sentence, "" when all went well */
	uint64_t elapsed_ms;  /* that the crossing took, as it says */
};

struct jobs_calls {
	/* A crossing that was to run is no more; from the event loop, jobs_add() or jobs_limit(). It adds
	 * none. */
	void (*on_end)(void *arg, const struct job_end *end);
	void *arg;
	/* It has one now; NULL: nobody wants to know. */
	void (*on_begin)(void *arg, const char *domain);
};

/* argv: of a worker. NULL when memory is out. */
struct jobs *jobs_new(const char *const argv[], const struct jobs_calls *calls, struct err *err);

/* How many crossings run at once; more wait. From now on. */
void jobs_limit(struct jobs *jobs, unsigned int limit);

/*
 * Adds one; client NULL: nobody waits for it. Its answer comes when its process is gone: then the domain is
 * free for the next. The request is copied. 0; -EBUSY with a sentence when there is a crossing of that
 * domain already, or a question too many; -ESHUTDOWN; -ENOMEM.
 */
int jobs_add(struct jobs *jobs, const struct control_request *request, struct server_client *client,
             struct err *err);

/* Who wants to know of one crossing, other than its client. */
struct jobs_watch {
	void (*on_progress)(void *arg, const char *domain, const struct crossing_progress *progress);
	/* After that of jobs_calls; or it was dropped before it began. Not by jobs_drain() or jobs_free(). */
	void (*on_end)(void *arg, const struct job_end *end);
	void *arg;
};

/* From now on, for the domain's; watch is borrowed. 0; -ENOENT: it could not be started and is gone. */
int jobs_watch(struct jobs *jobs, const char *domain, const struct jobs_watch *watch);

/* Whether there is a crossing of this domain, under that name, UUID or id. */
bool jobs_have(const struct jobs *jobs, const char *domain);

/* Ends the domain's crossing: one that waits is dropped and its client told, one that runs goes back in
 * order. 0 or -ENOENT with a sentence. */
int jobs_abort(struct jobs *jobs, const char *domain, struct err *err);

/* A client is no more: a crossing that it asked for goes on, a question ends. */
void jobs_forget(struct jobs *jobs, const struct server_client *client);

/* No further one is started; those that wait are dropped and told. */
void jobs_drain(struct jobs *jobs);
/* Those that run are left to whoever comes next. */
void jobs_park(struct jobs *jobs);
unsigned int jobs_running(const struct jobs *jobs);
/* Of those the crossings. */
unsigned int jobs_crossings(const struct jobs *jobs);

/* Their processes go on. NULL is allowed. */
void jobs_free(struct jobs *jobs);

#endif
