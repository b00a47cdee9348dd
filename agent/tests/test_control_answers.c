/* SPDX-License-Identifier: BSD-3-Clause */
/* test_control_answers.c: what the daemon says on the control socket. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "tests/control_samples.h"
#include "tests/unit.h"

static struct err err;

static int
decode_message(const char *line, struct control_message *message)
{
	memset(&err, 0, sizeof(err));
	return control_decode_message(line, line ? strlen(line) : 0, message, &err);
}

static void
answers_survive_the_trip(void)
{
	static const enum control_kind kinds[] = {CONTROL_PROGRESS, CONTROL_PROGRESS, CONTROL_ERROR,
	                                          CONTROL_ERROR,    CONTROL_ERROR,    CONTROL_ERROR,
	                                          CONTROL_ERROR,    CONTROL_ERROR,    CONTROL_ERROR,
	                                          CONTROL_ERROR,    CONTROL_RESULT};
	struct control_message got;
	char *line;
	unsigned int i;

	for (i = 0; (line = sample_answer(i, &err)); i++) {
		CU_ASSERT_FATAL(i < sizeof(kinds) / sizeof(kinds[0]));
		CU_ASSERT_EQUAL_FATAL(decode_message(line, &got), 0);
		CU_ASSERT_EQUAL(got.kind, kinds[i]);
		CU_ASSERT(got.id.kind == CONTROL_ID_NONE || !strcmp(got.id.text, "a-1 ~"));
		CU_ASSERT_EQUAL(got.result != NULL, got.kind == CONTROL_RESULT);
		CU_ASSERT_EQUAL(got.message != NULL, got.kind == CONTROL_ERROR);
		CU_ASSERT_EQUAL(got.outcome != NULL, got.code > 0);
		control_message_clear(&got);
		free(line);
	}
	CU_ASSERT_EQUAL(i, sizeof(kinds) / sizeof(kinds[0]));
}

static void
progress_comes_out_as_it_was(void)
{
	struct control_message got;
	char *line = sample_answer(1, &err);

	CU_ASSERT_FATAL(line != NULL);
	CU_ASSERT_EQUAL_FATAL(decode_message(line, &got), 0);
	free(line);
	CU_ASSERT_STRING_EQUAL(got.domain, "router");
	CU_ASSERT_STRING_EQUAL(got.progress.step, "copy");
	CU_ASSERT_STRING_EQUAL(got.progress.host, "älpha");
	CU_ASSERT_PTR_NULL(got.progress.note);
	CU_ASSERT(got.progress.begins && got.progress.ends && got.progress.failed);
	CU_ASSERT_EQUAL(got.progress.attempt, UINT32_MAX);
	CU_ASSERT_EQUAL(got.progress.elapsed_ms, CONTROL_ID_MAX);
	CU_ASSERT_EQUAL(got.progress.step_ms, 1);
	CU_ASSERT_EQUAL(got.progress.memory_total, 1ull << 40);
	CU_ASSERT_EQUAL(got.progress.memory_remaining, 2);
	CU_ASSERT_EQUAL(got.progress.bytes_per_s, 3);
	control_message_clear(&got);
}

/* What libvirt or a guest said stands in notes and messages. */
static void
texts_of_others_are_made_to_fit(void)
{
	const struct control_id id = {.kind = CONTROL_ID_NUMBER, .number = 1};
	struct crossing_progress progress = {.step = "copy", .host = "al\npha", .attempt = 1};
	struct control_message got;
	char text[600], *line;

	memset(text, 'x', sizeof(text) - 1);
	text[sizeof(text) - 1] = '\0';
	memcpy(text, "one\ntwo \x1b[2J", 12);
	memcpy(text + 254, "ü", 2); /* its second byte is cut off */
	progress.note = text;
	line = control_encode_progress(&id, "ro\tuter", &progress, &err);
	CU_ASSERT_FATAL(line != NULL);
	CU_ASSERT_EQUAL_FATAL(decode_message(line, &got), 0);
	CU_ASSERT_EQUAL(strlen(got.progress.note), 255);
	CU_ASSERT_NSTRING_EQUAL(got.progress.note, "one two  [2J", 12);
	CU_ASSERT_EQUAL(got.progress.note[254], '?');
	CU_ASSERT_STRING_EQUAL(got.progress.host, "al pha");
	CU_ASSERT_STRING_EQUAL(got.domain, "ro uter");
	control_message_clear(&got);
	free(line);

	line = control_encode_error(NULL, OUTCOME_BUSY, text, &err);
	CU_ASSERT_FATAL(line != NULL);
	CU_ASSERT_EQUAL_FATAL(decode_message(line, &got), 0);
	CU_ASSERT_EQUAL(strlen(got.message), 383);
	CU_ASSERT_STRING_EQUAL(got.outcome, "busy");
	control_message_clear(&got);
	free(line);
	line = control_encode_error(&id, CONTROL_INTERNAL_ERROR, "", &err);
	CU_ASSERT_PTR_NOT_NULL(line);
	free(line);
}

