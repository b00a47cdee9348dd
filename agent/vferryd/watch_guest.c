/* SPDX-License-Identifier: BSD-3-Clause */
/* watch_guest.c: what a guest has answered, and crossings that take it and let it go. See watch.h. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "watch_impl.h"

#define BUSY_MIN_MS  1000 /* its link was held: back-off */
#define BUSY_MAX_MS  60000
#define RETRY_MIN_MS 5000 /* a restore failed: back-off */
#define RETRY_MAX_MS 300000
#define SILENT_MIN   2 /* silences in a row that are worth a word: a guest that starts is silent once */

static void
forget_told(struct watch_guest *guest)
{
	free(guest->told);
	guest->told = NULL;
	guest->ntold = 0;
	guest->library[0] = '\0';
}

static void
take_told(struct watch_guest *guest, const struct watch_reply *reply)
{
	const struct wire_msg *status = reply->status;

	forget_told(guest);
	(void)snprintf(guest->library, sizeof(guest->library), "%s", reply->library);
	guest->told = status->npairs ? calloc(status->npairs, sizeof(*guest->told)) : NULL;
	for (unsigned int i = 0; guest->told && i < status->npairs; i++) {
		struct watch_told *told = &guest->told[guest->ntold++];

		memcpy(told->mac, status->pairs[i].mac, sizeof(told->mac));
		told->path = status->pairs[i].path;
		told->has_packets = status->pairs[i].has_packets;
		told->packets = status->pairs[i].packets;
	}
	guest->silent = 0;
	say_trouble(guest, TROUBLE_ASK, NULL);
}

static void
is_silent(struct watch_guest *guest)
{
	if (++guest->silent < SILENT_MIN)
		return;
	forget_told(guest);
	say_trouble(guest, TROUBLE_ASK,
	            "nothing in the guest answers on its channel " WIRE_CHANNEL
	            ": is an application with net_vferry running there?");
}

static void
take_reply(struct watch_guest *guest, const struct watch_reply *reply)
{
	char why[WATCH_TEXT_MAX];

	switch (reply->answer) {
	case WATCH_TOLD:
		take_told(guest, reply);
		break;
	case WATCH_SILENT:
		is_silent(guest);
		break;
	case WATCH_ALIEN:
		forget_told(guest);
		(void)snprintf(why, sizeof(why),
		               "its guest library speaks another version than %d of the link: install "
		               "matching versions (%.200s)",
		               WIRE_VERSION, reply->why);
		say_trouble(guest, TROUBLE_ASK, why);
		break;
	case WATCH_NO_CHANNEL:
		forget_told(guest);
		break;
	case WATCH_BUSY:
	case WATCH_UNASKED:
		break;
	}
}

bool
watch_answered(struct watch *watch, const char *uuid, const struct watch_reply *reply, uint64_t now_ms)
{
	struct watch_guest *guest = table_find(watch, uuid);
	bool again, held;

	if (!guest || !guest->asking)
		return false;
	again = guest->ask_ms != WATCH_NEVER;
	guest->asking = false;
	watch->asking--;
	take_reply(guest, reply);
	guest->busy = reply->answer == WATCH_BUSY ? guest->busy + 1 : 0;
	if (guest->busy)
		guest->ask_ms = guest->ask_after_ms =
		        now_ms + due_backoff(guest->busy, BUSY_MIN_MS, BUSY_MAX_MS);
	else if (!again)
		guest->ask_ms = due_turn(watch, guest, now_ms);
	held = guest->held;
	/* What was seen before may be seconds old. */
	guest->fresh_ms = 0;
	due_again(watch, guest, now_ms);
	return held;
}

int
watch_hold(struct watch *watch, const char *uuid, uint64_t now_ms)
{
	struct watch_guest *guest = table_take(watch, uuid, now_ms);

	if (!guest)
		return -ENOMEM;
	if (guest->held)
		return -EBUSY;
	guest->held = true;
	due_again(watch, guest, now_ms);
	return guest->asking ? -EINPROGRESS : 0;
}

static void
end_restore(struct watch_guest *guest, enum outcome outcome, const char *message, uint64_t now_ms)
{
	char why[WATCH_TEXT_MAX];

	if (outcome == OUTCOME_OK) {
		guest->failed = 0;
		say_trouble(guest, TROUBLE_RESTORE, NULL);
	} else if (outcome == OUTCOME_BUSY) {
		guest->retry_ms = now_ms + RETRY_MIN_MS;
	} else {
		guest->retry_ms = now_ms + due_backoff(++guest->failed, RETRY_MIN_MS, RETRY_MAX_MS);
		(void)snprintf(why, sizeof(why),
		               "it is away from its VFs and cannot be brought home (%s): %.280s",
		               outcome_name(outcome), message);
		say_trouble(guest, TROUBLE_RESTORE, why);
	}
}

void
watch_release(struct watch *watch, const char *uuid, enum outcome outcome, const char *message,
              uint64_t now_ms)
{
	struct watch_guest *guest = table_find(watch, uuid);

	if (!guest || !guest->held)
		return;
	if (guest->restoring)
		end_restore(guest, outcome, message, now_ms);
	guest->held = guest->restoring = false;
	guest->changed_ms = guest->look_ms = guest->ask_ms = now_ms;
	guest->fresh_ms = 0;
	due_again(watch, guest, now_ms);
}
