/* SPDX-License-Identifier: BSD-3-Clause */
/* command.c: the table of commands, and what they share. */
#include "command.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "text.h"

const struct command commands[] = {
        {"migrate", "carry a running guest to another host and back onto a VF there", migrate_options,
         migrate_operands, migrate_run},
        {"prepare", "take a guest from its VFs, so that virsh can migrate it", prepare_options,
         prepare_operands, prepare_run},
        {"restore", "give a guest that is away from its VFs new ones where it runs", restore_options,
         restore_operands, restore_run},
        {"evacuate", "carry all guests of this host that have a pair to other hosts", evacuate_options,
         evacuate_operands, evacuate_run},
        {"abort", "end a guest's crossing in order", abort_options, abort_operands, abort_run},
        {"list", "the guests that vferryd watches", list_options, list_operands, list_run},
        {"status", "what a guest's library says about its pairs", status_options, status_operands,
         status_run},
        {"pairs", "which NICs of a domain make pairs, and why others do not", pairs_options, pairs_operands,
         pairs_run},
        {"vfs", "which VFs a host has, and who has them", vfs_options, vfs_operands, vfs_run},
        {"metrics", "vferryd's counters, in OpenMetrics' text", metrics_options, metrics_operands,
         metrics_run},
        {0},
};

static void
print_exit_codes(FILE *out)
{
	fprintf(out, "\nexit codes:\n");
	for (int code = OUTCOME_OK; code <= OUTCOME_LOST; code++) {
		const char *text = outcome_text(code);

		if (code == OUTCOME_ERROR || strcmp(text, outcome_text(OUTCOME_ERROR)) != 0)
			fprintf(out, "  %2d  %-24s %s\n", code, outcome_name(code), text);
	}
}

static int
help(FILE *out)
{
	fprintf(out, "usage: vferry COMMAND [options] ...\n"
	             "       vferry --help | --version\n\ncommands:\n");
	for (const struct command *c = commands; c->name; c++)
		fprintf(out, "  %-10s %s\n", c->name, c->text);
	fprintf(out, "\n'vferry COMMAND --help' lists a command's options.\n");
	print_exit_codes(out);
	return OUTCOME_OK;
}

int
command_fail(int code, const char *format, ...)
{
	char text[512];
	va_list args;

	va_start(args, format);
	(void)vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	fprintf(stderr, "vferry: %s\n", text_clean(text));
	return code;
}

bool
command_parse(const struct command *command, int argc, char **argv, void *values, int *code)
{
	struct err err = {0};
	int rc = options_parse(command->options, command->operands, argc, argv, values, &err);

	if (rc == 0)
		return true;
	*code = OUTCOME_OK;
	if (rc == 1) {
		options_help(command->name, command->options, command->operands, stdout);
		return false;
	}
	*code = command_fail(OUTCOME_USAGE, "%s: %s; see 'vferry %s --help'", command->name, err.text,
	                     command->name);
	return false;
}

int
command_main(int argc, char **argv)
{
	const char *name = argc > 1 ? argv[1] : NULL;

	if (!name)
		return command_fail(OUTCOME_USAGE, "a command is missing; see 'vferry --help'");
	if (!strcmp(name, "--help") || !strcmp(name, "-h"))
		return help(stdout);
	if (!strcmp(name, "--version") || !strcmp(name, "-V"))
		return printf("vferry %s\n", VFERRY_VERSION) > 0 ? OUTCOME_OK : OUTCOME_ERROR;
	for (const struct command *c = commands; c->name; c++)
		if (!strcmp(name, c->name))
			return c->run(c, argc - 1, argv + 1);
	return command_fail(OUTCOME_USAGE, "unknown %s '%.100s'; see 'vferry --help'",
	                    name[0] == '-' ? "option" : "command", name);
}
