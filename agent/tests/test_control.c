/* SPDX-License-Identifier: BSD-3-Clause */
/* test_control.c: what is asked on the control socket. That codec and schema agree is checked by examples. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "tests/control_samples.h"
#include "tests/unit.h"

static struct err err;

static size_t
length(const char *line)
{
	return line ? strlen(line) : 0;
}

static int
decode(const char *line, struct control_request *request)
{
	memset(&err, 0, sizeof(err));
	return control_decode_request(line, length(line), request, &err);
}

static void
requests_survive_the_trip(void)
{
	struct control_request asked, got, moved;

	for (enum control_method method = 0; method < CONTROL_METHODS; method++) {
		char *line, *again;

		sample_request(method, &asked);
		line = control_encode_request(&asked, &err);
		CU_ASSERT_FATAL(line != NULL);
		CU_ASSERT(line && strchr(line, '\n') == line + length(line) - 1);
		CU_ASSERT_EQUAL_FATAL(control_decode_request(line, length(line) - 1, &got, &err), 0);
		CU_ASSERT_EQUAL(got.method, method);
		CU_ASSERT_EQUAL(got.id.number, asked.id.number);
		CU_ASSERT_EQUAL(got.wish.kind == CROSSING_RESTORE, method == CONTROL_RESTORE);
		moved = got;
		memset(&got, 0xee, sizeof(got));
		again = control_encode_request(&moved, &err);
		CU_ASSERT(line && again && !strcmp(line, again));
		control_request_clear(&moved);
		control_request_clear(&moved);
		free(line);
		free(again);
	}
}

static void
a_wish_comes_out_as_it_was(void)
{
	struct control_request asked, got;
	char *line;

	sample_request(CONTROL_MIGRATE, &asked);
	line = control_encode_request(&asked, &err);
	CU_ASSERT_FATAL(line != NULL);
	CU_ASSERT_EQUAL_FATAL(decode(line, &got), 0);
	free(line);
	CU_ASSERT_STRING_EQUAL(got.wish.domain, asked.wish.domain);
	CU_ASSERT_STRING_EQUAL(got.wish.source_uri, asked.wish.source_uri);
	CU_ASSERT_STRING_EQUAL(got.wish.destination_uri, asked.wish.destination_uri);
	CU_ASSERT_STRING_EQUAL(got.wish.migrate_uri, asked.wish.migrate_uri);
	CU_ASSERT_STRING_EQUAL(got.wish.vf, asked.wish.vf);
	CU_ASSERT_STRING_EQUAL(got.wish.backup, asked.wish.backup);
	CU_ASSERT_EQUAL_FATAL(got.wish.ndest_vfs, 2);
	CU_ASSERT_STRING_EQUAL(got.wish.dest_vfs[0].mac, asked.wish.dest_vfs[0].mac);
	CU_ASSERT_STRING_EQUAL(got.wish.dest_vfs[0].xml, asked.wish.dest_vfs[0].xml);
	CU_ASSERT_PTR_NULL(got.wish.dest_vfs[1].mac);
	CU_ASSERT(got.wish.live && got.wish.p2p && got.wish.persistent && got.wish.undefine_source);
	CU_ASSERT(got.wish.require_vf);
	CU_ASSERT_EQUAL(got.wish.bandwidth_mib, asked.wish.bandwidth_mib);
	CU_ASSERT_EQUAL(got.wish.timeout_s, asked.wish.timeout_s);
	control_request_clear(&got);
}

static void
what_is_not_said_is_not_given(void)
{
	struct control_request got;

	CU_ASSERT_EQUAL_FATAL(decode("{\"jsonrpc\":\"2.0\",\"id\":\"x\",\"method\":\"migrate\",\"params\":{"
	                             "\"domain\":\"a\",\"destination_uri\":\"b\",\"live\":false}}",
	                             &got),
	                      0);
	CU_ASSERT_EQUAL(got.id.kind, CONTROL_ID_TEXT);
	CU_ASSERT_STRING_EQUAL(got.id.text, "x");
	CU_ASSERT_PTR_NULL(got.wish.source_uri);
	CU_ASSERT_PTR_NULL(got.wish.vf);
	CU_ASSERT_PTR_NULL(got.wish.dest_vfs);
	CU_ASSERT_EQUAL(got.wish.ndest_vfs, 0);
	CU_ASSERT(!got.wish.live && !got.wish.require_vf && !got.wish.timeout_s);
	control_request_clear(&got);
	memset(&got, 0, sizeof(got));
	control_request_clear(&got);
}

#define HEAD "{\"jsonrpc\":\"2.0\",\"id\":7,\"method\":"

/* What is not given is left out, and what does not belong to the method. */
static void
the_line_says_no_more(void)
{
	struct control_request asked = {.id = {.kind = CONTROL_ID_NUMBER, .number = 7},
	                                .wish = {.domain = "a", .destination_uri = "b"}};
	static const struct {
		enum control_method method;
		const char *line;
	} table[] = {
	        {CONTROL_MIGRATE, "\"migrate\",\"params\":{\"domain\":\"a\",\"destination_uri\":\"b\"}}\n"},
	        {CONTROL_RESTORE, "\"restore\",\"params\":{\"domain\":\"a\"}}\n"},
	        {CONTROL_LIST, "\"list\",\"params\":{}}\n"},
	};

	for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); i++) {
		char *line, wanted[256];

		asked.method = table[i].method;
		line = control_encode_request(&asked, &err);
		(void)snprintf(wanted, sizeof(wanted), "{\"jsonrpc\":\"2.0\",\"id\":7,\"method\":%s",
		               table[i].line);
		CU_ASSERT(line && !strcmp(line, wanted));
		free(line);
	}
}

