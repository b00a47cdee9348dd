/* SPDX-License-Identifier: BSD-3-Clause */
/* ask.c: see ask.h. */
#include "ask.h"

#include <errno.h>
#include <stdlib.h>

#include "event.h"

#define CROSSING_ID 1
#define ABORT_ID    2

static const char *
socket_path(void)
{
	const char *path = getenv("VFERRY_SOCKET");

	return path && path[0] ? path : CONTROL_SOCKET;
}

struct control_client *
ask_daemon(void)
{
	struct control_client *daemon;
	struct err ignored;

	return control_client_open(socket_path(), &daemon, &ignored) == 0 ? daemon : NULL;
}

static int
send_request(struct control_client *daemon, const struct control_request *request, struct err *err)
{
	char *line = control_encode_request(request, err);
	int ret = line ? control_client_send(daemon, line, err) : err->code;

	free(line);
	return ret;
}

static bool
is_stopped(void *arg)
{
	const bool *aborting = arg;

	return crossing_stopped() && !*aborting;
}

static int
abort_crossing(struct control_client *daemon, const char *domain, struct err *err)
{
	const struct control_request request = {.id = {.kind = CONTROL_ID_NUMBER, .number = ABORT_ID},
	                                        .method = CONTROL_ABORT,
	                                        .wish = {.domain = domain}};

	return send_request(daemon, &request, err);
}

/* The daemon's last word on the crossing. */
static int
conclude(const struct control_message *message, json_t **report, struct err *err)
{
	const char *sentence = message->message;
	int code = message->code > 0 ? message->code : OUTCOME_ERROR;

	if (message->kind == CONTROL_RESULT) {
		*report = json_incref((json_t *)message->result);
		sentence = json_string_value(json_object_get(message->result, "message"));
		code = (int)json_integer_value(json_object_get(message->result, "exit_code"));
	}
	if (code != OUTCOME_OK)
		err_set(err, -EIO, "%s", sentence ? sentence : "vferryd gives no reason");
	return code;
}

/* What the daemon could not take, be it a client too many or the line, it answers without a name. */
static bool
is_ours(const struct control_message *message)
{
	return message->id.kind == CONTROL_ID_NUMBER ? message->id.number == CROSSING_ID
	                                             : message->kind == CONTROL_ERROR;
}

static int
follow(struct control_client *daemon, const struct crossing_wish *wish, crossing_progress_fn *progress,
       void *arg, json_t **report, struct err *err)
{
	bool aborting = false;
	int code = -1;

	while (code < 0) {
		struct control_message message;
		int ret = control_client_next(daemon, UINT64_MAX, is_stopped, &aborting, &message, err);

		if (ret == -EINTR) {
			aborting = true;
			ret = abort_crossing(daemon, wish->domain, err);
			if (ret == 0)
				continue;
		}
		if (ret < 0) {
			err_wrap(err, "vferryd was asked and is gone; 'vferry list' tells what became of the "
			              "crossing when it is back");
			return OUTCOME_ERROR;
		}
		if (is_ours(&message) && message.kind == CONTROL_PROGRESS)
			progress(arg, &message.progress);
		else if (is_ours(&message))
			code = conclude(&message, report, err);
		control_message_clear(&message);
	}
	return code;
}

int
ask_crossing(struct control_client *daemon, const struct crossing_wish *wish, crossing_progress_fn *progress,
             void *arg, json_t **report, struct err *err)
{
	static const enum control_method methods[] = {[CROSSING_MIGRATE] = CONTROL_MIGRATE,
	                                              [CROSSING_PREPARE] = CONTROL_PREPARE,
	                                              [CROSSING_RESTORE] = CONTROL_RESTORE};
	const struct control_request request = {.id = {.kind = CONTROL_ID_NUMBER, .number = CROSSING_ID},
	                                        .method = methods[wish->kind],
	                                        .prepare_s_given = wish->prepare_s != CROSSING_AS_CONFIGURED,
	                                        .wish = *wish};
	int code = OUTCOME_ERROR;

	if (send_request(daemon, &request, err) == 0)
		code = follow(daemon, wish, progress, arg, report, err);
	control_client_close(daemon);
	return code;
}

int
ask(enum control_method method, const char *domain, json_t **result, struct err *err)
{
	const struct control_request request = {.id = {.kind = CONTROL_ID_NUMBER, .number = CROSSING_ID},
	                                        .method = method,
	                                        .wish = {.domain = domain}};
	struct control_client *daemon;
	struct control_message message;
	int code = OUTCOME_ERROR, ret = control_client_open(socket_path(), &daemon, err);

	if (ret < 0) {
		if (ret == -ENOENT || ret == -ECONNREFUSED)
			err_set(err, ret,
			        "vferryd does not answer on %s, and this needs it: start it on this host",
			        socket_path());
		return OUTCOME_ERROR;
	}
	ret = send_request(daemon, &request, err);
	if (ret == 0)
		ret = control_client_next(daemon, event_now_us() + ASK_MS * 1000ull, NULL, NULL, &message,
		                          err);
	if (ret == 0) {
		code = message.kind == CONTROL_RESULT ? OUTCOME_OK
		       : message.code > 0             ? message.code
		                                      : OUTCOME_ERROR;
		if (code == OUTCOME_OK)
			*result = json_incref((json_t *)message.result);
		else
			err_set(err, -EIO, "%s", message.message);
		control_message_clear(&message);
	}
	control_client_close(daemon);
	return code;
}
