/* SPDX-License-Identifier: BSD-3-Clause */
/* control_encode.c: structs into lines of the control socket. See control.h. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "control_table.h"

#define WORDS_MAX 384 /* bytes of a text that is made to fit, NUL included */

/* Takes json over. */
static char *
print(json_t *json, struct err *err)
{
	char *line = json ? json_dumps(json, JSON_COMPACT | JSON_REAL_PRECISION(12)) : NULL, *ended;
	size_t length = line ? strlen(line) : 0;

	json_decref(json);
	ended = line ? realloc(line, length + 2) : NULL;
	if (!ended) {
		free(line);
		err_set(err, -ENOMEM, "out of memory");
		return NULL;
	}
	if (length + 1 > CONTROL_LINE_MAX) {
		free(ended);
		err_set(err, -EMSGSIZE, "the line takes %zu bytes, more than %u", length + 1,
		        CONTROL_LINE_MAX);
		return NULL;
	}
	memcpy(ended + length, "\n", 2);
	return ended;
}

/* What was written must be what the other side would take; else the line goes. */
static char *
check_request(char *line, struct err *err)
{
	struct control_request request;

	if (!line)
		return NULL;
	if (control_decode_request(line, strlen(line) - 1, &request, err)) {
		free(line);
		return NULL;
	}
	control_request_clear(&request);
	return line;
}

static char *
check_message(char *line, struct err *err)
{
	struct control_message message;

	if (!line)
		return NULL;
	if (control_decode_message(line, strlen(line) - 1, &message, err)) {
		free(line);
		return NULL;
	}
	control_message_clear(&message);
	return line;
}

/* Cuts a text to size and takes its control characters out: others wrote it. A new reference. */
static json_t *
words(const char *text, size_t size)
{
	char clean[WORDS_MAX];

	(void)snprintf(clean, size < sizeof(clean) ? size : sizeof(clean), "%s", text);
	for (char *c = clean; *c; c++)
		if ((unsigned char)*c < ' ' || *c == 0x7f)
			*c = ' ';
	return report_text(clean);
}

char *
control_encode_request(const struct control_request *request, struct err *err)
{
	json_t *params;

	if ((unsigned int)request->method >= CONTROL_METHODS) {
		err_set(err, -EINVAL, "there is no method %d", (int)request->method);
		return NULL;
	}
	params = control_write(control_params(request->method), request, err);
	if (!params)
		return NULL;
	return check_request(
	        print(json_pack("{s:s,s:o,s:s,s:o}", "jsonrpc", "2.0", "id", control_write_id(&request->id),
	                        "method", control_method_name(request->method), "params", params),
	              err),
	        err);
}

char *
control_encode_progress(const struct control_id *id, const char *domain,
                        const struct crossing_progress *progress, struct err *err)
{
	struct control_message message = {.id = *id, .progress = *progress};
	json_t *params;

	message.progress.host = message.progress.note = NULL;
	params = control_write(control_progress, &message, err);
	if (!params)
		return NULL;
	if (domain)
		json_object_set_new(params, "domain", words(domain, 256));
	json_object_set_new(params, "host", words(progress->host ? progress->host : "", 256));
	if (progress->note)
		json_object_set_new(params, "note", words(progress->note, 256));
	return check_message(
	        print(json_pack("{s:s,s:s,s:o}", "jsonrpc", "2.0", "method", "progress", "params", params),
	              err),
	        err);
}

char *
control_encode_result(const struct control_id *id, json_t *result, struct err *err)
{
	if (id->kind == CONTROL_ID_NONE || !json_is_object(result)) {
		err_set(err, -EINVAL, "a result is an object and belongs to a request");
		return NULL;
	}
	return print(
	        json_pack("{s:s,s:o,s:O}", "jsonrpc", "2.0", "id", control_write_id(id), "result", result),
	        err);
}

char *
control_encode_error(const struct control_id *id, int code, const char *message, struct err *err)
{
	json_t *error = json_pack("{s:i,s:o}", "code", code, "message",
	                          words(message && message[0] ? message : "no reason is known", WORDS_MAX));

	if (code > 0)
		json_object_set_new(error, "data", json_string(outcome_name((enum outcome)code)));
	return check_message(print(json_pack("{s:s,s:o,s:o}", "jsonrpc", "2.0", "id", control_write_id(id),
	                                     "error", error),
	                           err),
	                     err);
}
