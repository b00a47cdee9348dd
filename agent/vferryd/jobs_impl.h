/* SPDX-License-Identifier: BSD-3-Clause */
/* jobs_impl.h: one of the jobs, and what is said of it. Neighbours: jobs.c, jobs_told.c. Not for others. */
#ifndef VFERRY_JOBS_IMPL_H
#define VFERRY_JOBS_IMPL_H

#include "vferryd/jobs.h"

struct job {
	struct job *next;
	struct control_request request;
	char *line;                     /* what the request is decoded from */
	struct server_client *client;   /* NULL: nobody, or gone */
	const struct jobs_watch *watch; /* NULL: nobody */
	struct worker_process *worker;  /* NULL: it waits */
	bool question, answered;
	char *answer; /* the line: told when the process has ended, and the domain is free for the next */
	enum outcome outcome;
	char message[384];
	uint64_t elapsed_ms;
};

/* As it was asked for. */
const char *job_domain(const struct job *job);
/* Tells its client, if there is one, that nothing came of it. */
void job_refuse(const struct job *job, int code, const char *why);
/* Notes what its process has answered. */
void job_take_answer(struct job *job, const struct control_message *message);
/* Tells how it has ended. */
void job_tell_end(const struct job *job, void (*on_end)(void *arg, const struct job_end *end), void *arg);

#endif
