/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * crossing.c: the life of a crossing, see crossing.h: look, decide, do, until the plan says that it has
 * ended. What is decided stands in plan.c, what a step does in steps_*.c, what is seen in observe.c.
 */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <time.h>

#include "crossing_impl.h"
#include "steps.h"

static volatile sig_atomic_t stop_asked;

void
crossing_stop(void)
{
	stop_asked = 1;
}

bool
crossing_stopped(void)
{
	return stop_asked;
}

uint64_t
crossing_now_ms(const struct crossing *c)
{
	return c->ops->now_us(c->hosts) / 1000;
}

bool
crossing_holds(const struct crossing *c, const struct crossing_pair *pair)
{
	return c->side == HOST_SOURCE && pair->asked && !pair->gone && pair->plugged[HOST_SOURCE];
}

bool
crossing_is_fresh(const struct crossing *c, const struct crossing_pair *pair)
{
	return pair->plugged[c->side] && pair->path != WIRE_PATH_VF && !crossing_holds(c, pair);
}

void
crossing_fail(struct crossing *c, bool final, enum outcome outcome, const struct err *err)
{
	c->last = *err;
	if (c->why.code == 0) {
		c->why = *err;
		c->why_open = true;
		if (outcome == OUTCOME_OK)
			err_wrap(&c->why, "%s", step_of(c->history.step)->name);
	}
	plan_failed(&c->history, final, outcome, crossing_now_ms(c));
}

void
crossing_note(struct crossing *c, const char *text)
{
	struct report_step *step = c->open_step;
	size_t used = step ? strlen(step->note) : 0;

	if (step)
		(void)snprintf(step->note + used, sizeof(step->note) - used, "%s%s", used ? "; " : "", text);
}

void
crossing_tell(struct crossing *c, bool begins, bool ends)
{
	const struct report_step *step = c->open_step;
	const struct host_job *job = &c->copy.job;
	uint64_t now_us = c->ops->now_us(c->hosts);
	bool copying = c->copy.task != NULL;

	c->progress_us = now_us;
	if (!c->progress || !step)
		return;
	c->progress(c->progress_arg, &(struct crossing_progress){
	                                     .step = step->name,
	                                     .host = step->host,
	                                     .begins = begins,
	                                     .ends = ends,
	                                     .failed = ends && !step->ok,
	                                     .attempt = step->attempts,
	                                     .elapsed_ms = (now_us - c->report->marks.start) / 1000,
	                                     .step_ms = (now_us - step->start_us) / 1000,
	                                     .memory_total = copying ? job->total : 0,
	                                     .memory_remaining = copying ? job->remaining : 0,
	                                     .bytes_per_s = copying ? job->bytes_per_s : 0,
	                                     .note = step->note[0] ? step->note : NULL,
	                             });
}

/* Why step came to nothing, for its note and, when it is the first that did, for the message. */
static void
conclude(struct crossing *c, enum plan_step name)
{
	const struct step *step = step_of(name);
	struct err err = c->last;

	if (c->seen.stop && !c->history.failed)
		err_set(&err, -EINTR, "interrupted");
	else if (c->seen.cut && c->seen.copying && !c->history.failed)
		err_set(&err, -ENOTCONN, "the connection to %s is gone", c->host[HOST_DESTINATION].name);
	else if (err.code == 0)
		err_set(&err, -ETIMEDOUT, "%s within %u s", step->expired,
		        step_attempts(name, c->plan.limits) * step_timeout_ms(name, c->plan.limits) / 1000);
	crossing_note(c, err.text);
	if (c->why.code == 0) {
		c->why = err;
		err_wrap(&c->why, "%s", step->name);
	}
}

void
crossing_close_step(struct crossing *c, enum plan_step failed)
{
	struct report_step *step = c->open_step;

	if (!step)
		return;
	step->ok = failed == STEP_NUM || step->name != step_of(failed)->name;
	if (!step->ok)
		conclude(c, failed);
	else if (c->why_open)
		c->why.code = 0;
	c->why_open = false;
	step->end_us = c->ops->now_us(c->hosts);
	/* The check learns only on its way what the host calls itself. */
	if (step == c->report->steps)
		(void)snprintf(step->host, sizeof(step->host), "%.63s", c->host[HOST_SOURCE].name);
	crossing_tell(c, false, true);
	c->open_step = NULL;
}

static void
open_step(struct crossing *c, enum plan_step name)
{
	const struct step *step = step_of(name);
	struct report *report = c->report;

	if (c->open_step && c->open_step->name == step->name) {
		c->open_step->attempts++;
		return;
	}
	crossing_close_step(c, STEP_NUM);
	if (report->nsteps == REPORT_STEPS_MAX)
		return;
	c->open_step = &report->steps[report->nsteps++];
	*c->open_step =
	        (struct report_step){.name = step->name, .start_us = c->ops->now_us(c->hosts), .attempts = 1};
	(void)snprintf(c->open_step->host, sizeof(c->open_step->host), "%.63s", c->host[step->host].name);
	c->last.code = 0;
	crossing_tell(c, true, false);
}

