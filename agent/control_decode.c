/* SPDX-License-Identifier: BSD-3-Clause */
/* control_decode.c: lines of the control socket into structs. See control.h. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "control_table.h"
#include "jsonline.h"

static int
parse(const char *line, size_t size, json_t **json, struct err *err)
{
	int rc;

	if (size > CONTROL_LINE_MAX - 1)
		return err_set(err, -EMSGSIZE, "the line is longer than %u bytes", CONTROL_LINE_MAX);
	rc = jsonline_parse(line, size, CONTROL_DEPTH_MAX, json, err);
	if (rc)
		err_wrap(err, "this is no JSON that can be taken");
	return rc;
}

static int
check_version(const json_t *json, struct err *err)
{
	const char *version = json_string_value(json_object_get(json, "jsonrpc"));

	return version && !strcmp(version, "2.0") ? 0 : err_set(err, -EBADMSG, "jsonrpc: is not \"2.0\"");
}

static int
read_id(const json_t *json, struct control_id *id, struct err *err)
{
	const json_t *value = json_object_get(json, "id");
	int rc = value ? control_read_id(value, id, err) : err_set(err, -EBADMSG, "is missing");

	if (rc)
		err_wrap(err, "id");
	return rc;
}

/* What every request has. -EPROTO. */
static int
read_envelope(const json_t *json, struct control_request *request, const char **method, struct err *err)
{
	static const char *const names[] = {"jsonrpc", "id", "method", "params", NULL};
	int rc = json_is_object(json) ? 0 : err_set(err, -EBADMSG, "it is not an object");

	if (!rc)
		rc = read_id(json, &request->id, err);
	if (!rc)
		rc = check_version(json, err);
	*method = json_string_value(json_object_get(json, "method"));
	if (!rc && !*method)
		rc = err_set(err, -EBADMSG, "method: is %s",
		             json_object_get(json, "method") ? "not a string" : "missing");
	if (!rc)
		rc = control_refuse_extra(json, names, err);
	if (!rc)
		return 0;
	err_wrap(err, "this is no request");
	return err ? err->code = -EPROTO : -EPROTO;
}

static int
read_method(const char *name, enum control_method *method, struct err *err)
{
	int i = 0;

	while (i < CONTROL_METHODS && strcmp(control_method_name((enum control_method)i), name) != 0)
		i++;
	if (i == CONTROL_METHODS)
		return err_set(err, -ENOSYS, "there is no such method; see schemas/control-1.schema.json");
	*method = (enum control_method)i;
	return 0;
}

static enum crossing_kind
kind_of(enum control_method method)
{
	switch (method) {
	case CONTROL_PREPARE:
		return CROSSING_PREPARE;
	case CONTROL_RESTORE:
		return CROSSING_RESTORE;
	default:
		return CROSSING_MIGRATE;
	}
}

static int
read_params(const json_t *params, struct control_request *request, struct err *err)
{
	int rc = params ? control_read(control_params(request->method), params, request, err)
	                : err_set(err, -EBADMSG, "is missing");

	request->wish.kind = kind_of(request->method);
	if (!rc)
		return 0;
	err_wrap(err, "%s: params", control_method_name(request->method));
	if (rc == -EBADMSG)
		rc = -EINVAL;
	return err ? err->code = rc : rc;
}

int
control_decode_request(const char *line, size_t size, struct control_request *request, struct err *err)
{
	struct control_id id;
	const char *method;
	int rc;

	memset(request, 0, sizeof(*request));
	rc = parse(line, size, &request->json, err);
	if (!rc)
		rc = read_envelope(request->json, request, &method, err);
	if (!rc)
		rc = read_method(method, &request->method, err);
	if (!rc)
		rc = read_params(json_object_get(request->json, "params"), request, err);
	if (!rc)
		return 0;
	id = request->id;
	control_request_clear(request);
	request->id = id;
	return rc;
}

enum control_code
control_code_of(int rc)
{
	switch (rc) {
	case -EBADMSG:
		return CONTROL_PARSE_ERROR;
	case -EMSGSIZE:
	case -EPROTO:
		return CONTROL_INVALID_REQUEST;
	case -ENOSYS:
		return CONTROL_UNKNOWN_METHOD;
	case -EINVAL:
		return CONTROL_INVALID_PARAMS;
	default:
		return CONTROL_INTERNAL_ERROR;
	}
}

