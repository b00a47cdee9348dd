/* SPDX-License-Identifier: BSD-3-Clause */
/* cross.c: see cross.h. */
#include "cross.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "ask.h"
#include "command.h"
#include "screen.h"
#include "summary.h"
#include "text.h"

/* A report that cannot be written must be known before the guest moves, so the file is made now. */
static int
check_json(const char *command, const char *path)
{
	FILE *file;

	if (!path || !strcmp(path, "-"))
		return OUTCOME_OK;
	file = fopen(path, "ae");
	if (file) {
		fclose(file);
		return OUTCOME_OK;
	}
	return command_fail(OUTCOME_USAGE,
	                    "%s: --json: cannot write %s: %s: name a file that can be written, or -; "
	                    "nothing was changed",
	                    command, path, strerror(errno));
}

static void
print_summary(const json_t *report)
{
	char text[8192];

	summary_text(report, text, sizeof(text));
	for (char *line = strtok(text, "\n"); line; line = strtok(NULL, "\n"))
		puts(text_clean(line));
}

static int
run_here(const struct crossing_wish *wish, struct progress *progress, json_t **json, struct err *err)
{
	static struct report report;
	int code = crossing_run(wish, screen_show, progress, &report, err);

	*json = report_json(&report);
	report_clear(&report);
	return code;
}

/* Who names a host says which; else vferryd's is meant, where there is one. */
static int
run(const struct crossing_wish *wish, struct progress *progress, json_t **json, struct err *err)
{
	bool named = wish->source_uri || getenv("LIBVIRT_DEFAULT_URI");
	struct control_client *daemon = named ? NULL : ask_daemon();

	return daemon ? ask_crossing(daemon, wish, screen_show, progress, json, err)
	              : run_here(wish, progress, json, err);
}

int
cross(const char *command, const struct crossing_wish *wish, const char *json)
{
	int code = check_json(command, json);
	struct progress progress;
	struct err err = {0};
	json_t *report = NULL;

	if (code != OUTCOME_OK)
		return code;
	screen_open(&progress);
	code = run(wish, &progress, &report, &err);
	screen_close(&progress);
	if (code != OUTCOME_OK)
		command_fail(code, "%s", err.text[0] ? err.text : outcome_text(code));
	else if (!json || strcmp(json, "-") != 0)
		print_summary(report);
	if (json && report && report_write(report, json, &err) < 0)
		code = command_fail(code == OUTCOME_OK ? OUTCOME_ERROR : code, "%s", err.text);
	json_decref(report);
	return code;
}