static void
for_ever_is_not_as_configured(void)
{
	static const struct {
		const char *line;
		bool given;
		uint32_t seconds;
	} table[] = {
	        {HEAD "\"prepare\",\"params\":{\"domain\":\"a\"}}", false, 0},
	        {HEAD "\"prepare\",\"params\":{\"domain\":\"a\",\"prepare_s\":0}}", true, 0},
	        {HEAD "\"prepare\",\"params\":{\"domain\":\"a\",\"prepare_s\":9}}", true, 9},
	};

	for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); i++) {
		struct control_request got;
		char *line;

		CU_ASSERT_EQUAL_FATAL(decode(table[i].line, &got), 0);
		CU_ASSERT_EQUAL(got.prepare_s_given, table[i].given);
		CU_ASSERT_EQUAL(got.wish.prepare_s, table[i].seconds);
		CU_ASSERT_EQUAL(got.wish.kind, CROSSING_PREPARE);
		line = control_encode_request(&got, &err);
		CU_ASSERT(line && !strncmp(line, table[i].line, strlen(table[i].line)));
		free(line);
		control_request_clear(&got);
	}
}

struct refusal {
	const char *line;
	enum control_code code;
	int64_t id; /* 0: none */
	const char *why;
};

#define MIGRATE(more) HEAD "\"migrate\",\"params\":{\"domain\":\"a\",\"destination_uri\":\"b\"" more "}}"

