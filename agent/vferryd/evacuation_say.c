/* SPDX-License-Identifier: BSD-3-Clause */
/* evacuation_say.c: what the one who asked for an evacuation hears. See evacuation.h. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "report.h"
#include "vferryd/evacuation_impl.h"

/* Takes line over. */
static void
say(struct evacuation *evacuation, char *line)
{
	if (line)
		evacuation->calls.say(evacuation->calls.arg, line);
	free(line);
}

void
evacuation_say_state(struct evacuation *evacuation, unsigned int guest, const char *host)
{
	const struct fleet_guest *is = &evacuation->fleet->guests[guest];
	bool failed = is->outcome != OUTCOME_OK;
	char note[512];
	const struct crossing_progress progress = {.step = fleet_state_name(is->state),
	                                           .host = host ? host : "",
	                                           .begins = is->state == FLEET_CROSSING,
	                                           .ends = is->state != FLEET_CROSSING,
	                                           .failed = failed,
	                                           .attempt = is->failures + 1,
	                                           .note = failed || is->message[0] ? note : NULL};

	(void)snprintf(note, sizeof(note), "%s%s%s", failed ? outcome_name(is->outcome) : "",
	               failed && is->message[0] ? ": " : "", is->message);
	say(evacuation, control_encode_progress(&evacuation->request.id, is->name, &progress, NULL));
}

void
evacuation_say_unreachable(struct evacuation *evacuation, const struct survey_host *host)
{
	const struct crossing_progress progress = {.step = "survey",
	                                           .host = host->host.uri,
	                                           .ends = true,
	                                           .failed = true,
	                                           .attempt = 1,
	                                           .note = host->why};

	say(evacuation, control_encode_progress(&evacuation->request.id, NULL, &progress, NULL));
}

void
evacuation_say_error(struct evacuation *evacuation, enum outcome outcome, const char *why)
{
	say(evacuation, control_encode_error(&evacuation->request.id, outcome, why, NULL));
}

/* host and name of outcome may be NULL. */
static json_t *
row(const struct fleet *fleet, const struct fleet_guest *guest, unsigned int host, const char *outcome,
    const char *message)
{
	if (guest->state == FLEET_GONE && !message[0])
		message = "it runs on none of the hosts any more";
	return json_pack("{s:o,s:s,s:o,s:s?,s:o}", "domain", report_text(guest->name), "uuid", guest->uuid,
	                 "to", host == FLEET_NOWHERE ? json_null() : report_text(fleet->hosts[host].uri),
	                 "outcome", outcome, "message", report_text(message));
}

/* A restart may have found a guest there whose last words are of an attempt before. */
static const char *
outcome_of(const struct fleet_guest *guest)
{
	if (guest->state == FLEET_ARRIVED)
		return outcome_name(guest->outcome == OUTCOME_THERE_ON_BACKUP ? guest->outcome : OUTCOME_OK);
	return guest->outcome == OUTCOME_OK ? NULL : outcome_name(guest->outcome);
}

/* Takes rows over. */
static void
answer(struct evacuation *evacuation, bool dry_run, json_t *rows)
{
	json_t *result = json_pack("{s:b,s:o}", "dry_run", dry_run, "evacuated", rows);
	struct err err = {0};
	char *line = control_encode_result(&evacuation->request.id, result, &err);

	json_decref(result);
	if (line)
		say(evacuation, line);
	else
		evacuation_say_error(evacuation, OUTCOME_ERROR, err.text);
}

void
evacuation_say_result(struct evacuation *evacuation)
{
	const struct fleet *fleet = evacuation->fleet;
	json_t *rows = json_array();

	for (unsigned int i = 0; i < fleet->nguests; i++) {
		const struct fleet_guest *guest = &fleet->guests[i];
		bool arrived = guest->state == FLEET_ARRIVED;

		json_array_append_new(rows, row(fleet, guest, arrived ? guest->to : FLEET_NOWHERE,
		                                outcome_of(guest), guest->message));
	}
	answer(evacuation, false, rows);
}

void
evacuation_say_plan(struct evacuation *evacuation)
{
	const struct fleet *fleet = evacuation->fleet;
	struct fleet_planned *planned;
	struct err err = {0};
	int n = fleet_plan(fleet, evacuation->calls.now_ms(evacuation->calls.arg), &planned, &err);
	json_t *rows;

	if (n < 0) {
		evacuation_say_error(evacuation, OUTCOME_ERROR, err.text);
		return;
	}
	rows = json_array();
	for (int i = 0; i < n; i++)
		json_array_append_new(rows, row(fleet, &fleet->guests[planned[i].guest], planned[i].host,
		                                NULL, planned[i].why));
	free(planned);
	answer(evacuation, true, rows);
}
