/* SPDX-License-Identifier: BSD-3-Clause */
/* recovery.c: see recovery.h. */
#include "vferryd/recovery.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "journal_file.h"

/* One that was cut off. */
struct cut_off {
	struct cut_off *next;
	char uuid[37];
	uint64_t next_ms;
	unsigned int tries;
	bool seen; /* in this look */
};

struct recovery {
	char *folder;
	struct recovery_calls calls;
	struct cut_off *first;
	uint64_t now_ms; /* of the look that runs */
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

static struct cut_off *
entry_of(struct recovery *recovery, const char *uuid)
{
	struct cut_off *entry = recovery->first;

	while (entry && strcmp(entry->uuid, uuid) != 0)
		entry = entry->next;
	if (entry)
		return entry;
	entry = calloc(1, sizeof(*entry));
	if (!entry)
		return NULL;
	(void)snprintf(entry->uuid, sizeof(entry->uuid), "%s", uuid);
	entry->next = recovery->first;
	recovery->first = entry;
	return entry;
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

static void
resume(struct recovery *recovery, const char *uuid, const char *domain)
{
	struct cut_off *entry = entry_of(recovery, uuid);

	if (!entry)
		return;
	entry->seen = true;
	if (recovery->calls.is_running(recovery->calls.arg, uuid) || recovery->now_ms < entry->next_ms)
		return;
	if (entry->tries == 0)
		log_text(recovery, "a crossing was cut off, its guest is brought home:", domain, "");
	if (recovery->calls.resume(recovery->calls.arg, uuid) == 0)
		entry->tries++;
	entry->next_ms = recovery->now_ms + pause_ms(entry->tries ? entry->tries : 1);
}

static void
remove_ended(struct recovery *recovery, const struct journal_entry *entry)
{
	struct err err;

	log_text(recovery, "a crossing has ended:", entry->state->begin.domain,
	         entry->state->message ? entry->state->message : "");
	if (journal_remove(recovery->folder, entry->uuid, &err) < 0)
		log_text(recovery, "a journal cannot be removed:", entry->uuid, err.text);
}

static int
look_at(void *arg, const struct journal_entry *entry)
{
	struct recovery *recovery = arg;
	struct err err = {0};

	switch (entry->status) {
	case JOURNAL_UNFINISHED:
		resume(recovery, entry->uuid, entry->state->begin.domain);
		break;
	case JOURNAL_ENDED:
		remove_ended(recovery, entry);
		break;
	case JOURNAL_UNBEGUN:
		(void)journal_remove(recovery->folder, entry->uuid, &err);
		break;
	case JOURNAL_BAD:
		log_text(recovery, "a journal cannot be read and is set aside:", entry->uuid,
		         entry->err.text);
		(void)journal_set_aside(recovery->folder, entry->uuid, &err);
		break;
	case JOURNAL_LIVE:
		break;
	}
	return 0;
}

/* Those whose journal is no more are home. */
static void
forget_unseen(struct recovery *recovery)
{
	struct cut_off **at = &recovery->first, *entry;

	while ((entry = *at)) {
		if (entry->seen) {
			entry->seen = false;
			at = &entry->next;
			continue;
		}
		*at = entry->next;
		free(entry);
	}
}

void
recovery_look(struct recovery *recovery, uint64_t now_ms)
{
	struct err err;

	recovery->now_ms = now_ms;
	if (journal_scan(recovery->folder, look_at, recovery, &err) < 0) {
		log_text(recovery, "the journals cannot be read in", recovery->folder, err.text);
		return;
	}
	forget_unseen(recovery);
}

unsigned int
recovery_waiting(const struct recovery *recovery)
{
	unsigned int n = 0;

	for (const struct cut_off *entry = recovery->first; entry; entry = entry->next)
		n++;
	return n;
}

void
recovery_free(struct recovery *recovery)
{
	while (recovery && recovery->first) {
		struct cut_off *entry = recovery->first;

		recovery->first = entry->next;
		free(entry);
	}
	if (recovery)
		free(recovery->folder);
	free(recovery);
}
