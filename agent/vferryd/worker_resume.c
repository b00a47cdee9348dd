/* SPDX-License-Identifier: BSD-3-Clause */
/* worker_resume.c: see worker_resume.h. */
#include "vferryd/worker_resume.h"

#include <stdlib.h>

#include "journal_file.h"
#include "vferryd/resume_found.h"

/* What a worker that resumes holds. */
struct resume {
	const struct config *config;
	const char *uuid;
	crossing_progress_fn *progress;
	void *arg;
	struct report report; /* of what was done last */
	enum outcome outcome;
	struct err err;
};

/* The crossing is not gone on with: nobody waits for its end any more, and the way home is the shortest. */
static enum resume_found
restore(struct resume *resume, const char *uri)
{
	const struct crossing_wish wish = {.kind = CROSSING_RESTORE,
	                                   .source_uri = uri,
	                                   .domain = resume->uuid,
	                                   .limits = &resume->config->steps};

	resume->err = (struct err){0};
	resume->outcome = crossing_run(&wish, resume->progress, resume->arg, &resume->report, &resume->err);
	return resume_found(resume->outcome, resume->err.code);
}

/* A journal of a guest that was to stay where it is names no destination. */
static void
bring_home(struct resume *resume, const struct crossing_wish *wish, struct journal *journal)
{
	enum resume_found source, destination;

	source = destination = restore(resume, wish->source_uri ? wish->source_uri : resume->config->uri);
	if (wish->destination_uri && resume_asks_destination(source))
		destination = restore(resume, wish->destination_uri);
	if (!resume_is_over(source, destination))
		return;
	if (destination == RESUME_HOME)
		(void)journal_end(journal, OUTCOME_OK, "", NULL);
	else
		(void)journal_end(journal, resume->outcome, resume->err.text, NULL);
}

char *
worker_resume(const struct config *config, const struct control_request *request,
              crossing_progress_fn *progress, void *arg)
{
	static struct resume resume;
	struct journal_state state = {0};
	struct journal *journal;
	char *line;
	json_t *json;

	resume.config = config;
	resume.uuid = request->uuid;
	resume.progress = progress;
	resume.arg = arg;
	if (journal_open(config->state, request->uuid, &journal, &state, &resume.err) < 0)
		return control_encode_error(&request->id, OUTCOME_ERROR, resume.err.text, NULL);
	bring_home(&resume, &state.begin.wish, journal);
	journal_close(journal);
	journal_clear(&state);
	json = report_json(&resume.report);
	line = control_encode_result(&request->id, json, NULL);
	json_decref(json);
	report_clear(&resume.report);
	return line;
}
