/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * watch_talk.h: one talk with a guest: hello and status, both sent at once, and what comes back. Neighbours:
 * guest.h reads it, watch_ask.c has the link. Pure: bytes go in, and it never grows, whatever they are.
 */
#ifndef VFERRY_WATCH_TALK_H
#define VFERRY_WATCH_TALK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "err.h"
#include "guest.h"
#include "watch.h"

struct watch_talk {
	struct guest guest;
	bool asked;          /* questions are complete */
	char questions[512]; /* to be sent as they are, when the link is open */
	size_t size;
	char library[WIRE_NAME_MAX + 1];
};

/* first_id: a random number, as in guest_init(). 0 or negative errno. *talk must not be moved. */
int talk_begin(struct watch_talk *talk, uint64_t first_id, struct err *err);

/* What the link brought. Whether the talk is over; then talk_reply() tells how. */
bool talk_feed(struct watch_talk *talk, const char *bytes, size_t size);

/* Of a talk that is over, or was given up: WATCH_TOLD, WATCH_ALIEN or WATCH_SILENT. It borrows from *talk. */
struct watch_reply talk_reply(const struct watch_talk *talk);

#endif
