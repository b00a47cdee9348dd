/* SPDX-License-Identifier: BSD-3-Clause */
/* journal_fold.c: what the lines of a journal say together. See journal.h. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "journal.h"

static int
check_place(const struct journal_state *state, const struct journal_record *record, struct err *err)
{
	if (state->ended)
		return err_set(err, -EBADMSG, "stands behind the crossing's end");
	if (record->kind == JOURNAL_BEGIN && state->begun)
		return err_set(err, -EBADMSG, "begins the crossing a second time");
	if (record->kind != JOURNAL_BEGIN && !state->begun)
		return err_set(err, -EBADMSG, "stands before the crossing's begin");
	return 0;
}

/* An attempt that takes another's place has the same number. */
static void
add_step(struct journal_state *state, const struct journal_record *record)
{
	unsigned int *attempts = &state->attempts[record->step];

	if (record->attempt > *attempts)
		*attempts = record->attempt;
	else
		state->replaced++;
}

/* record's memory is taken. */
static void
take(struct journal_state *state, struct journal_record *record)
{
	switch (record->kind) {
	case JOURNAL_BEGIN:
		state->begun = true;
		state->begin = record->begin;
		state->host = record->begin.wish.kind == CROSSING_MIGRATE ? PLAN_DESTINATION : PLAN_SOURCE;
		break;
	case JOURNAL_CHECKED:
		free(state->pairs);
		state->checked = true;
		state->npairs = record->npairs;
		state->pairs = record->pairs;
		break;
	case JOURNAL_STEP:
		add_step(state, record);
		break;
	case JOURNAL_TURNED:
		state->turned = true;
		state->host = record->host;
		break;
	default:
		state->ended = true;
		state->outcome = record->outcome;
		state->message = record->message;
		break;
	}
	json_decref(state->json[record->kind]);
	state->json[record->kind] = record->json;
}

static int
add(struct journal_state *state, const char *line, size_t size, struct err *err)
{
	struct journal_record record;
	int rc = journal_decode(line, size, &record, err);

	if (!rc)
		rc = check_place(state, &record, err);
	if (rc)
		journal_record_clear(&record);
	else
		take(state, &record);
	return rc;
}

/*
 * A line is torn when its newline is missing, or when it is the last one and no JSON: of a record longer than
 * a page, the disk may have got the end and not the middle.
 */
int
journal_fold(const char *text, size_t size, struct journal_state *state, size_t *whole, struct err *err)
{
	unsigned int number = 1;

	memset(state, 0, sizeof(*state));
	*whole = 0;
	for (size_t at = 0; at < size; number++) {
		const char *end = memchr(text + at, '\n', size - at);
		size_t next = end ? (size_t)(end - text) + 1 : size;
		struct err why;
		int rc = end ? add(state, text + at, next - 1 - at, &why) : 0;

		if (!end || (rc == -EILSEQ && next == size))
			return 0;
		if (rc)
			return err_set(err, rc == -EILSEQ ? -EBADMSG : rc, "line %u: %s", number, why.text);
		at = *whole = next;
	}
	return 0;
}

void
journal_clear(struct journal_state *state)
{
	free((void *)state->begin.wish.dest_vfs);
	free((void *)state->begin.wish.limits);
	free(state->pairs);
	for (unsigned int i = 0; i < JOURNAL_KINDS; i++)
		json_decref(state->json[i]);
	memset(state, 0, sizeof(*state));
}
