/* SPDX-License-Identifier: BSD-3-Clause */
/* ask_daemon.c: see ask_daemon.h. */
#include "ask_daemon.h"

#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <unistd.h>

#include "event.h"
#include "vferryd/server.h"

#define PATIENCE_S 20

static struct {
	int tell;
	struct server_client *client;
	struct control_id id; /* of the crossing that is silent */
} child;

static void
say(struct server_client *client, char *line)
{
	if (!line || server_send(client, line) < 0)
		_exit(3);
	free(line);
}

static void
report_to(struct server_client *client, const struct control_id *id, int code, const char *message)
{
	json_t *result = json_pack("{s:i, s:s}", "exit_code", code, "message", message);

	say(client, control_encode_result(id, result, NULL));
	json_decref(result);
}

static void
progress_to(struct server_client *client, const struct control_id *id, const char *step)
{
	say(client,
	    control_encode_progress(
	            id, NULL, &(struct crossing_progress){.step = step, .host = "left", .attempt = 1}, NULL));
}

static void
carry(struct server_client *client, const struct control_request *request)
{
	static const struct control_id other = {.kind = CONTROL_ID_NUMBER, .number = 77};
	const char *domain = request->wish.domain;

	progress_to(client, &request->id, "check");
	if (!strcmp(domain, "dies"))
		_exit(0);
	if (!strcmp(domain, "silent")) {
		child.client = client;
		child.id = request->id;
		return;
	}
	progress_to(client, &other, "of-another");
	report_to(client, &other, OUTCOME_LOST, "of another");
	progress_to(client, &request->id, "copy");
	if (!strcmp(domain, "refused"))
		say(client, control_encode_error(&request->id, OUTCOME_BUSY, "another job", NULL));
	else if (!strcmp(domain, "internal"))
		say(client,
		    control_encode_error(&request->id, CONTROL_INTERNAL_ERROR, "it was killed", NULL));
	else if (!strcmp(domain, "nameless"))
		say(client, control_encode_error(NULL, CONTROL_INVALID_REQUEST, "too many clients", NULL));
	else if (!strcmp(domain, "fails"))
		report_to(client, &request->id, OUTCOME_BACK_ON_VF, "the copy failed");
	else
		report_to(client, &request->id, OUTCOME_OK, "");
}

static void
on_request(void *arg, struct server_client *client, const struct control_request *request)
{
	const char name = control_method_name(request->method)[0];

	(void)arg;
	if (write(child.tell, &name, 1) != 1)
		_exit(3);
	if (request->method == CONTROL_ABORT && child.client) {
		report_to(client, &request->id, OUTCOME_OK, "");
		report_to(child.client, &child.id, OUTCOME_BACK_ON_VF, "interrupted");
	} else if (request->method == CONTROL_ABORT) {
		say(client, control_encode_error(&request->id, OUTCOME_NO_DOMAIN, "no crossing", NULL));
	} else if (request->method == CONTROL_LIST) {
		report_to(client, &request->id, OUTCOME_OK, "a list");
	} else if (request->method == CONTROL_VFS) {
		_exit(0);
	} else {
		carry(client, request);
	}
}

static void
on_gone(void *arg, struct server_client *client)
{
	(void)arg, (void)client;
}

static bool
never(void *arg)
{
	(void)arg;
	return false;
}

void
ask_daemon_be(const char *path, int tell)
{
	static const struct server_calls calls = {on_request, on_gone, NULL};
	struct server *server;

	(void)prctl(PR_SET_PDEATHSIG, SIGKILL);
	child.tell = tell;
	server = server_start(path, NULL, &calls, NULL);
	if (!server || write(tell, "!", 1) != 1)
		_exit(3);
	(void)event_run(event_now_us() + PATIENCE_S * 1000000ull, never, NULL);
	_exit(4);
}