static const struct refusal refusals[] = {
        {"", CONTROL_PARSE_ERROR, 0, "byte 0: "},
        {"{\"jsonrpc\":\"2.0\",\"id\":7,", CONTROL_PARSE_ERROR, 0, "byte "},
        {"{\"id\":7,\"id\":8}", CONTROL_PARSE_ERROR, 0, "duplicate"},
        {"[[[[[[[[[]]]]]]]]]", CONTROL_PARSE_ERROR, 0, "nested deeper than 8"},
        {"7", CONTROL_PARSE_ERROR, 0, "byte "},
        {"[]", CONTROL_INVALID_REQUEST, 0, "this is no request: it is not an object"},
        {"{}", CONTROL_INVALID_REQUEST, 0, "id: is missing"},
        {"{\"id\":null}", CONTROL_INVALID_REQUEST, 0, "id: is neither"},
        {"{\"id\":7}", CONTROL_INVALID_REQUEST, 7, "jsonrpc: is not"},
        {"{\"id\":7,\"jsonrpc\":2.0}", CONTROL_INVALID_REQUEST, 7, "jsonrpc: is not"},
        {"{\"id\":7,\"jsonrpc\":\"2.0\"}", CONTROL_INVALID_REQUEST, 7, "method: is missing"},
        {HEAD "null}", CONTROL_INVALID_REQUEST, 7, "method: is not a string"},
        {HEAD "\"vfs\",\"params\":{},\"x\\u001b\":1}", CONTROL_INVALID_REQUEST, 7, "x?: is not a member"},
        {HEAD "\"dance\",\"params\":{}}", CONTROL_UNKNOWN_METHOD, 7, "no such method"},
        {HEAD "\"vfs\"}", CONTROL_INVALID_PARAMS, 7, "vfs: params: is missing"},
        {HEAD "\"vfs\",\"params\":[]}", CONTROL_INVALID_PARAMS, 7, "vfs: params: is not an object"},
        {HEAD "\"vfs\",\"params\":{\"a\":1}}", CONTROL_INVALID_PARAMS, 7, "a: is not a member"},
        {HEAD "\"abort\",\"params\":{}}", CONTROL_INVALID_PARAMS, 7, "domain: is missing"},
        {MIGRATE(",\"live\":1"), CONTROL_INVALID_PARAMS, 7, "live: is neither true nor false"},
        {MIGRATE(",\"timeout_s\":4294967296"), CONTROL_INVALID_PARAMS, 7, "timeout_s: is not within"},
        {MIGRATE(",\"timeout_s\":\"1\""), CONTROL_INVALID_PARAMS, 7, "timeout_s: is not an integer"},
        {MIGRATE(",\"vf\":\"\""), CONTROL_INVALID_PARAMS, 7, "vf: has 0 characters, not 1 to 63"},
        {MIGRATE(",\"vf\":7"), CONTROL_INVALID_PARAMS, 7, "vf: is not a string"},
        {MIGRATE(",\"vf\":\"a\\u007f\""), CONTROL_INVALID_PARAMS, 7, "vf: has a control character"},
        {MIGRATE(",\"dest_vfs\":[{\"xml\":\"a\"},{}]"), CONTROL_INVALID_PARAMS, 7,
         "migrate: params: dest_vfs: [1]: xml: is missing"},
        {MIGRATE(",\"dest_vfs\":[{\"xml\":\"a\",\"mac\":\"52:54:00:00:00:0A\"}]"), CONTROL_INVALID_PARAMS, 7,
         "dest_vfs: [0]: mac: is not"},
        {MIGRATE(",\"dest_vfs\":[{\"xml\":\"a\"}],\"live\":1"), CONTROL_INVALID_PARAMS, 7, "live: "},
        {HEAD "\"evacuate\",\"params\":{\"to\":[\"a\",\"b\",\"a\"]}}", CONTROL_INVALID_PARAMS, 7,
         "to: [2]: stands in [0] already"},
        {HEAD "\"evacuate\",\"params\":{\"to\":[]}}", CONTROL_INVALID_PARAMS, 7,
         "to: has 0 items, not 1 to 64"},
        {HEAD "\"resume\",\"params\":{\"uuid\":\"7f2c1a52\"}}", CONTROL_INVALID_PARAMS, 7,
         "uuid: is not a UUID"},
};

static void
a_bad_request_is_told_apart(void)
{
	for (size_t i = 0; i < sizeof(refusals) / sizeof(refusals[0]); i++) {
		const struct refusal *r = &refusals[i];
		struct control_request request;
		int rc = decode(r->line, &request);

		CU_ASSERT(rc < 0 && err.code == rc);
		CU_ASSERT_EQUAL(control_code_of(rc), r->code);
		CU_ASSERT_EQUAL(request.id.kind, r->id ? CONTROL_ID_NUMBER : CONTROL_ID_NONE);
		CU_ASSERT_EQUAL(request.id.number, r->id);
		CU_ASSERT(!request.json && !request.owned && !request.wish.domain && !request.to);
		if (!strstr(err.text, r->why))
			printf("\n%s: %s\n", r->line, err.text);
		CU_ASSERT_PTR_NOT_NULL(strstr(err.text, r->why));
		CU_ASSERT_EQUAL(decode(r->line, &request),
		                control_decode_request(r->line, strlen(r->line), &request, NULL));
	}
}

