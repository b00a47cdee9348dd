/* SPDX-License-Identifier: BSD-3-Clause */
/* abort.c: `vferry abort`: has vferryd end a guest's crossing in order. */
#include <stdio.h>

#include "ask.h"
#include "command.h"
#include "show.h"
#include "text.h"

struct abort {
	const char *domain;
};

const struct operand_spec abort_operands[] = {
        {"DOMAIN", offsetof(struct abort, domain), "the guest, as its crossing was asked for"},
        {0},
};

const struct option_spec abort_options[] = {
        {0},
};

int
abort_run(const struct command *command, int argc, char **argv)
{
	struct abort words = {0};
	struct err err = {0};
	char line[384];
	json_t *result;
	int code;

	if (!command_parse(command, argc, argv, &words, &code))
		return code;
	code = ask(CONTROL_ABORT, words.domain, &result, &err);
	if (code != OUTCOME_OK)
		return command_fail(code, "%s", err.text);
	json_decref(result);
	snprintf(line, sizeof(line), "the crossing of %s was told to end", words.domain);
	puts(text_clean(line));
	return show_end();
}
