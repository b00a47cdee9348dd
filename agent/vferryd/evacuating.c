/* SPDX-License-Identifier: BSD-3-Clause */
/* evacuating.c: see evacuating.h. */
#include "vferryd/evacuating.h"

#include <errno.h>
#include <libvirt/libvirt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "event.h"
#include "vferryd/evacuation.h"

struct evacuating {
	struct evacuation *evacuation;
	struct jobs *jobs;
	struct jobs_watch watch;
	struct workers *surveyors;
	struct workers_calls surveyor_calls;
	bool surveyed; /* by the one that runs */
	char *state;   /* folder */
	struct server_client *client;
	void (*log)(void *arg, const char *text);
	int timer;
};

static uint64_t
now_ms(void *arg)
{
	(void)arg;
	return event_now_us() / 1000;
}

static void
wake(void *arg, uint64_t in_ms)
{
	const struct evacuating *evacuating = arg;

	virEventUpdateTimeout(evacuating->timer, in_ms == UINT64_MAX ? -1
	                                         : in_ms < INT32_MAX ? (int)in_ms
	                                                             : INT32_MAX);
}

static void
on_timer(int timer, void *arg)
{
	const struct evacuating *evacuating = arg;

	virEventUpdateTimeout(timer, -1);
	evacuation_tick(evacuating->evacuation);
}

static int
survey(void *arg, const char *const to[], unsigned int nto, struct err *err)
{
	struct evacuating *evacuating = arg;
	const struct control_request request = {.id = {.kind = CONTROL_ID_NUMBER, .number = 1},
	                                        .method = CONTROL_SURVEY,
	                                        .to = to,
	                                        .nto = nto};
	struct worker_process *surveyor;

	evacuating->surveyed = false;
	return workers_start(evacuating->surveyors, &request, NULL, &surveyor, err);
}

static void
on_surveyor_line(void *arg, struct worker_process *worker, const char *line,
                 const struct control_message *message)
{
	struct evacuating *evacuating = arg;

	(void)worker, (void)line;
	if (evacuating->surveyed || message->kind == CONTROL_PROGRESS)
		return;
	evacuating->surveyed = true;
	evacuation_surveyed(evacuating->evacuation, message->result,
	                    message->code > 0 ? (enum outcome)message->code : OUTCOME_ERROR,
	                    message->message);
}

static void
on_surveyor_end(void *arg, struct worker_process *worker, const char *how)
{
	struct evacuating *evacuating = arg;
	char why[160];

	(void)worker;
	if (evacuating->surveyed)
		return;
	evacuating->surveyed = true;
	(void)snprintf(why, sizeof(why),
	               "the process that looks at the hosts %s: ask with fewer destinations, or see which of "
	               "them does not answer",
	               how);
	evacuation_surveyed(evacuating->evacuation, NULL, OUTCOME_ERROR, why);
}

static int
start(void *arg, const struct control_request *migrate, struct err *err)
{
	const struct evacuating *evacuating = arg;
	int ret = jobs_add(evacuating->jobs, migrate, NULL, err);

	if (ret == 0 && jobs_watch(evacuating->jobs, migrate->wish.domain, &evacuating->watch) < 0)
		ret = err_set(err, -EAGAIN, "the process of the crossing does not start");
	return ret;
}

static void
abort_crossing(void *arg, const char *uuid)
{
	const struct evacuating *evacuating = arg;
	struct err ignored;

	(void)jobs_abort(evacuating->jobs, uuid, &ignored);
}

/* Its journal is there as long as there is something to be done. */
static bool
is_held(void *arg, const char *uuid)
{
	const struct evacuating *evacuating = arg;
	char path[4096];

	(void)snprintf(path, sizeof(path), "%s/%s.journal", evacuating->state, uuid);
	return jobs_have(evacuating->jobs, uuid) || access(path, F_OK) == 0;
}

static unsigned int
others(void *arg, unsigned int ours)
{
	const struct evacuating *evacuating = arg;
	unsigned int all = jobs_crossings(evacuating->jobs);

	return all > ours ? all - ours : 0;
}

static void
say(void *arg, const char *line)
{
	const struct evacuating *evacuating = arg;

	if (evacuating->client)
		(void)server_send(evacuating->client, line);
}

