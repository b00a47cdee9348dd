/* SPDX-License-Identifier: BSD-3-Clause */
/* test_journal_fold.c: what the lines of a journal say together. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "sample_journal.h"
#include "tests/unit.h"

#define STEP(name, n) "{\"v\":1,\"kind\":\"step\",\"name\":\"" name "\",\"attempt\":" n "}\n"
#define TURNED(host)  "{\"v\":1,\"kind\":\"turned\",\"host\":\"" host "\"}\n"
#define ENDED         "{\"v\":1,\"kind\":\"end\",\"outcome\":\"ok\",\"code\":0,\"message\":\"\"}\n"

static struct journal_state state;
static size_t whole;
static struct err err;

static int
fold(const char *text, size_t size)
{
	journal_clear(&state);
	memset(&err, 0, sizeof(err));
	return journal_fold(text, size, &state, &whole, &err);
}

static int
fold_text(const char *text)
{
	return fold(text, strlen(text));
}

/* All lines of the samples, and where each one ends. */
static char *
all_lines(size_t ends[SAMPLE_RECORDS])
{
	char *text = NULL, *line;
	size_t size, n;
	size_t end = 0;
	FILE *to = open_memstream(&text, &size);

	CU_ASSERT_PTR_NOT_NULL_FATAL(to);
	for (unsigned int i = 0; i < SAMPLE_RECORDS; i++) {
		CU_ASSERT_EQUAL_FATAL(journal_encode(&sample_records[i], &line, &n, &err), 0);
		CU_ASSERT_EQUAL(strlen(line), n);
		CU_ASSERT_PTR_EQUAL(strchr(line, '\n'), line + n - 1);
		(void)fwrite(line, 1, n, to);
		free(line);
		end += n;
		ends[i] = end;
	}
	(void)fclose(to);
	return text;
}

static void
lines_together_say_all(void)
{
	size_t ends[SAMPLE_RECORDS];
	char *text = all_lines(ends);

	CU_ASSERT_EQUAL(fold_text(text), 0);
	free(text); /* the state owns its memory */
	CU_ASSERT_EQUAL(whole, ends[SAMPLE_RECORDS - 1]);
	CU_ASSERT(state.begun && state.checked && state.turned && state.ended);
	CU_ASSERT(sample_same_begin(&state.begin, &sample_begin));
	CU_ASSERT(sample_same_pairs(state.pairs, state.npairs, sample_records[2].pairs, 2));
	for (enum plan_step step = 0; step < STEP_NUM; step++)
		CU_ASSERT_EQUAL(state.attempts[step], step == STEP_DETACH                           ? 2
		                                      : step == STEP_CHECK || step == STEP_REATTACH ? 1
		                                                                                    : 0);
	CU_ASSERT(state.replaced == 0 && state.host == PLAN_SOURCE);
	CU_ASSERT(state.outcome == OUTCOME_BACK_ON_VF &&
	          sample_same(state.message, "detach: \"it\"\n stays"));
	journal_clear(&state);
	journal_clear(&state);
	CU_ASSERT(!state.begun && !state.pairs);
}

static void
expect_same_state(const struct journal_state *one, const struct journal_state *other)
{
	CU_ASSERT(one->begun == other->begun && one->checked == other->checked &&
	          one->turned == other->turned && one->ended == other->ended);
	CU_ASSERT(sample_same_begin(&one->begin, &other->begin));
	CU_ASSERT(sample_same_pairs(one->pairs, one->npairs, other->pairs, other->npairs));
	CU_ASSERT_EQUAL(memcmp(one->attempts, other->attempts, sizeof(one->attempts)), 0);
	CU_ASSERT(one->replaced == other->replaced && one->host == other->host);
	CU_ASSERT(one->outcome == other->outcome && sample_same(one->message, other->message));
}

