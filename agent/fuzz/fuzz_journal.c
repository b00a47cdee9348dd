/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * fuzz_journal.c: a journal as a crash may have left it. Whatever comes: it is refused with a sentence, or
 * what counts are whole lines, each of which is written as it was read; and of a journal that can be read,
 * every beginning can. Neighbours: fuzz_config.c.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "fuzz/fuzz.h"
#include "journal.h"

static char *
write_record(const struct journal_record *record, size_t *size)
{
	struct err err = {0};
	char *line = NULL;

	FUZZ_HOLDS(journal_encode(record, &line, size, &err) == 0);
	FUZZ_HOLDS(line && strlen(line) == *size && strchr(line, '\n') == line + *size - 1);
	return line;
}

static void
check_record(const char *line, size_t size)
{
	struct journal_record record, again;
	struct err err = {0};
	char *written, *same;
	size_t n, m;

	FUZZ_HOLDS(journal_decode(line, size, &record, &err) == 0);
	written = write_record(&record, &n);
	FUZZ_HOLDS(journal_decode(written, n - 1, &again, &err) == 0 && again.kind == record.kind);
	same = write_record(&again, &m);
	FUZZ_HOLDS(strcmp(written, same) == 0);
	journal_record_clear(&record);
	journal_record_clear(&again);
	free(written);
	free(same);
}

static void
check_state(const struct journal_state *state)
{
	FUZZ_HOLDS(state->begun || (!state->checked && !state->turned && !state->ended));
	FUZZ_HOLDS(!state->begun || (journal_is_uuid(state->begin.uuid) && state->begin.domain[0] &&
	                             state->begin.wish.domain && !state->begin.wish.log));
	FUZZ_HOLDS(state->host < PLAN_HOSTS && state->npairs <= JOURNAL_PAIRS_MAX);
	FUZZ_HOLDS(!state->ended || (state->message && outcome_name(state->outcome)));
	for (unsigned int i = 0; i < state->npairs; i++) {
		const struct journal_pair *pair = &state->pairs[i];

		FUZZ_HOLDS(pair->mac[0] && fuzz_is_mac(pair->mac) && pair->source[0]);
		FUZZ_HOLDS(strlen(pair->source) <= (size_t)4 * JOURNAL_XML_MAX);
	}
}

/* Wherever the power went, what was on the disk by then is known. */
static void
check_beginning(const char *text, size_t size, size_t whole)
{
	struct journal_state state;
	struct err err = {0};
	size_t shorter;

	FUZZ_HOLDS(journal_fold(text, size, &state, &shorter, &err) == 0);
	FUZZ_HOLDS(shorter <= size && shorter <= whole);
	FUZZ_HOLDS(size < whole || shorter == whole);
	check_state(&state);
	journal_clear(&state);
}

static void
check_journal(const char *text, size_t size)
{
	struct journal_state state;
	struct err err = {0};
	size_t whole, next;
	int rc = journal_fold(text, size, &state, &whole, &err);

	FUZZ_CODE(rc, &err, -EPROTONOSUPPORT, -EBADMSG);
	FUZZ_HOLDS(whole <= size && (whole == 0 || text[whole - 1] == '\n'));
	check_state(&state);
	journal_clear(&state);
	for (size_t at = 0; at < whole; at = next) {
		next = (size_t)((const char *)memchr(text + at, '\n', size - at) - text) + 1;
		check_record(text + at, next - 1 - at);
	}
	if (rc < 0)
		return;
	check_beginning(text, whole, whole);
	for (size_t cut = 0; cut < size; cut += 1 + size / 7)
		check_beginning(text, cut, whole);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *text = malloc(size + 1);

	FUZZ_HOLDS(text);
	if (size > 0)
		memcpy(text, data, size);
	text[size] = 'x'; /* a number, cut off, must not be read on from here */
	check_journal(text, size);
	free(text);
	return 0;
}
