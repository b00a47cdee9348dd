/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * watch_say.c: what the log is told of a guest: what is wrong once, and again only when it is something else
 * or over; at most one line in SAY_GAP_MS for a guest, whatever it does. See watch_impl.h.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "watch_impl.h"

#define SAY_GAP_MS  60000
#define TROUBLE_MAX 320 /* characters of one */

static char *
cleaned(const char *why)
{
	char *text = strndup(why, TROUBLE_MAX);

	for (char *c = text; c && *c; c++)
		if (*c < ' ' || *c > '~')
			*c = '?';
	return text;
}

/* What cannot be kept for want of memory is not said. */
void
say_trouble(struct watch_guest *guest, enum watch_trouble trouble, const char *why)
{
	free(guest->trouble[trouble]);
	guest->trouble[trouble] = why ? cleaned(why) : NULL;
}

static bool
is_news(const struct watch_guest *guest, unsigned int i)
{
	const char *is = guest->trouble[i], *said = guest->said[i];

	return is && said ? strcmp(is, said) != 0 : is || said;
}

uint64_t
say_due_ms(const struct watch_guest *guest)
{
	for (unsigned int i = 0; i < TROUBLES; i++)
		if (is_news(guest, i))
			return guest->say_after_ms;
	return WATCH_NEVER;
}

void
say_next(struct watch_guest *guest, uint64_t now_ms, char text[WATCH_TEXT_MAX])
{
	static const char *const over[TROUBLES] = {[TROUBLE_LOOK] = "it can be seen again",
	                                           [TROUBLE_ASK] = "its guest library answers again",
	                                           [TROUBLE_RESTORE] =
	                                                   "it is not away from its VFs any more"};
	unsigned int i = 0;

	/* Coming home matters most. */
	for (unsigned int t = TROUBLES; t-- > 0;)
		if (is_news(guest, t)) {
			i = t;
			break;
		}
	guest->say_after_ms = now_ms + SAY_GAP_MS;
	(void)snprintf(text, WATCH_TEXT_MAX, "guest %.100s (%s): %s",
	               guest->facts.name[0] ? guest->facts.name : "without a name", guest->uuid,
	               guest->trouble[i] ? guest->trouble[i] : over[i]);
	free(guest->said[i]);
	guest->said[i] = guest->trouble[i] ? strdup(guest->trouble[i]) : NULL;
}
