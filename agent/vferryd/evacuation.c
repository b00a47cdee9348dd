/* SPDX-License-Identifier: BSD-3-Clause */
/* evacuation.c: the life of an evacuation. See evacuation.h. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "vferryd/evacuation_impl.h"
#include "vferryd/uricheck.h"

struct evacuation *
evacuation_new(const char *path, const struct evacuation_calls *calls, struct err *err)
{
	struct evacuation *evacuation = calloc(1, sizeof(*evacuation));

	if (evacuation)
		evacuation->path = strdup(path);
	if (!evacuation || !evacuation->path) {
		free(evacuation);
		err_set(err, -ENOMEM, "no memory for evacuations");
		return NULL;
	}
	evacuation->calls = *calls;
	return evacuation;
}

void
evacuation_limits(struct evacuation *evacuation, const struct fleet_limits *limits)
{
	evacuation->limits = *limits;
}

bool
evacuation_runs(const struct evacuation *evacuation)
{
	return evacuation->line != NULL;
}

void
evacuation_forget(struct evacuation *evacuation)
{
	if (evacuation->line)
		control_request_clear(&evacuation->request);
	free(evacuation->line);
	evacuation->line = NULL;
	fleet_free(evacuation->fleet);
	evacuation->fleet = NULL;
	free(evacuation->runs);
	evacuation->runs = NULL;
	evacuation->surveying = false;
	evacuation->looks = 0;
}

/* Takes line and fleet over. */
static int
take(struct evacuation *evacuation, char *line, struct fleet *fleet, struct err *err)
{
	int ret = control_decode_request(line, strlen(line) - 1, &evacuation->request, err);

	if (ret < 0) {
		free(line);
		fleet_free(fleet);
		return ret;
	}
	evacuation->line = line;
	evacuation->fleet = fleet;
	evacuation->runs = calloc(FLEET_GUESTS_MAX, sizeof(*evacuation->runs));
	if (evacuation->runs)
		return 0;
	evacuation_forget(evacuation);
	return err_set(err, -ENOMEM, "no memory for an evacuation");
}

static int
ask_survey(struct evacuation *evacuation, struct err *err)
{
	const struct evacuation_calls *calls = &evacuation->calls;
	int ret = calls->survey(calls->arg, evacuation->request.to, evacuation->request.nto, err);

	evacuation->surveying = ret == 0;
	evacuation->look_ms = calls->now_ms(calls->arg) + EVACUATION_LOOK_MS;
	return ret;
}

int
evacuation_begin(struct evacuation *evacuation, const struct control_request *request, struct err *err)
{
	char *line;
	int ret = 0;

	if (evacuation_runs(evacuation))
		return err_set(err, -EBUSY,
		               "an evacuation of this host is under way: wait for its end, or 'vferry abort' "
		               "the guests that are to stay");
	for (unsigned int i = 0; ret == 0 && i < request->nto; i++)
		ret = uricheck(request->to[i], err);
	if (ret < 0)
		return ret;
	line = control_encode_request(request, err);
	ret = line ? take(evacuation, line, NULL, err) : err->code;
	if (ret == 0)
		ret = ask_survey(evacuation, err);
	if (ret < 0)
		evacuation_forget(evacuation);
	return ret;
}

int
evacuation_resume(struct evacuation *evacuation, struct err *err)
{
	const struct evacuation_calls *calls = &evacuation->calls;
	struct fleet *fleet;
	char *line;
	int ret = evacuation_record_read(evacuation->path, calls->now_ms(calls->arg), &line, &fleet, err);

	if (ret == 0)
		ret = take(evacuation, line, fleet, err);
	if (ret < 0)
		return ret == -ENOENT ? 0 : ret;
	calls->log(calls->arg, "an evacuation that was under way is gone on with");
	/* Also without strays: what hosts have free is not what it was. */
	if (ask_survey(evacuation, err) < 0)
		calls->wake(calls->arg, EVACUATION_LOOK_MS);
	return 0;
}

/* Before a crossing starts: one that is not in the record would be begun twice. */
static int
keep(struct evacuation *evacuation, struct err *err)
{
	const struct evacuation_calls *calls = &evacuation->calls;
	int ret = evacuation_record_write(evacuation->path, evacuation->line, evacuation->fleet,
	                                  calls->now_ms(calls->arg), err);

	if (ret < 0)
		calls->log(calls->arg, err->text);
	return ret;
}

