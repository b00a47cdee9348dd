/* SPDX-License-Identifier: BSD-3-Clause */
/* jobs_told.c: what is said of a job, to its client and to whoever watches. See jobs.h. */
#include <stdio.h>

#include "vferryd/jobs_impl.h"

const char *
job_domain(const struct job *job)
{
	return job->request.method == CONTROL_RESUME ? job->request.uuid : job->request.wish.domain;
}

void
job_refuse(const struct job *job, int code, const char *why)
{
	server_refuse(job->client, &job->request.id, code, why);
}

/* The last word is a report or an error. */
void
job_take_answer(struct job *job, const struct control_message *message)
{
	const char *sentence = message->message;

	job->answered = true;
	if (message->kind == CONTROL_RESULT) {
		job->outcome =
		        (enum outcome)json_integer_value(json_object_get(message->result, "exit_code"));
		sentence = json_string_value(json_object_get(message->result, "message"));
		job->elapsed_ms = (uint64_t)json_number_value(json_object_get(message->result, "elapsed_ms"));
	} else {
		job->outcome = message->code > 0 ? (enum outcome)message->code : OUTCOME_ERROR;
	}
	(void)snprintf(job->message, sizeof(job->message), "%s", sentence ? sentence : "");
}

void
job_tell_end(const struct job *job, void (*on_end)(void *arg, const struct job_end *end), void *arg)
{
	on_end(arg, &(struct job_end){.domain = job_domain(job),
	                              .method = job->request.method,
	                              .answered = job->answered,
	                              .outcome = job->outcome,
	                              .message = job->message,
	                              .elapsed_ms = job->elapsed_ms});
}
