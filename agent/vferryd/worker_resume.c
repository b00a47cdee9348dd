/* SPDX-License-Identifier: BSD-3-Clause */
/* worker_resume.c: see worker_resume.h. */
#include "vferryd/worker_resume.h"

#include <errno.h>
#include <stdlib.h>

#include "journal_file.h"

/* The crossing is not gone on with: nobody waits for its end any more, and the way home is the shortest. */
static enum outcome
restore(const struct config *config, const char *uri, const char *uuid, crossing_progress_fn *progress,
        void *arg, struct report *report, struct err *err)
{
	const struct crossing_wish wish = {
	        .kind = CROSSING_RESTORE, .source_uri = uri, .domain = uuid, .limits = &config->steps};

	return crossing_run(&wish, progress, arg, report, err);
}

/* Whether it may run on the other host. */
static bool
is_elsewhere(enum outcome outcome)
{
	return outcome == OUTCOME_NO_DOMAIN || outcome == OUTCOME_NOT_RUNNING ||
	       outcome == OUTCOME_SOURCE_UNREACHABLE;
}

/* Whether nothing is left to be done: it is home, or never left; or both hosts say that it does not run. */
static bool
is_over(enum outcome here, enum outcome there)
{
	bool gone = here != OUTCOME_SOURCE_UNREACHABLE && there != OUTCOME_SOURCE_UNREACHABLE;

	return there == OUTCOME_OK || there == OUTCOME_NO_PAIR || (is_elsewhere(there) && gone);
}

char *
worker_resume(const struct config *config, const struct control_request *request,
              crossing_progress_fn *progress, void *arg)
{
	static struct report report;
	struct journal_state state = {0};
	struct journal *journal;
	struct err err = {0};
	enum outcome here, last;
	char *line;
	json_t *json;

	if (journal_open(config->state, request->uuid, &journal, &state, &err) < 0)
		return control_encode_error(&request->id, OUTCOME_ERROR, err.text, NULL);
	here = last = restore(config, state.begin.wish.source_uri ? state.begin.wish.source_uri : config->uri,
	                      request->uuid, progress, arg, &report, &err);
	if (is_elsewhere(here))
		last = restore(config, state.begin.wish.destination_uri, request->uuid, progress, arg,
		               &report, &err);
	if (is_over(here, last))
		(void)journal_end(journal, last == OUTCOME_NO_PAIR ? OUTCOME_OK : last,
		                  last == OUTCOME_OK || last == OUTCOME_NO_PAIR ? "" : err.text, NULL);
	journal_close(journal);
	journal_clear(&state);
	json = report_json(&report);
	line = control_encode_result(&request->id, json, NULL);
	json_decref(json);
	report_clear(&report);
	return line;
}
