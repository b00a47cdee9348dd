/* SPDX-License-Identifier: BSD-3-Clause */
/* control_clock.c: what the control thread does by the clock, and when that is due next. See
 * control_private.h. Neighbour: control_pairs.c has the pairs' actions. */
#include "control_private.h"

#define TICK_MS           100
#define ANNOUNCE_AFTER_MS 300

int
pairs_announce(struct control *control, struct err *err)
{
	int code = 0;

	for (unsigned int i = 0; i < WIRE_PAIRS_MAX; i++) {
		struct pair *pair = control->seats[i].pair;
		struct port_facts facts;

		if (!pair)
			continue;
		pair_facts(pair, &facts);
		if (facts.path == WIRE_PATH_NONE)
			continue;
		if (code == 0)
			code = pair_announce(pair, err);
		else
			pair_announce(pair, NULL);
	}
	return code;
}

void
pairs_tick(struct control *control, uint64_t now_ms)
{
	if (control->announce_left > 0 && now_ms >= control->announce_ms) {
		control->announce_left--;
		control->announce_ms = now_ms + ANNOUNCE_AFTER_MS;
		pairs_announce(control, NULL);
	}
	if (now_ms < control->tick_ms)
		return;
	control->tick_ms = now_ms + TICK_MS;
	for (unsigned int i = 0; i < WIRE_PAIRS_MAX; i++)
		if (control->seats[i].pair)
			pair_tick(control->seats[i].pair, now_ms);
}

uint64_t
pairs_deadline(const struct control *control, uint64_t now_ms)
{
	uint64_t end = control->tick_ms;

	if (control->announce_left > 0 && control->announce_ms < end)
		end = control->announce_ms;
	for (unsigned int i = 0; i < WIRE_PAIRS_MAX; i++) {
		struct pair *pair = control->seats[i].pair;
		uint64_t due = pair ? port_deadline(pair_port(pair), now_ms) : UINT64_MAX;

		if (due < end)
			end = due;
		if (pair && pair_port(pair)->facts.path == WIRE_PATH_VF && now_ms + PAIR_FACTS_MS < end)
			end = now_ms + PAIR_FACTS_MS;
	}
	return end;
}
