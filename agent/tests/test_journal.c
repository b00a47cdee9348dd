/* SPDX-License-Identifier: BSD-3-Clause */
/* test_journal.c: records as lines. What is refused is more than here in schemas/examples/journal, which
 * `make check-schemas` reads. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "sample_journal.h"
#include "steps.h"
#include "tests/unit.h"

static struct err err;

static void
every_record_comes_back(void)
{
	for (unsigned int i = 0; i < SAMPLE_RECORDS; i++) {
		const struct journal_record *is = &sample_records[i];
		struct journal_record read;
		char *line;
		size_t size;

		CU_ASSERT_EQUAL_FATAL(journal_encode(is, &line, &size, &err), 0);
		CU_ASSERT_EQUAL_FATAL(journal_decode(line, size - 1, &read, &err), 0);
		CU_ASSERT_EQUAL(read.kind, is->kind);
		CU_ASSERT(sample_same_begin(&read.begin, &is->begin));
		CU_ASSERT(sample_same_pairs(read.pairs, read.npairs, is->pairs, is->npairs));
		CU_ASSERT(read.step == is->step && read.attempt == is->attempt && read.host == is->host);
		CU_ASSERT(read.outcome == is->outcome && sample_same(read.message, is->message));
		journal_record_clear(&read);
		free(line);
	}
}

static void
what_is_not_given_is_not_written(void)
{
	struct journal_record least = {.kind = JOURNAL_BEGIN,
	                               .begin = {.domain = "a", .uuid = SAMPLE_UUID, .wish.domain = "a"}};
	struct journal_record read;
	char *line;
	size_t size;

	CU_ASSERT_EQUAL_FATAL(journal_encode(&least, &line, &size, &err), 0);
	CU_ASSERT_STRING_EQUAL(line, SAMPLE_LEAST);
	CU_ASSERT_EQUAL_FATAL(journal_decode(line, size - 1, &read, &err), 0);
	CU_ASSERT(sample_same_begin(&read.begin, &least.begin));
	journal_record_clear(&read);
	free(line);
}

static void
limits_stand_under_their_steps(void)
{
	for (enum plan_step step = 0; step < STEP_NUM; step++) {
		struct plan_limits limits = {0};
		struct journal_record record = sample_records[0];
		char said[96], *line;
		size_t size;

		limits.timeout_ms[step] = 7;
		limits.attempts[step] = 8;
		record.begin.wish.limits = &limits;
		(void)snprintf(said, sizeof(said), "{\"timeout_ms\":{\"%s\":7},\"attempts\":{\"%s\":8}}",
		               step_of(step)->name, step_of(step)->name);
		CU_ASSERT_EQUAL_FATAL(journal_encode(&record, &line, &size, &err), 0);
		CU_ASSERT_PTR_NOT_NULL(strstr(line, said));
		free(line);
	}
}

static void
expect_unwritten(const struct journal_record *record, const char *said)
{
	char *line = NULL;
	size_t size;

	CU_ASSERT_EQUAL(journal_encode(record, &line, &size, &err), -EINVAL);
	CU_ASSERT_EQUAL(err.code, -EINVAL);
	CU_ASSERT_PTR_NOT_NULL(strstr(err.text, said));
	CU_ASSERT_PTR_NULL(line);
}

static void
out_of_limits_is_not_written(void)
{
	static char long_text[JOURNAL_XML_MAX + 2];
	struct crossing_dest_vf many[JOURNAL_PAIRS_MAX + 1];
	struct journal_record record = sample_records[0];

	memset(long_text, 'x', sizeof(long_text) - 1);
	record.begin.uuid = "../../etc/passwd";
	expect_unwritten(&record, "begin: uuid: is not a UUID");
	record = sample_records[0];
	record.begin.wish.domain = NULL;
	expect_unwritten(&record, "begin: wish: domain: is not given");
	record.begin.wish.domain = "\xff";
	expect_unwritten(&record, "begin: wish: domain: is not given, or no UTF-8");
	record = sample_records[0];
	record.begin.wish.bandwidth_mib = UINT64_MAX;
	expect_unwritten(&record, "bandwidth_mib: is not within");
	record = sample_records[0];
	for (unsigned int i = 0; i <= JOURNAL_PAIRS_MAX; i++)
		many[i] = (struct crossing_dest_vf){NULL, "x"};
	record.begin.wish.dest_vfs = many;
	record.begin.wish.ndest_vfs = JOURNAL_PAIRS_MAX + 1;
	expect_unwritten(&record, "dest_vfs: has 17 items");
	record.begin.wish.ndest_vfs = 1;
	many[0].xml = long_text;
	expect_unwritten(&record, "dest_vfs: [0]: xml: has 65537 characters");
	record = (struct journal_record){.kind = JOURNAL_STEP, .step = STEP_NUM, .attempt = 1};
	expect_unwritten(&record, "step: name: is none");
}

/* The end must get into the journal, whatever it says. */
static void
cut_message_is_written(void)
{
	struct journal_record read,
	        record = {.kind = JOURNAL_END, .outcome = OUTCOME_LOST, .message = "what\xc3"};
	char *line;
	size_t size;

	CU_ASSERT_EQUAL_FATAL(journal_encode(&record, &line, &size, &err), 0);
	CU_ASSERT_EQUAL(journal_decode(line, size - 1, &read, &err), 0);
	CU_ASSERT(sample_same(read.message, "what?") && read.outcome == OUTCOME_LOST);
	journal_record_clear(&read);
	free(line);
}

static const struct unit_test tests[] = {
        {"every record comes back", every_record_comes_back},
        {"what is not given is not written", what_is_not_given_is_not_written},
        {"limits stand under their steps", limits_stand_under_their_steps},
        {"what is out of its limits is not written", out_of_limits_is_not_written},
        {"a cut message is written", cut_message_is_written},
};

UNIT_MAIN("journal", tests)
