/* SPDX-License-Identifier: BSD-3-Clause */
/* metrics.c: `vferry metrics`: vferryd's counters, as OpenMetrics wants them. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "ask.h"
#include "command.h"
#include "show.h"
#include "text.h"

const struct operand_spec metrics_operands[] = {
        {0},
};

const struct option_spec metrics_options[] = {
        {0},
};

/* Names of guests stand in it, so each line is made fit for a terminal; OpenMetrics has no other use for what
 * that takes out. */
int
metrics_print(const json_t *result, FILE *out)
{
	const char *text = json_string_value(json_object_get(result, "text"));
	char *copy = text ? strdup(text) : NULL, *line = copy;

	if (!copy)
		return text ? -ENOMEM : -EBADMSG;
	while (line && *line) {
		char *end = strchr(line, '\n');

		if (end)
			*end = '\0';
		fprintf(out, "%s\n", text_clean(line));
		line = end ? end + 1 : NULL;
	}
	free(copy);
	return 0;
}

int
metrics_run(const struct command *command, int argc, char **argv)
{
	struct err err = {0};
	json_t *result;
	int code;

	if (!command_parse(command, argc, argv, NULL, &code))
		return code;
	code = ask(CONTROL_METRICS, NULL, &result, &err);
	if (code != OUTCOME_OK)
		return command_fail(code, "%s", err.text);
	code = show_answer(metrics_print(result, stdout));
	json_decref(result);
	return code;
}