enum outcome
control_outcome_of(int rc)
{
	return rc == -EBUSY ? OUTCOME_BUSY : rc == -EPERM || rc == -EINVAL ? OUTCOME_USAGE : OUTCOME_ERROR;
}

void
control_request_clear(struct control_request *request)
{
	json_decref(request->json);
	free(request->owned);
	memset(request, 0, sizeof(*request));
}

static int
read_progress(const json_t *json, struct control_message *message, struct err *err)
{
	static const char *const names[] = {"jsonrpc", "method", "params", NULL};
	const char *method = json_string_value(json_object_get(json, "method"));
	int rc;

	message->kind = CONTROL_PROGRESS;
	if (!method || strcmp(method, "progress") != 0)
		return err_set(err, -EBADMSG, "method: is not \"progress\"");
	rc = control_refuse_extra(json, names, err);
	if (rc)
		return rc;
	rc = control_read(control_progress, json_object_get(json, "params"), message, err);
	if (rc)
		err_wrap(err, "params");
	return rc;
}

static int
read_result(const json_t *json, struct control_message *message, struct err *err)
{
	static const char *const names[] = {"jsonrpc", "id", "result", NULL};
	int rc = read_id(json, &message->id, err);

	message->kind = CONTROL_RESULT;
	message->result = json_object_get(json, "result");
	if (!rc && !json_is_object(message->result))
		rc = err_set(err, -EBADMSG, "result: is not an object");
	return rc ? rc : control_refuse_extra(json, names, err);
}

/* An outcome stands there with its name, a code of JSON-RPC without. */
static int
check_code(const struct control_message *message, struct err *err)
{
	const char *name = outcome_name((enum outcome)message->code);

	switch (message->code) {
	case CONTROL_PARSE_ERROR:
	case CONTROL_INVALID_REQUEST:
	case CONTROL_UNKNOWN_METHOD:
	case CONTROL_INVALID_PARAMS:
	case CONTROL_INTERNAL_ERROR:
		return message->outcome ? err_set(err, -EBADMSG, "data: there is none with this code") : 0;
	case OUTCOME_OK:
		return err_set(err, -EBADMSG, "code: is that of success");
	case OUTCOME_ERROR:
		break;
	default: /* outcome_name() calls what it does not know an error */
		if (!strcmp(name, outcome_name(OUTCOME_ERROR)))
			return err_set(err, -EBADMSG, "code: there is no %d", message->code);
	}
	if (!message->outcome || strcmp(message->outcome, name) != 0)
		return err_set(err, -EBADMSG, "data: is not \"%s\", as the code says", name);
	return 0;
}

static int
read_error(const json_t *json, struct control_message *message, struct err *err)
{
	static const char *const names[] = {"jsonrpc", "id", "error", NULL};
	int rc = json_is_null(json_object_get(json, "id")) ? 0 : read_id(json, &message->id, err);

	message->kind = CONTROL_ERROR;
	if (!rc)
		rc = control_refuse_extra(json, names, err);
	if (rc)
		return rc;
	rc = control_read(control_error, json_object_get(json, "error"), message, err);
	if (!rc)
		rc = check_code(message, err);
	if (rc)
		err_wrap(err, "error");
	return rc;
}

int
control_decode_message(const char *line, size_t size, struct control_message *message, struct err *err)
{
	int rc;

	memset(message, 0, sizeof(*message));
	rc = parse(line, size, &message->json, err);
	if (!rc)
		rc = check_version(message->json, err);
	if (!rc && json_object_get(message->json, "method"))
		rc = read_progress(message->json, message, err);
	else if (!rc && json_object_get(message->json, "result"))
		rc = read_result(message->json, message, err);
	else if (!rc)
		rc = read_error(message->json, message, err);
	if (rc)
		control_message_clear(message);
	return rc;
}

void
control_message_clear(struct control_message *message)
{
	json_decref(message->json);
	memset(message, 0, sizeof(*message));
}