static void
do_step(struct crossing *c, enum plan_step name)
{
	struct err err = {0};

	open_step(c, name);
	if (c->wish->log)
		c->wish->log->step(c->wish->log_arg, name, c->history.attempts[name]);
	if (step_start(name, c, &err) < 0)
		crossing_fail(c, false, OUTCOME_OK, &err);
}

static void
sleep_until(struct crossing *c, uint64_t until_ms)
{
	uint64_t now_us = c->ops->now_us(c->hosts), tick_us = now_us + CROSSING_TICK_US;

	if (now_us >= c->progress_us + CROSSING_TICK_US)
		crossing_tell(c, false, false);
	if (until_ms < tick_us / 1000)
		tick_us = until_ms * 1000;
	c->ops->wait(c->hosts, c->wake_us && c->wake_us < tick_us ? c->wake_us : tick_us);
}

static enum outcome
live(struct crossing *c)
{
	for (;;) {
		struct plan_decision decision;
		uint64_t now;

		observe(c);
		copy_tick(c);
		c->seen.stop = stop_asked;
		now = crossing_now_ms(c);
		decision = plan_next(&c->plan, &c->seen, &c->history, now);
		if (decision.kind == PLAN_TURN || decision.kind == PLAN_PASS)
			crossing_close_step(c, decision.step);
		plan_apply(&decision, &c->seen, &c->plan, &c->history, now);
		if (decision.kind == PLAN_TURN && c->wish->log)
			c->wish->log->turned(c->wish->log_arg, c->plan.host);
		if (decision.kind == PLAN_DO)
			do_step(c, decision.step);
		else if (decision.kind == PLAN_WAIT)
			sleep_until(c, decision.until_ms);
		else if (decision.kind == PLAN_END)
			return decision.outcome;
	}
}

void
crossing_begin(struct crossing *c)
{
	struct report *report = c->report;
	struct timespec now;
	uint64_t seed = 0;

	memset(report, 0, sizeof(*report));
	(void)snprintf(report->domain, sizeof(report->domain), "%s", c->wish->domain);
	clock_gettime(CLOCK_REALTIME, &now);
	report->realtime_us = (uint64_t)now.tv_sec * 1000000 + (uint64_t)now.tv_nsec / 1000;
	report->marks.start = c->ops->now_us(c->hosts);
	(void)snprintf(c->host[HOST_SOURCE].name, sizeof(c->host[0].name), "%s",
	               c->wish->source_uri ? c->wish->source_uri : "");
	(void)snprintf(c->host[HOST_DESTINATION].name, sizeof(c->host[0].name), "%s",
	               c->wish->destination_uri ? c->wish->destination_uri : "");
	if (getrandom(&seed, sizeof(seed), GRND_NONBLOCK) < 0)
		seed = report->realtime_us;
	guest_init(&c->guest, link_send_bytes, observe_pair, c, seed);
	c->ops->listen(c->hosts, observe_event, c);
}

enum outcome
crossing_run_on(const struct host_ops *ops, void *hosts, const struct crossing_wish *wish,
                crossing_progress_fn *progress, void *arg, struct report *report, struct err *err)
{
	static const struct plan_wish wishes[] = {
	        [CROSSING_MIGRATE] = {.host = PLAN_DESTINATION},
	        [CROSSING_PREPARE] = {.host = PLAN_SOURCE, .away = true},
	        [CROSSING_RESTORE] = {.host = PLAN_SOURCE},
	};
	struct crossing *c = calloc(1, sizeof(*c));
	enum outcome outcome;

	if (!c) {
		memset(report, 0, sizeof(*report));
		err_set(err, -ENOMEM, "no memory for a crossing");
		return OUTCOME_ERROR;
	}
	*c = (struct crossing){.ops = ops,
	                       .hosts = hosts,
	                       .wish = wish,
	                       .progress = progress,
	                       .progress_arg = arg,
	                       .report = report,
	                       .plan = wishes[wish->kind]};
	c->plan.limits = wish->limits;
	crossing_begin(c);
	outcome = live(c);
	crossing_end(c, outcome, err);
	/* Not at its beginning: a signal may have come before that. */
	stop_asked = 0;
	free(c);
	return outcome;
}

enum outcome
crossing_run(const struct crossing_wish *wish, crossing_progress_fn *progress, void *arg,
             struct report *report, struct err *err)
{
	void *hosts = hosts_libvirt_new(err);
	enum outcome outcome = OUTCOME_ERROR;

	if (hosts)
		outcome = crossing_run_on(&host_libvirt, hosts, wish, progress, arg, report, err);
	else
		memset(report, 0, sizeof(*report));
	hosts_libvirt_free(hosts);
	return outcome;
}
