/* SPDX-License-Identifier: BSD-3-Clause */
/* asked.c: what clients ask of vferryd, and who answers it. See daemon_impl.h. */
#include <stdlib.h>

#include "vferryd/daemon_impl.h"
#include "vferryd/uricheck.h"

/* Takes result over. */
static void
answer(struct server_client *client, const struct control_request *request, json_t *result)
{
	struct err err = {0};
	char *line = result ? control_encode_result(&request->id, result, &err) : NULL;

	if (line)
		(void)server_send(client, line);
	else
		server_refuse(client, &request->id, CONTROL_INTERNAL_ERROR,
		              result ? err.text : "no memory for the answer");
	free(line);
	json_decref(result);
}

/* Whichever name it was begun under. */
static void
abort_crossing(struct daemon *daemon, struct server_client *client, const struct control_request *request)
{
	const char *domain = request->wish.domain, *uuid = guests_uuid(daemon->guests, domain);
	struct err err;

	if (evacuating_abort(daemon->evacuating, domain) == 0 ||
	    evacuating_abort(daemon->evacuating, uuid) == 0 || jobs_abort(daemon->jobs, uuid, &err) == 0 ||
	    jobs_abort(daemon->jobs, domain, &err) == 0)
		answer(client, request, json_pack("{s:s}", "domain", domain));
	else
		server_refuse(client, &request->id, OUTCOME_NO_DOMAIN, err.text);
}

/*
 * URIs are taken with vferryd's rights, not the client's. A guest that is watched is known by its UUID from
 * here on, so that it has one crossing, whatever it is called in the next request.
 */
static void
add_job(struct daemon *daemon, struct server_client *client, const struct control_request *request)
{
	struct control_request known = *request;
	struct err err;
	int ret = uricheck(request->wish.source_uri, &err);

	if (known.wish.domain)
		known.wish.domain = guests_uuid(daemon->guests, known.wish.domain);
	if (ret == 0)
		ret = uricheck(request->wish.destination_uri, &err);
	if (ret == 0)
		ret = jobs_add(daemon->jobs, &known, client, &err);
	if (ret < 0)
		server_refuse(client, &request->id, control_outcome_of(ret), err.text);
}

void
daemon_asked(void *arg, struct server_client *client, const struct control_request *request)
{
	struct daemon *daemon = arg;

	switch (request->method) {
	case CONTROL_MIGRATE:
	case CONTROL_PREPARE:
	case CONTROL_RESTORE:
	case CONTROL_STATUS:
	case CONTROL_PAIRS:
	case CONTROL_VFS:
		add_job(daemon, client, request);
		break;
	case CONTROL_ABORT:
		abort_crossing(daemon, client, request);
		break;
	case CONTROL_LIST:
		answer(client, request, guests_list(daemon->guests));
		break;
	case CONTROL_METRICS:
		answer(client, request, guests_metrics(daemon->guests));
		break;
	case CONTROL_EVACUATE:
		evacuating_request(daemon->evacuating, client, request);
		break;
	default:
		server_refuse(client, &request->id, CONTROL_UNKNOWN_METHOD, "vferryd does not do that");
	}
}