/* Cut anywhere, a journal says what its whole lines say. */
static void
torn_line_is_dropped_wherever_it_is_torn(void)
{
	size_t ends[SAMPLE_RECORDS];
	char *text = all_lines(ends);
	struct journal_state before = {0};
	unsigned int lines = 0;

	for (size_t size = 0; size <= ends[SAMPLE_RECORDS - 1]; size++) {
		char *cut = strndup(text, size); /* of its own size, so that reading past it is seen */

		CU_ASSERT_PTR_NOT_NULL_FATAL(cut);
		if (size == ends[lines]) {
			journal_clear(&before);
			CU_ASSERT_EQUAL(fold(cut, size), 0);
			before = state;
			memset(&state, 0, sizeof(state));
			CU_ASSERT_EQUAL(whole, ends[lines]);
			lines++;
		}
		CU_ASSERT_EQUAL(fold(cut, size), 0);
		CU_ASSERT_EQUAL(whole, lines ? ends[lines - 1] : 0);
		expect_same_state(&state, &before);
		free(cut);
	}
	CU_ASSERT_EQUAL(lines, SAMPLE_RECORDS);
	journal_clear(&before);
	free(text);
}

/* A disk may write the last page of a line and not the first. */
static void
last_line_that_is_no_json_is_torn(void)
{
	static const char zeros[] = SAMPLE_LEAST "{\"v\":1,\0\0\0\0\0\0\"attempt\":1}\n";

	CU_ASSERT_EQUAL(fold(zeros, sizeof(zeros) - 1), 0);
	CU_ASSERT(state.begun && whole == strlen(SAMPLE_LEAST));
	CU_ASSERT_EQUAL(err.code, 0);
	CU_ASSERT_EQUAL(fold("\0\0\0\0", 4), 0);
	CU_ASSERT(!state.begun && whole == 0);
}

static void
bad_line_in_the_middle_is_an_error(void)
{
	size_t ends[SAMPLE_RECORDS];
	char *text = all_lines(ends), said[16];

	for (unsigned int i = 0; i < SAMPLE_RECORDS - 1; i++) {
		size_t at = i ? ends[i - 1] : 0;
		char first = text[at];

		text[at] = '\0';
		CU_ASSERT_EQUAL(fold(text, ends[SAMPLE_RECORDS - 1]), -EBADMSG);
		(void)snprintf(said, sizeof(said), "line %u: ", i + 1);
		CU_ASSERT_EQUAL(strncmp(err.text, said, strlen(said)), 0);
		CU_ASSERT(err.code == -EBADMSG && whole == at);
		text[at] = first;
	}
	free(text);
}

/* Also as the last line: it was written whole, by someone who knew more. */
static void
what_is_not_known_is_an_error(void)
{
	static const struct {
		int rc;
		const char *line, *said;
	} bad[] = {
	        {-EPROTONOSUPPORT, "{\"v\":2,\"kind\":\"phase\",\"x\":1}\n",
	         "line 2: v: the record is of version 2"},
	        {-EBADMSG, "{\"v\":1,\"kind\":\"phase\"}\n", "line 2: kind: is none that version 1 knows"},
	        {-EBADMSG, "{\"v\":1,\"kind\":\"turned\",\"host\":\"source\",\"why\":1}\n",
	         "line 2: turned: why: is not a member"},
	        {-EBADMSG, TURNED("elsewhere"), "line 2: turned: host: is none"},
	        {-EBADMSG, STEP("fly", "1"), "line 2: step: name: is none"},
	        {-EBADMSG, STEP("detach", "0"), "line 2: step: attempt: is not within"},
	        {-EBADMSG, "{\"v\":1,\"kind\":\"turned\"}\n", "line 2: turned: host: is missing"},
	        {-EBADMSG, "7\n", "line 2: is not a JSON object"},
	        {-EBADMSG, "{\"kind\":\"turned\",\"host\":\"source\"}\n", "line 2: v: is not a version"},
	        {-EBADMSG, "{\"v\":1,\"kind\":\"checked\",\"pairs\":[{\"mac\":\"x\"}]}\n",
	         "line 2: checked: pairs: [0]: mac: is not a port's MAC"},
	        {-EBADMSG, "{\"v\":1,\"kind\":\"end\",\"outcome\":\"ok\",\"code\":1,\"message\":\"\"}\n",
	         "line 2: end: code: is not the outcome's number, which is 0"},
	};
	char text[1024];

	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		(void)snprintf(text, sizeof(text), SAMPLE_LEAST "%s", bad[i].line);
		CU_ASSERT_EQUAL(fold_text(text), bad[i].rc);
		CU_ASSERT_PTR_NOT_NULL(strstr(err.text, bad[i].said));
		(void)snprintf(text, sizeof(text), SAMPLE_LEAST "%s" ENDED, bad[i].line);
		CU_ASSERT_EQUAL(fold_text(text), bad[i].rc);
	}
}