static void
log_text(void *arg, const char *text)
{
	const struct evacuating *evacuating = arg;

	evacuating->log(NULL, text);
}

static void
on_progress(void *arg, const char *domain, const struct crossing_progress *progress)
{
	const struct evacuating *evacuating = arg;

	evacuation_progress(evacuating->evacuation, domain, progress);
}

static void
on_end(void *arg, const struct job_end *end)
{
	const struct evacuating *evacuating = arg;

	evacuation_ended(evacuating->evacuation, end->domain, end->answered, end->outcome, end->message);
}

static int
open_all(struct evacuating *evacuating, const struct config *config, const char *const worker[],
         struct err *err)
{
	const struct evacuation_calls calls = {.now_ms = now_ms,
	                                       .wake = wake,
	                                       .survey = survey,
	                                       .start = start,
	                                       .abort = abort_crossing,
	                                       .is_held = is_held,
	                                       .others = others,
	                                       .say = say,
	                                       .log = log_text,
	                                       .arg = evacuating};
	char path[4096];

	evacuating->surveyor_calls = (struct workers_calls){on_surveyor_line, on_surveyor_end, evacuating};
	evacuating->watch = (struct jobs_watch){on_progress, on_end, evacuating};
	(void)snprintf(path, sizeof(path), "%s/evacuation.json", config->state);
	evacuating->timer = virEventAddTimeout(-1, on_timer, evacuating, NULL);
	evacuating->state = strdup(config->state);
	evacuating->surveyors = workers_new(worker, &evacuating->surveyor_calls, err);
	evacuating->evacuation = evacuation_new(path, &calls, err);
	if (evacuating->state && evacuating->surveyors && evacuating->evacuation && evacuating->timer >= 0)
		return 0;
	return err_set(err, -ENOMEM, "no memory for evacuations");
}

struct evacuating *
evacuating_new(const struct config *config, struct jobs *jobs, const char *const worker[],
               void (*log)(void *arg, const char *text), struct err *err)
{
	struct evacuating *evacuating = calloc(1, sizeof(*evacuating));
	struct err unread;

	if (!evacuating) {
		err_set(err, -ENOMEM, "no memory for evacuations");
		return NULL;
	}
	evacuating->jobs = jobs;
	evacuating->log = log;
	evacuating->timer = -1;
	if (open_all(evacuating, config, worker, err) < 0) {
		evacuating_free(evacuating);
		return NULL;
	}
	evacuating_limits(evacuating, config);
	if (evacuation_resume(evacuating->evacuation, &unread) < 0)
		log(NULL, unread.text);
	return evacuating;
}

void
evacuating_limits(struct evacuating *evacuating, const struct config *config)
{
	const struct fleet_limits limits = {.crossings = config->limits.crossings,
	                                    .per_host = config->limits.per_host,
	                                    .per_link = config->limits.per_link};

	evacuation_limits(evacuating->evacuation, &limits);
}

void
evacuating_request(struct evacuating *evacuating, struct server_client *client,
                   const struct control_request *request)
{
	struct err err;
	int ret = evacuation_begin(evacuating->evacuation, request, &err);

	if (ret == 0)
		evacuating->client = client;
	else
		server_refuse(client, &request->id, control_outcome_of(ret), err.text);
}

int
evacuating_abort(struct evacuating *evacuating, const char *domain)
{
	struct err ignored;

	return evacuation_abort(evacuating->evacuation, domain, &ignored);
}

void
evacuating_forget(struct evacuating *evacuating, const struct server_client *client)
{
	if (evacuating->client == client)
		evacuating->client = NULL;
}

void
evacuating_look(struct evacuating *evacuating)
{
	if (evacuation_runs(evacuating->evacuation))
		wake(evacuating, 0);
}

void
evacuating_stop(struct evacuating *evacuating)
{
	evacuation_stop(evacuating->evacuation);
}

void
evacuating_free(struct evacuating *evacuating)
{
	if (!evacuating)
		return;
	if (evacuating->timer >= 0)
		virEventRemoveTimeout(evacuating->timer);
	workers_free(evacuating->surveyors);
	evacuation_free(evacuating->evacuation);
	free(evacuating->state);
	free(evacuating);
}
