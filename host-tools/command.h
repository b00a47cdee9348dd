/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * command.h: the commands of vferry as a table. main.c only calls command_main(); each command has its own
 * file, named after it, and options.h reads its options.
 *
 * Exit codes are those of agent/outcome.h. Standard output carries results only; progress and complaints go
 * to standard error.
 */
#ifndef VFERRY_COMMAND_H
#define VFERRY_COMMAND_H

#include <stdbool.h>

#include "options.h"
#include "outcome.h"

struct command {
	const char *name; /* NULL ends the table */
	const char *text; /* one line of help */
	const struct option_spec *options;
	const struct operand_spec *operands;
	/* argv[0] is the command's name. Prints what there is to say; returns the exit code. */
	int (*run)(const struct command *command, int argc, char **argv);
};

extern const struct command commands[];

/* The program: returns its exit code. */
int command_main(int argc, char **argv);

/*
 * Reads a command's words as options_parse() does. True: go on. False: *code is the exit code, and help or
 * the complaint has been printed.
 */
bool command_parse(const struct command *command, int argc, char **argv, void *values, int *code);

/* Prints "vferry: TEXT" as one line on standard error, fit for a terminal. Returns code. */
int command_fail(int code, const char *format, ...) __attribute__((format(printf, 2, 3)));

int migrate_run(const struct command *command, int argc, char **argv);
int prepare_run(const struct command *command, int argc, char **argv);
int restore_run(const struct command *command, int argc, char **argv);
int evacuate_run(const struct command *command, int argc, char **argv);
int abort_run(const struct command *command, int argc, char **argv);
int list_run(const struct command *command, int argc, char **argv);
int status_run(const struct command *command, int argc, char **argv);
int pairs_run(const struct command *command, int argc, char **argv);
int vfs_run(const struct command *command, int argc, char **argv);
int metrics_run(const struct command *command, int argc, char **argv);
extern const struct option_spec migrate_options[], prepare_options[], restore_options[], evacuate_options[],
        abort_options[], list_options[], status_options[], pairs_options[], vfs_options[], metrics_options[];
extern const struct operand_spec migrate_operands[], prepare_operands[], restore_operands[],
        evacuate_operands[], abort_operands[], list_operands[], status_operands[], pairs_operands[],
        vfs_operands[], metrics_operands[];

#endif
