/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * options.h: a command's options as a table, its reading from argv and its help, both from that one table.
 * Neighbours: command.h holds the commands; the man pages list the same options, and make check compares.
 *
 * No globals of its own, but getopt_long(3) has some: one thread at a time.
 */
#ifndef VFERRY_OPTIONS_H
#define VFERRY_OPTIONS_H

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "err.h"

enum option_kind {
	OPTION_FLAG,   /* sets a bool */
	OPTION_TEXT,   /* sets a const char * that points into argv */
	OPTION_NUMBER, /* sets a uint64_t within min..max */
	OPTION_LIST,   /* adds to a struct option_list, each time it is given */
};

#define OPTIONS_LIST_MAX 16 /* times that an OPTION_LIST may be given */

struct option_list {
	unsigned int n;
	const char *text[OPTIONS_LIST_MAX]; /* point into argv */
};

struct option_spec {
	const char *name; /* after "--" */
	char letter;      /* after "-"; 0: none */
	enum option_kind kind;
	size_t offset;     /* of the value in the command's struct */
	const char *value; /* what help calls the value, as "URI"; NULL for a flag */
	uint64_t min, max; /* of a number */
	const char *text;  /* one line of help */
};

/* A word that must stand on the command line. All are texts. */
struct operand_spec {
	const char *name; /* as "DOMAIN"; NULL ends the table */
	size_t offset;
	const char *text;
};

#define OPTIONS_MAX 24 /* options of one command, --help included */

/*
 * Reads argv[1..] (argv[0] is the command's name; getopt_long may reorder argv) into *values, which the
 * caller has filled with defaults. An option's name must be whole. Both tables end with a NULL name. An
 * option given twice counts the last time, unless it is a list. Returns 0; 1 when --help or -h was asked for;
 * -EINVAL with the offending word in *err.
 */
int options_parse(const struct option_spec *options, const struct operand_spec *operands, int argc,
                  char **argv, void *values, struct err *err);

/* Prints "usage: vferry NAME [options] OPERANDS" and both tables. */
void options_help(const char *name, const struct option_spec *options, const struct operand_spec *operands,
                  FILE *out);

/*
 * A decimal number within min..max into *number: digits only, no sign, no blanks, no suffix.
 * 0, or -EINVAL with what, the text and the range in *err.
 */
int options_number(const char *what, const char *text, uint64_t min, uint64_t max, uint64_t *number,
                   struct err *err);

#endif
