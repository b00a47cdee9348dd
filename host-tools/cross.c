/* SPDX-License-Identifier: BSD-3-Clause */
/* cross.c: see cross.h. */
#include "cross.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

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

static int
write_report(const char *json, const struct report *report, int code)
{
	struct err err = {0};

	if (!json || report_write(report, json, &err) == 0)
		return code;
	return command_fail(code == OUTCOME_OK ? OUTCOME_ERROR : code, "%s", err.text);
}

static void
print_summary(const struct report *report)
{
	char text[8192];

	summary_text(report, text, sizeof(text));
	for (char *line = strtok(text, "\n"); line; line = strtok(NULL, "\n"))
		puts(text_clean(line));
}

int
cross(const char *command, const struct crossing_wish *wish, const char *json)
{
	static struct report report;
	struct progress progress;
	struct err err = {0};
	int code = check_json(command, json);

	if (code != OUTCOME_OK)
		return code;
	screen_open(&progress);
	code = crossing_run(wish, screen_show, &progress, &report, &err);
	screen_close(&progress);
	if (code != OUTCOME_OK)
		command_fail(code, "%s", err.text[0] ? err.text : outcome_text(code));
	else if (!json || strcmp(json, "-") != 0)
		print_summary(&report);
	code = write_report(json, &report, code);
	report_clear(&report);
	return code;
}
