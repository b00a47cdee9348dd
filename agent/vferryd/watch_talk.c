/* SPDX-License-Identifier: BSD-3-Clause */
/* watch_talk.c: see watch_talk.h. */
#include "watch_talk.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "wire.h"

/* Whoever has the link looks at the clock. */
#define NO_DEADLINE_MS UINT32_MAX

static int
keep_question(void *arg, const char *bytes, size_t size, struct err *err)
{
	struct watch_talk *talk = arg;

	/* status went with hello. */
	if (talk->asked)
		return 0;
	if (size >= sizeof(talk->questions) - talk->size)
		return err_set(err, -ENOSPC, "the question is too long");
	memcpy(talk->questions + talk->size, bytes, size);
	talk->size += size;
	talk->questions[talk->size] = '\0';
	return 0;
}

int
talk_begin(struct watch_talk *talk, uint64_t first_id, struct err *err)
{
	struct wire_msg status = {.kind = WIRE_REQUEST, .name = WIRE_STATUS};
	char line[256];
	int ret;

	memset(talk, 0, sizeof(*talk));
	guest_init(&talk->guest, keep_question, NULL, talk, first_id);
	ret = guest_begin(&talk->guest, 0, NO_DEADLINE_MS, err);
	/* As guest_ask() will number it. */
	status.id = talk->guest.id + 1;
	if (ret == 0)
		ret = wire_encode(&status, line, sizeof(line), err);
	if (ret > 0)
		ret = keep_question(talk, line, (size_t)ret, err);
	talk->asked = true;
	return ret;
}

/* Whether it is over. */
static bool
step(struct watch_talk *talk)
{
	struct guest *guest = &talk->guest;
	struct err ignored;

	if (guest->state != GUEST_ANSWERED || guest->asked == WIRE_STATUS)
		return guest->state != GUEST_ASKED;
	(void)snprintf(talk->library, sizeof(talk->library), "%.*s", WIRE_NAME_MAX, guest->reply.text);
	return guest_ask(guest, WIRE_STATUS, NULL, 0, 0, NO_DEADLINE_MS, &ignored) < 0;
}

/* Line by line, as the answer to status may come with that to hello. */
bool
talk_feed(struct watch_talk *talk, const char *bytes, size_t size)
{
	while (size > 0) {
		const char *newline = memchr(bytes, '\n', size);
		size_t n = newline ? (size_t)(newline - bytes) + 1 : size;

		guest_feed(&talk->guest, bytes, n);
		if (step(talk))
			return true;
		bytes += n;
		size -= n;
	}
	return false;
}

struct watch_reply
talk_reply(const struct watch_talk *talk)
{
	const struct guest *guest = &talk->guest;
	enum watch_answer answer = WATCH_SILENT;

	if (guest->state == GUEST_ANSWERED && guest->asked == WIRE_STATUS)
		answer = WATCH_TOLD;
	else if (guest->state == GUEST_ALIEN)
		answer = WATCH_ALIEN;
	return (struct watch_reply){.answer = answer,
	                            .library = talk->library,
	                            .status = &guest->reply,
	                            .why = guest->reply.text};
}