static void
lines_have_an_end(void)
{
	static const char vfs_line[] = "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"vfs\",\"params\":{}}";
	static char xml[65537], much[CONTROL_LINE_MAX + 1];
	struct crossing_dest_vf vfs[REPORT_PAIRS_MAX];
	struct control_request request = {.id = {.kind = CONTROL_ID_NUMBER},
	                                  .wish = {.domain = "a", .destination_uri = "b", .dest_vfs = vfs}};
	struct control_request got;
	char *line;
	json_t *result;

	memset(xml, '"', sizeof(xml) - 1);
	for (unsigned int i = 0; i < REPORT_PAIRS_MAX; i++)
		vfs[i] = (struct crossing_dest_vf){NULL, xml + 1};
	request.wish.ndest_vfs = REPORT_PAIRS_MAX;
	line = control_encode_request(&request, &err);
	CU_ASSERT_PTR_NULL(line);
	CU_ASSERT_EQUAL(err.code, -EMSGSIZE);
	memset(xml, 'x', sizeof(xml) - 1);
	line = control_encode_request(&request, &err);
	CU_ASSERT_FATAL(line != NULL);
	CU_ASSERT_EQUAL(control_decode_request(line, length(line) - 1, &got, &err), 0);
	control_request_clear(&got);
	free(line);

	memset(much, ' ', CONTROL_LINE_MAX);
	memcpy(much, vfs_line, sizeof(vfs_line) - 1);
	CU_ASSERT_EQUAL(control_decode_request(much, CONTROL_LINE_MAX, &got, &err), -EMSGSIZE);
	CU_ASSERT_EQUAL(control_code_of(-EMSGSIZE), CONTROL_INVALID_REQUEST);
	CU_ASSERT_EQUAL(control_decode_request(much, CONTROL_LINE_MAX - 1, &got, &err), 0);
	control_request_clear(&got);

	result = json_pack("{s:s}", "text", much);
	CU_ASSERT_PTR_NULL(control_encode_result(&request.id, result, &err));
	CU_ASSERT_EQUAL(err.code, -EMSGSIZE);
	json_decref(result);
}

static void
what_cannot_be_asked_is_not_written(void)
{
	struct control_request request = {.id = {.kind = CONTROL_ID_NUMBER, .number = 1},
	                                  .method = CONTROL_ABORT};

	CU_ASSERT_PTR_NULL(control_encode_request(&request, &err));
	CU_ASSERT_PTR_NOT_NULL(strstr(err.text, "domain: has 0 characters"));
	request.wish.domain = "r\xfcter";
	CU_ASSERT_PTR_NULL(control_encode_request(&request, &err));
	CU_ASSERT_PTR_NOT_NULL(strstr(err.text, "domain: is not text in UTF-8"));
	request.wish.domain = "router";
	request.id.number = CONTROL_ID_MAX + 1;
	CU_ASSERT_PTR_NULL(control_encode_request(&request, &err));
	CU_ASSERT_PTR_NOT_NULL(strstr(err.text, "id: "));
	request.id.kind = CONTROL_ID_NONE;
	CU_ASSERT_PTR_NULL(control_encode_request(&request, &err));
	request.method = CONTROL_METHODS;
	CU_ASSERT_PTR_NULL(control_encode_request(&request, &err));
}

static const struct unit_test tests[] = {
        {"requests survive the trip", requests_survive_the_trip},
        {"a wish comes out as it was", a_wish_comes_out_as_it_was},
        {"what is not said is not given", what_is_not_said_is_not_given},
        {"the line says no more", the_line_says_no_more},
        {"for ever is not as configured", for_ever_is_not_as_configured},
        {"a bad request is told apart", a_bad_request_is_told_apart},
        {"lines have an end", lines_have_an_end},
        {"what cannot be asked is not written", what_cannot_be_asked_is_not_written},
};

UNIT_MAIN("control", tests)
