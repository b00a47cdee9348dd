/* SPDX-License-Identifier: BSD-3-Clause */
/* watch_due.c: the rules: when a guest is to be looked at, asked, brought home. See watch.h. */
#include <strings.h>

#include "watch_impl.h"

static uint64_t
later(uint64_t a, uint64_t b)
{
	return a > b ? a : b;
}

uint64_t
due_turn(const struct watch *watch, const struct watch_guest *guest, uint64_t now_ms)
{
	uint64_t turn = now_ms - now_ms % watch->interval_ms + guest->hash % watch->interval_ms;

	return turn > now_ms ? turn : turn + watch->interval_ms;
}

uint64_t
due_backoff(unsigned int n, uint64_t first_ms, uint64_t max_ms)
{
	for (; n > 1 && first_ms < max_ms; n--)
		first_ms *= 2;
	return first_ms < max_ms ? first_ms : max_ms;
}

uint64_t
due_restore_ms(const struct watch *watch, const struct watch_guest *guest)
{
	const struct watch_facts *facts = &guest->facts;
	bool leaves = facts->until_s && strcasecmp(facts->left, watch->host) == 0;

	if (guest->gone || guest->held || !facts->away || facts->state != HOST_RUNNING || facts->job)
		return WATCH_NEVER;
	/* Not 0, which is when a guest without a good look was looked at. */
	return later(
	        later(leaves ? guest->until_ms : guest->changed_ms + watch->takeover_ms, guest->retry_ms), 1);
}

static uint64_t
look_ms(const struct watch *watch, const struct watch_guest *guest)
{
	uint64_t at_ms = guest->look_ms, restore_ms = due_restore_ms(watch, guest);

	if (guest->looking || guest->gone)
		return WATCH_NEVER;
	/* What was seen before it was due decides nothing: the guest may be leaving by now. */
	if (restore_ms > guest->fresh_ms && restore_ms < at_ms)
		at_ms = restore_ms;
	return later(at_ms, guest->look_after_ms);
}

static uint64_t
restore_ms(const struct watch *watch, const struct watch_guest *guest)
{
	uint64_t at_ms = due_restore_ms(watch, guest);

	/* Being asked holds the link that the crossing needs. */
	return guest->looking || guest->asking || guest->fresh_ms < at_ms ? WATCH_NEVER : at_ms;
}

static uint64_t
ask_ms(const struct watch_guest *guest)
{
	const struct watch_facts *facts = &guest->facts;

	if (guest->gone || guest->held || guest->asking || !facts->channel || facts->job ||
	    facts->state != HOST_RUNNING)
		return WATCH_NEVER;
	return later(guest->ask_ms, guest->ask_after_ms);
}

void
due_again(struct watch *watch, struct watch_guest *guest, uint64_t now_ms)
{
	enum watch_state state = list_state(guest);

	if (guest->gone && !guest->looking && !guest->asking && !guest->held) {
		table_drop(watch, guest);
		return;
	}
	if (state != guest->state)
		guest->since_ms = now_ms;
	guest->state = state;
	table_set_due(watch, guest, DUE_LOOK, look_ms(watch, guest));
	table_set_due(watch, guest, DUE_ASK, ask_ms(guest));
	table_set_due(watch, guest, DUE_RESTORE, restore_ms(watch, guest));
	table_set_due(watch, guest, DUE_SAY, say_due_ms(guest));
}
