/* SPDX-License-Identifier: BSD-3-Clause */
/* watch_next.c: what is to be done next about the guests. See watch.h; when it is due: watch_due.c. */
#include <string.h>

#include "watch_impl.h"

#define LOOK_GAP_MS 1000 /* between two looks at one guest, whatever happens */
#define ASK_GAP_MS  5000 /* between two questions to one guest */

/* Something may be begun now: the first guest of that queue. NULL: nothing. */
static struct watch_guest *
first_due(const struct watch *watch, enum watch_due due, uint64_t now_ms, uint64_t *until_ms)
{
	uint64_t at_ms = table_first(watch, due);

	if ((due == DUE_LOOK && watch->looking >= WATCH_LOOKS_MAX) ||
	    (due == DUE_ASK && watch->asking >= WATCH_ASKS_MAX))
		return NULL;
	if (at_ms <= now_ms)
		return watch->queue[due].at[0];
	if (at_ms < *until_ms)
		*until_ms = at_ms;
	return NULL;
}

static enum watch_what
begin(struct watch *watch, struct watch_guest *guest, enum watch_due due, uint64_t now_ms, char *text)
{
	switch (due) {
	case DUE_RESTORE:
		guest->held = guest->restoring = true;
		return WATCH_RESTORE;
	case DUE_LOOK:
		guest->looking = true;
		guest->began_ms = now_ms;
		guest->look_ms = WATCH_NEVER;
		guest->look_after_ms = now_ms + LOOK_GAP_MS;
		watch->looking++;
		watch->looks++;
		return WATCH_LOOK;
	case DUE_ASK:
		guest->asking = true;
		guest->ask_ms = WATCH_NEVER;
		guest->ask_after_ms = now_ms + ASK_GAP_MS;
		watch->asking++;
		watch->asks++;
		return WATCH_ASK;
	default:
		say_next(guest, now_ms, text);
		return WATCH_SAY;
	}
}

void
watch_next(struct watch *watch, uint64_t now_ms, struct watch_action *action)
{
	struct watch_guest *guest = NULL;
	unsigned int due;

	action->what = WATCH_WAIT;
	action->until_ms = WATCH_NEVER;
	for (due = 0; !watch->blind && due < DUES; due++)
		if ((guest = first_due(watch, due, now_ms, &action->until_ms)) != NULL)
			break;
	if (!guest)
		return;
	memcpy(action->uuid, guest->uuid, sizeof(action->uuid));
	action->what = begin(watch, guest, due, now_ms, action->text);
	due_again(watch, guest, now_ms);
}