static void
finish(struct evacuation *evacuation)
{
	char text[96];

	(void)snprintf(text, sizeof(text), "the evacuation is over: %u of %u guests have arrived",
	               fleet_count(evacuation->fleet, FLEET_ARRIVED), evacuation->fleet->nguests);
	evacuation->calls.log(evacuation->calls.arg, text);
	evacuation_say_result(evacuation);
	evacuation_record_remove(evacuation->path);
	evacuation_forget(evacuation);
}

static void
start(struct evacuation *evacuation, unsigned int guest, unsigned int host)
{
	const struct evacuation_calls *calls = &evacuation->calls;
	struct control_request migrate = {.id = {.kind = CONTROL_ID_NUMBER, .number = guest},
	                                  .method = CONTROL_MIGRATE,
	                                  .wish = evacuation->request.wish};
	struct err err = {0};

	migrate.wish.kind = CROSSING_MIGRATE;
	migrate.wish.domain = evacuation->fleet->guests[guest].uuid;
	migrate.wish.destination_uri = evacuation->fleet->hosts[host].uri;
	(void)fleet_started(evacuation->fleet, guest, host);
	evacuation->runs[guest] = true;
	evacuation_say_state(evacuation, guest, migrate.wish.destination_uri);
	if (keep(evacuation, &err) < 0 || calls->start(calls->arg, &migrate, &err) < 0)
		evacuation_ended(evacuation, migrate.wish.domain, true, OUTCOME_ERROR, err.text);
}

static bool
look_for_strays(struct evacuation *evacuation)
{
	const struct evacuation_calls *calls = &evacuation->calls;
	struct err err;

	if (evacuation_strays(evacuation) == 0 || calls->now_ms(calls->arg) < evacuation->look_ms)
		return false;
	return ask_survey(evacuation, &err) == 0;
}

/* When the next tick is due: for the fleet, or for strays. */
static void
sleep_until(struct evacuation *evacuation, uint64_t until_ms)
{
	const struct evacuation_calls *calls = &evacuation->calls;
	uint64_t now = calls->now_ms(calls->arg);

	if (evacuation_strays(evacuation) > 0 && evacuation->look_ms < until_ms)
		until_ms = evacuation->look_ms;
	calls->wake(calls->arg, until_ms == FLEET_NEVER ? UINT64_MAX : until_ms > now ? until_ms - now : 0);
}

/* Guests that the fleet gave up while it decided. */
static void
say_given_up(struct evacuation *evacuation, const enum fleet_state *before)
{
	for (unsigned int i = 0; i < evacuation->fleet->nguests; i++)
		if (before[i] == FLEET_WAITING && evacuation->fleet->guests[i].state == FLEET_GIVEN_UP)
			evacuation_say_state(evacuation, i, NULL);
}

static struct fleet_decision
decide(struct evacuation *evacuation)
{
	const struct evacuation_calls *calls = &evacuation->calls;
	struct fleet *fleet = evacuation->fleet;
	enum fleet_state *before = calloc(fleet->nguests + 1, sizeof(*before));
	struct fleet_decision next;

	for (unsigned int i = 0; before && i < fleet->nguests; i++)
		before[i] = fleet->guests[i].state;
	fleet->others = calls->others(calls->arg, fleet_count(fleet, FLEET_CROSSING));
	next = fleet_next(fleet, calls->now_ms(calls->arg));
	if (before)
		say_given_up(evacuation, before);
	free(before);
	return next;
}

void
evacuation_tick(struct evacuation *evacuation)
{
	struct fleet_decision next;

	if (!evacuation_runs(evacuation) || evacuation->surveying || evacuation->stopping)
		return;
	if (!evacuation->fleet || look_for_strays(evacuation))
		return;
	while ((next = decide(evacuation)).what == FLEET_START)
		start(evacuation, next.guest, next.host);
	if (next.what == FLEET_DONE)
		finish(evacuation);
	else
		sleep_until(evacuation, next.until_ms);
}

void
evacuation_stop(struct evacuation *evacuation)
{
	evacuation->stopping = true;
}

void
evacuation_free(struct evacuation *evacuation)
{
	if (!evacuation)
		return;
	evacuation_forget(evacuation);
	free(evacuation->path);
	free(evacuation);
}
