/* SPDX-License-Identifier: BSD-3-Clause */
/* recovery.c: see recovery.h. */
#include "vferryd/recovery.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "journal_file.h"

/* A journal that there is more to do about. */
struct known {
	struct known *next;
	char uuid[37];
	uint64_t next_ms; /* not before */
	unsigned int tries;
	bool seen;    /* in this look */
	bool cut_off; /* else one that cannot be removed or set aside */
	bool tried;   /* its last attempt's end has not been seen yet */
	bool told;    /* that it is as said_of */
	enum journal_status said_of;
};

struct recovery {
	char *folder;
	struct recovery_calls calls;
	struct known *first;
	uint64_t now_ms; /* of the look that runs */
	bool unreadable; /* the folder, and that was told */
};

struct recovery *
recovery_new(const char *folder, const struct recovery_calls *calls, struct err *err)
{
	struct recovery *recovery = calloc(1, sizeof(*recovery));

	if (recovery)
		recovery->folder = strdup(folder);
	if (!recovery || !recovery->folder) {
		free(recovery);
		err_set(err, -ENOMEM, "no memory for the journals");
		return NULL;
	}
	recovery->calls = *calls;
	return recovery;
}

static struct known *
find(const struct recovery *recovery, const char *uuid)
{
	struct known *known = recovery->first;

	while (known && strcmp(known->uuid, uuid) != 0)
		known = known->next;
	return known;
}

/* NULL when memory is out. */
static struct known *
know(struct recovery *recovery, const char *uuid)
{
	struct known *known = find(recovery, uuid);

	if (!known) {
		known = calloc(1, sizeof(*known));
		if (!known)
			return NULL;
		(void)snprintf(known->uuid, sizeof(known->uuid), "%s", uuid);
		known->next = recovery->first;
		recovery->first = known;
	}
	known->seen = true;
	return known;
}

/* Whether nobody has said yet that it is as it is: looks are many, a line for each would fill the log. */
static bool
is_news(struct known *known, enum journal_status status)
{
	bool news = !known->told || known->said_of != status;

	known->told = true;
	known->said_of = status;
	return news;
}

static void
log_text(struct recovery *recovery, const char *what, const char *uuid, const char *why)
{
	char text[512];

	(void)snprintf(text, sizeof(text), "%s %s%s%s", what, uuid, why[0] ? ": " : "", why);
	recovery->calls.log(recovery->calls.arg, text);
}

static uint64_t
pause_ms(unsigned int tries)
{
	uint64_t ms = RECOVERY_FIRST_MS;

	while (--tries > 0 && ms < RECOVERY_MAX_MS)
		ms *= 2;
	return ms < RECOVERY_MAX_MS ? ms : RECOVERY_MAX_MS;
}

/* The pause begins when an attempt has ended, however long that took. */
static void
resume(struct recovery *recovery, const char *uuid, const char *domain)
{
	struct known *known = know(recovery, uuid);

	if (!known)
		return;
	known->cut_off = true;
	if (recovery->calls.is_running(recovery->calls.arg, uuid))
		return;
	if (known->tried)
		known->next_ms = recovery->now_ms + pause_ms(known->tries);
	known->tried = false;
	if (recovery->now_ms < known->next_ms)
		return;
	if (is_news(known, JOURNAL_UNFINISHED))
		log_text(recovery, "a crossing was cut off, its guest is brought home:", domain, "");
	known->tried = recovery->calls.resume(recovery->calls.arg, uuid) == 0;
	if (known->tried)
		known->tries++;
	else
		known->next_ms = recovery->now_ms + pause_ms(known->tries ? known->tries : 1);
}

/* It is written by a process: one of ours that brings its guest home, or one that has begun it. */
static void
leave_alone(struct recovery *recovery, const char *uuid)
{
	struct known *known = find(recovery, uuid);

	if (known)
		known->seen = true;
}

/* What could not be removed or set aside is tried at every look, and told once. */
static void
keep(struct recovery *recovery, const struct journal_entry *entry, const char *what, const struct err *why)
{
	struct known *known = know(recovery, entry->uuid);

	if (known)
		known->cut_off = false;
	if (!known || is_news(known, entry->status))
		log_text(recovery, what, entry->uuid, why->text);
}

static bool
was_told(const struct recovery *recovery, const struct journal_entry *entry)
{
	const struct known *known = find(recovery, entry->uuid);

	return known && known->told && known->said_of == entry->status;
}

static void
remove_one(struct recovery *recovery, const struct journal_entry *entry)
{
	struct err err;

	if (entry->status == JOURNAL_ENDED && !was_told(recovery, entry))
		log_text(recovery, "a crossing has ended:", entry->state->begin.domain,
		         entry->state->message ? entry->state->message : "");
	if (journal_remove(recovery->folder, entry->uuid, &err) < 0)
		keep(recovery, entry, "a journal cannot be removed:", &err);
}

static void
set_aside(struct recovery *recovery, const struct journal_entry *entry)
{
	struct err err;

	if (!was_told(recovery, entry))
		log_text(recovery, "a journal cannot be read and is set aside:", entry->uuid,
		         entry->err.text);
	if (journal_set_aside(recovery->folder, entry->uuid, &err) < 0)
		keep(recovery, entry, "a journal cannot be set aside:", &err);
}

static int
look_at(void *arg, const struct journal_entry *entry)
{
	struct recovery *recovery = arg;

	switch (entry->status) {
	case JOURNAL_UNFINISHED:
		resume(recovery, entry->uuid, entry->state->begin.domain);
		break;
	case JOURNAL_ENDED:
	case JOURNAL_UNBEGUN:
		remove_one(recovery, entry);
		break;
	case JOURNAL_BAD:
		set_aside(recovery, entry);
		break;
	case JOURNAL_LIVE:
		leave_alone(recovery, entry->uuid);
		break;
	}
	return 0;
}

/* Those whose journal is no more are home. */
static void
forget_unseen(struct recovery *recovery)
{
	struct known **at = &recovery->first, *known;

	while ((known = *at)) {
		if (known->seen) {
			known->seen = false;
			at = &known->next;
			continue;
		}
		*at = known->next;
		free(known);
	}
}

void
recovery_look(struct recovery *recovery, uint64_t now_ms)
{
	struct err err;

	recovery->now_ms = now_ms;
	if (journal_scan(recovery->folder, look_at, recovery, &err) < 0) {
		if (!recovery->unreadable)
			log_text(recovery, "the journals cannot be read in", recovery->folder, err.text);
		recovery->unreadable = true;
		return;
	}
	recovery->unreadable = false;
	forget_unseen(recovery);
}

unsigned int
recovery_waiting(const struct recovery *recovery)
{
	unsigned int n = 0;

	for (const struct known *known = recovery->first; known; known = known->next)
		n += known->cut_off;
	return n;
}

void
recovery_free(struct recovery *recovery)
{
	while (recovery && recovery->first) {
		struct known *known = recovery->first;

		recovery->first = known->next;
		free(known);
	}
	if (recovery)
		free(recovery->folder);
	free(recovery);
}
