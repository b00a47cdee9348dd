/* SPDX-License-Identifier: BSD-3-Clause */
/* test_worker_question.c: questions that libvirt's test driver answers. `make check-schemas` holds the
 * answers of the process against their schema. */
#include <stdlib.h>
#include <string.h>

#include "tests/unit.h"
#include "vferryd/worker_question.h"

static char here[] = "test:///default";
static const struct config config = {.uri = here};
static struct control_message message;

/* The answer of the host at uri, NULL: as configured; true: it is a result. */
static bool
answer(enum control_method method, const char *uri, const char *domain)
{
	const struct control_request request = {.id = {.kind = CONTROL_ID_NUMBER, .number = 7},
	                                        .method = method,
	                                        .wish = {.source_uri = uri, .domain = domain}};
	char *line = worker_question(&config, &request);

	CU_ASSERT_PTR_NOT_NULL_FATAL(line);
	CU_ASSERT_EQUAL_FATAL(control_decode_message(line, line ? strlen(line) - 1 : 0, &message, NULL), 0);
	free(line);
	CU_ASSERT_EQUAL(message.id.number, 7);
	return message.kind == CONTROL_RESULT;
}

static void
only_what_asks_is_a_question(void)
{
	unsigned int n = 0;

	for (enum control_method method = 0; method < CONTROL_METHODS; method++)
		n += worker_question_is(method);
	CU_ASSERT_EQUAL(n, 3);
	CU_ASSERT(worker_question_is(CONTROL_STATUS) && worker_question_is(CONTROL_PAIRS) &&
	          worker_question_is(CONTROL_VFS));
}

static void
answers_are_what_was_found(void)
{
	CU_ASSERT_FATAL(answer(CONTROL_PAIRS, NULL, "test"));
	CU_ASSERT_STRING_EQUAL(json_string_value(json_object_get(message.result, "domain")), "test");
	CU_ASSERT_EQUAL(json_array_size(json_object_get(message.result, "others")), 1);
	control_message_clear(&message);
	CU_ASSERT_FATAL(answer(CONTROL_VFS, NULL, NULL));
	CU_ASSERT(json_is_array(json_object_get(message.result, "vfs")));
	control_message_clear(&message);
}

static void
failures_have_their_outcome(void)
{
	CU_ASSERT_FALSE_FATAL(answer(CONTROL_PAIRS, NULL, "nobody"));
	CU_ASSERT_EQUAL(message.code, OUTCOME_NO_DOMAIN);
	CU_ASSERT_PTR_NOT_NULL(strstr(message.message, "nobody"));
	control_message_clear(&message);
	CU_ASSERT_FALSE_FATAL(answer(CONTROL_STATUS, NULL, "test"));
	CU_ASSERT_EQUAL(message.code, OUTCOME_NO_CHANNEL);
	control_message_clear(&message);
}

static void
the_request_may_name_another_host(void)
{
	CU_ASSERT_FALSE_FATAL(answer(CONTROL_PAIRS, "test:///nowhere/at/all", "test"));
	CU_ASSERT_EQUAL(message.code, OUTCOME_SOURCE_UNREACHABLE);
	control_message_clear(&message);
}

static const struct unit_test tests[] = {
        {"only what asks is a question", only_what_asks_is_a_question},
        {"answers are what was found", answers_are_what_was_found},
        {"failures have their outcome", failures_have_their_outcome},
        {"the request may name another host", the_request_may_name_another_host},
};

UNIT_MAIN("questions", tests)
