/* SPDX-License-Identifier: BSD-3-Clause */
/* evacuation_find.c: what is heard of the guests of an evacuation: their crossings' progress and end, and
 * where strays are. See evacuation.h. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "vferryd/evacuation_impl.h"

bool
evacuation_is_stray(const struct evacuation *evacuation, unsigned int guest)
{
	return evacuation->fleet->guests[guest].state == FLEET_CROSSING && !evacuation->runs[guest];
}

unsigned int
evacuation_strays(const struct evacuation *evacuation)
{
	unsigned int n = 0;

	for (unsigned int i = 0; i < evacuation->fleet->nguests; i++)
		n += evacuation_is_stray(evacuation, i);
	return n;
}

/* FLEET_NOWHERE: there is no evacuation, or it has no such guest. */
static unsigned int
guest_of(const struct evacuation *evacuation, const char *uuid)
{
	return evacuation->fleet ? fleet_find_guest(evacuation->fleet, uuid) : FLEET_NOWHERE;
}

/* Progress of a crossing says the rest: this is where the guest is. */
static void
tell(struct evacuation *evacuation, unsigned int guest, unsigned int host)
{
	const struct evacuation_calls *calls = &evacuation->calls;
	struct err err;

	evacuation_say_state(evacuation, guest,
	                     host == FLEET_NOWHERE ? NULL : evacuation->fleet->hosts[host].uri);
	if (evacuation_record_write(evacuation->path, evacuation->line, evacuation->fleet,
	                            calls->now_ms(calls->arg), &err) < 0)
		calls->log(calls->arg, err.text);
	calls->wake(calls->arg, 0);
}

void
evacuation_progress(struct evacuation *evacuation, const char *uuid, const struct crossing_progress *progress)
{
	unsigned int guest = guest_of(evacuation, uuid);
	char *line;

	if (guest == FLEET_NOWHERE)
		return;
	line = control_encode_progress(&evacuation->request.id, evacuation->fleet->guests[guest].name,
	                               progress, NULL);
	if (line)
		evacuation->calls.say(evacuation->calls.arg, line);
	free(line);
}

void
evacuation_ended(struct evacuation *evacuation, const char *uuid, bool answered, enum outcome outcome,
                 const char *message)
{
	unsigned int guest = guest_of(evacuation, uuid);

	if (guest == FLEET_NOWHERE || !evacuation->runs[guest])
		return;
	evacuation->runs[guest] = false;
	if (answered) {
		unsigned int host = evacuation->fleet->guests[guest].to;

		(void)fleet_ended(evacuation->fleet, guest, outcome, message,
		                  evacuation->calls.now_ms(evacuation->calls.arg));
		tell(evacuation, guest, host);
	} else {
		evacuation->looks = 0;
		evacuation->calls.wake(evacuation->calls.arg, 0);
	}
}

/* Whether all hosts that may have a guest have answered. */
static bool
is_complete(const struct survey *survey)
{
	for (unsigned int i = 0; i < survey->nhosts; i++)
		if (survey->hosts[i].why[0])
			return false;
	return true;
}

/* Where it runs counts. At home it may be on its way yet, and elsewhere it has arrived. */
static void
find_one(struct evacuation *evacuation, const struct survey *survey, unsigned int guest)
{
	const struct evacuation_calls *calls = &evacuation->calls;
	struct fleet *fleet = evacuation->fleet;
	const char *uuid = fleet->guests[guest].uuid;
	unsigned int seen = survey_find(survey, uuid), host = FLEET_NOWHERE;

	if (seen != FLEET_NOWHERE)
		host = fleet_find_host(fleet, survey->hosts[seen].host.uri);
	if ((host == FLEET_NOWHERE || !fleet->hosts[host].takes) && calls->is_held(calls->arg, uuid))
		return;
	if (host == FLEET_NOWHERE && !is_complete(survey)) {
		if (evacuation->looks < EVACUATION_LOOKS)
			return;
		(void)fleet_ended(fleet, guest, OUTCOME_LOST,
		                  "it was on its way when its crossing was cut off, and runs on no host that "
		                  "answers: look for it on those that do not",
		                  calls->now_ms(calls->arg));
	} else {
		bool dropped = fleet->guests[guest].dropped;

		(void)fleet_found(fleet, guest, host);
		if (dropped)
			fleet_drop(fleet, guest, "it was to stay here");
	}
	tell(evacuation, guest, host);
}

/* Crossings that run hold what their guests need, and the fleet counts that off: the survey is right without.
 */
static void
refresh(struct fleet *fleet, const struct survey *survey)
{
	if (fleet_count(fleet, FLEET_CROSSING) > 0)
		return;
	for (unsigned int i = 1; i < survey->nhosts; i++) {
		const struct fleet_host *is = &survey->hosts[i].host;
		unsigned int host = fleet_find_host(fleet, is->uri);

		if (host == FLEET_NOWHERE || survey->hosts[i].why[0])
			continue;
		fleet->hosts[host].memory = is->memory;
		fleet->hosts[host].tells_vfs = is->tells_vfs;
		fleet->hosts[host].npools = is->npools;
		memcpy(fleet->hosts[host].pools, is->pools, sizeof(is->pools));
	}
}

void
evacuation_find(struct evacuation *evacuation, const struct survey *survey)
{
	evacuation->looks++;
	for (unsigned int i = 0; i < evacuation->fleet->nguests; i++)
		if (evacuation_is_stray(evacuation, i))
			find_one(evacuation, survey, i);
	refresh(evacuation->fleet, survey);
}

static unsigned int
guest_called(const struct fleet *fleet, const char *domain)
{
	unsigned int guest = fleet ? fleet_find_guest(fleet, domain) : FLEET_NOWHERE;

	for (unsigned int i = 0; fleet && guest == FLEET_NOWHERE && i < fleet->nguests; i++)
		if (strcmp(fleet->guests[i].name, domain) == 0)
			guest = i;
	return guest;
}

int
evacuation_abort(struct evacuation *evacuation, const char *domain, struct err *err)
{
	unsigned int guest = guest_called(evacuation->fleet, domain);
	enum fleet_state state = FLEET_GONE;

	if (guest != FLEET_NOWHERE)
		state = evacuation->fleet->guests[guest].state;
	if (state != FLEET_WAITING && state != FLEET_CROSSING)
		return err_set(err, -ENOENT, "no guest %s is to leave this host", domain);
	fleet_drop(evacuation->fleet, guest, "the operator said that it stays here");
	tell(evacuation, guest, evacuation->fleet->guests[guest].to);
	if (evacuation->runs[guest])
		evacuation->calls.abort(evacuation->calls.arg, evacuation->fleet->guests[guest].uuid);
	return 0;
}