static void
records_have_their_place(void)
{
	CU_ASSERT_EQUAL(fold_text(TURNED("source") SAMPLE_LEAST), -EBADMSG);
	CU_ASSERT_STRING_EQUAL(err.text, "line 1: stands before the crossing's begin");
	CU_ASSERT_EQUAL(fold_text(SAMPLE_LEAST SAMPLE_LEAST), -EBADMSG);
	CU_ASSERT_STRING_EQUAL(err.text, "line 2: begins the crossing a second time");
	CU_ASSERT_EQUAL(fold_text(SAMPLE_LEAST ENDED TURNED("source")), -EBADMSG);
	CU_ASSERT_STRING_EQUAL(err.text, "line 3: stands behind the crossing's end");
}

static void
last_one_counts(void)
{
	static const char pairs[] = "{\"v\":1,\"kind\":\"checked\",\"pairs\":[]}\n";
	struct journal_record two = sample_records[2];
	char *line, text[2048];
	size_t size;

	CU_ASSERT_EQUAL(fold_text(SAMPLE_LEAST), 0);
	CU_ASSERT(state.host == PLAN_DESTINATION && !state.turned && !state.checked);
	CU_ASSERT_EQUAL(fold_text(SAMPLE_LEAST TURNED("source") TURNED("destination")), 0);
	CU_ASSERT(state.host == PLAN_DESTINATION && state.turned);
	CU_ASSERT_EQUAL(fold_text(SAMPLE_LEAST_OF("prepare")), 0);
	CU_ASSERT(state.host == PLAN_SOURCE && !state.turned);
	CU_ASSERT_EQUAL_FATAL(journal_encode(&two, &line, &size, &err), 0);
	(void)snprintf(text, sizeof(text), SAMPLE_LEAST "%s%s", line, pairs);
	CU_ASSERT_EQUAL(fold_text(text), 0);
	CU_ASSERT(state.checked && state.npairs == 0);
	(void)snprintf(text, sizeof(text), SAMPLE_LEAST "%s%s", pairs, line);
	CU_ASSERT_EQUAL(fold_text(text), 0);
	CU_ASSERT_EQUAL(state.npairs, 2);
	free(line);
}

static void
attempt_in_anothers_place_is_counted_apart(void)
{
	CU_ASSERT_EQUAL(fold_text(SAMPLE_LEAST STEP("attach", "1") STEP("attach", "1") STEP("attach", "2")
	                                  STEP("adopt", "1")),
	                0);
	CU_ASSERT(state.attempts[STEP_ATTACH] == 2 && state.attempts[STEP_ADOPT] == 1);
	CU_ASSERT_EQUAL(state.replaced, 1);
}

static const struct unit_test tests[] = {
        {"lines together say all", lines_together_say_all},
        {"a torn line is dropped, wherever it is torn", torn_line_is_dropped_wherever_it_is_torn},
        {"a last line that is no JSON is torn", last_line_that_is_no_json_is_torn},
        {"a bad line in the middle is an error", bad_line_in_the_middle_is_an_error},
        {"what is not known is an error", what_is_not_known_is_an_error},
        {"records have their place", records_have_their_place},
        {"the last one counts", last_one_counts},
        {"an attempt in another's place is counted apart", attempt_in_anothers_place_is_counted_apart},
};

UNIT_MAIN("journal-fold", tests)