static void
what_cannot_be_answered_is_not_written(void)
{
	const struct control_id id = {.kind = CONTROL_ID_NUMBER, .number = 1}, none = {0};
	const struct crossing_progress no_step = {.host = "alpha", .attempt = 1};
	const struct crossing_progress no_attempt = {.host = "alpha", .step = "copy"};
	json_t *array = json_array(), *object = json_object();

	CU_ASSERT_PTR_NULL(control_encode_progress(&id, NULL, &no_step, &err));
	CU_ASSERT_PTR_NULL(control_encode_progress(&id, NULL, &no_attempt, &err));
	CU_ASSERT_PTR_NULL(control_encode_result(&id, array, &err));
	CU_ASSERT_PTR_NULL(control_encode_result(&none, object, &err));
	CU_ASSERT_PTR_NULL(control_encode_error(&id, OUTCOME_OK, "fine", &err));
	CU_ASSERT_PTR_NULL(control_encode_error(&id, 34, "what", &err));
	CU_ASSERT_PTR_NULL(control_encode_error(&id, -1, "what", &err));
	json_decref(array);
	json_decref(object);
}

static void
a_bad_answer_is_refused(void)
{
#define V "{\"jsonrpc\":\"2.0\","
	static const char *const table[][2] = {
	        {"{}", "jsonrpc: "},
	        {V "\"id\":1}", "error: is not an object"},
	        {V "\"id\":1,\"result\":[]}", "result: is not an object"},
	        {V "\"id\":null,\"result\":{}}", "id: "},
	        {V "\"id\":1,\"result\":{},\"error\":{}}", "error: is not a member"},
	        {V "\"method\":\"migrate\",\"params\":{}}", "method: is not \"progress\""},
	        {V "\"id\":1,\"error\":{\"code\":0,\"message\":\"a\",\"data\":\"ok\"}}", "success"},
	        {V "\"id\":1,\"error\":{\"code\":34,\"message\":\"a\",\"data\":\"error\"}}",
	         "there is no 34"},
	        {V "\"id\":1,\"error\":{\"code\":13,\"message\":\"a\"}}", "data: is not \"no-domain\""},
	        {V "\"id\":1,\"error\":{\"code\":13,\"message\":\"a\",\"data\":\"lost\"}}", "\"no-domain\""},
	        {V "\"id\":1,\"error\":{\"code\":-32600,\"message\":\"a\",\"data\":\"lost\"}}", "none with"},
	        {V "\"id\":1,\"error\":{\"code\":4294967297,\"message\":\"a\",\"data\":\"error\"}}",
	         "code: "},
	};

	for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); i++) {
		struct control_message message;

		CU_ASSERT_EQUAL(decode_message(table[i][0], &message), -EBADMSG);
		CU_ASSERT_PTR_NOT_NULL(strstr(err.text, table[i][1]));
		CU_ASSERT_PTR_NULL(message.json);
	}
}

static const struct unit_test tests[] = {
        {"answers survive the trip", answers_survive_the_trip},
        {"progress comes out as it was", progress_comes_out_as_it_was},
        {"texts of others are made to fit", texts_of_others_are_made_to_fit},
        {"what cannot be answered is not written", what_cannot_be_answered_is_not_written},
        {"a bad answer is refused", a_bad_answer_is_refused},
};

UNIT_MAIN("control answers", tests)
