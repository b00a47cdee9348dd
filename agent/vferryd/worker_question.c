/* SPDX-License-Identifier: BSD-3-Clause */
/* worker_question.c: see worker_question.h. */
#include "vferryd/worker_question.h"

#include "inspect_json.h"

bool
worker_question_is(enum control_method method)
{
	return method == CONTROL_STATUS || method == CONTROL_PAIRS || method == CONTROL_VFS;
}

/* json: NULL unless the outcome is OUTCOME_OK, or when memory is out. */
static enum outcome
status(const char *uri, const char *domain, json_t **json, struct err *err)
{
	static struct inspect_status found;
	enum outcome outcome = inspect_status(uri, domain, &found, err);

	if (outcome == OUTCOME_OK)
		*json = inspect_status_json(&found);
	return outcome;
}

static enum outcome
pairs(const char *uri, const char *domain, json_t **json, struct err *err)
{
	static struct inspect_pairs found;
	enum outcome outcome = inspect_pairs(uri, domain, NULL, NULL, &found, err);

	if (outcome == OUTCOME_OK)
		*json = inspect_pairs_json(&found);
	return outcome;
}

static enum outcome
vfs(const char *uri, json_t **json, struct err *err)
{
	static struct inspect_vfs found;
	enum outcome outcome = inspect_vfs(uri, &found, err);

	if (outcome == OUTCOME_OK)
		*json = inspect_vfs_json(&found);
	return outcome;
}

char *
worker_question(const struct config *config, const struct control_request *request)
{
	const struct crossing_wish *wish = &request->wish;
	const char *uri = wish->source_uri ? wish->source_uri : config->uri;
	struct err err = {0};
	json_t *json = NULL;
	enum outcome outcome = request->method == CONTROL_STATUS  ? status(uri, wish->domain, &json, &err)
	                       : request->method == CONTROL_PAIRS ? pairs(uri, wish->domain, &json, &err)
	                                                          : vfs(uri, &json, &err);
	char *line;

	if (outcome != OUTCOME_OK)
		return control_encode_error(&request->id, outcome,
		                            err.text[0] ? err.text : outcome_text(outcome), NULL);
	line = json ? control_encode_result(&request->id, json, &err) : NULL;
	json_decref(json);
	return line ? line
	            : control_encode_error(&request->id, OUTCOME_ERROR,
	                                   "no memory to make JSON of what was found", NULL);
}
