/* SPDX-License-Identifier: BSD-3-Clause */
/* options.c: see options.h. */
#include "options.h"

#include <errno.h>
#include <getopt.h>
#include <inttypes.h>
#include <stdbool.h>
#include <string.h>

/* getopt_long() returns FIRST + index for an option without a letter; above any character. */
enum { FIRST = 256, HELP = FIRST + OPTIONS_MAX };

static size_t
count(const struct option_spec *options)
{
	size_t n = 0;

	while (options[n].name)
		n++;
	return n;
}

int
options_number(const char *what, const char *text, uint64_t min, uint64_t max, uint64_t *number,
               struct err *err)
{
	size_t digits = strspn(text, "0123456789");
	uint64_t n = 0;
	bool fits = digits > 0 && !text[digits];

	for (size_t i = 0; fits && i < digits; i++)
		fits = !__builtin_mul_overflow(n, 10, &n) &&
		       !__builtin_add_overflow(n, (unsigned int)(text[i] - '0'), &n);
	if (!fits || n < min || n > max)
		return err_set(err, -EINVAL,
		               "%s takes a whole number from %" PRIu64 " to %" PRIu64 ", not '%s'", what, min,
		               max, text);
	*number = n;
	return 0;
}

static int
add(const struct option_spec *option, const char *text, struct option_list *list, struct err *err)
{
	if (list->n == OPTIONS_LIST_MAX)
		return err_set(err, -EINVAL, "--%s may be given %d times", option->name, OPTIONS_LIST_MAX);
	list->text[list->n++] = text;
	return 0;
}

static int
store(const struct option_spec *option, const char *text, void *values, struct err *err)
{
	void *at = (char *)values + option->offset;
	char what[64];

	if ((option->kind == OPTION_TEXT || option->kind == OPTION_LIST) && !text[0])
		return err_set(err, -EINVAL, "--%s needs a %s, not an empty word", option->name,
		               option->value);
	switch (option->kind) {
	case OPTION_FLAG:
		*(bool *)at = true;
		return 0;
	case OPTION_LIST:
		return add(option, text, at, err);
	case OPTION_TEXT:
		*(const char **)at = text;
		return 0;
	case OPTION_NUMBER:
		snprintf(what, sizeof(what), "--%s", option->name);
		return options_number(what, text, option->min, option->max, at, err);
	}
	return -EINVAL;
}

/* Fills getopt_long()'s two tables; the short one begins with ':' so that a missing value is told apart. */
static void
tables(const struct option_spec *options, size_t n, struct option *longs, char *shorts)
{
	*shorts++ = ':';
	for (size_t i = 0; i < n; i++) {
		bool valued = options[i].kind != OPTION_FLAG;

		longs[i] = (struct option){options[i].name, valued ? required_argument : no_argument, NULL,
		                           FIRST + (int)i};
		if (options[i].letter) {
			*shorts++ = options[i].letter;
			if (valued)
				*shorts++ = ':';
		}
	}
	longs[n] = (struct option){"help", no_argument, NULL, HELP};
	longs[n + 1] = (struct option){0};
	*shorts++ = 'h';
	*shorts = '\0';
}

static const struct option_spec *
find(const struct option_spec *options, size_t n, int c)
{
	if (c >= FIRST)
		return &options[c - FIRST];
	for (size_t i = 0; i < n; i++)
		if (options[i].letter == c)
			return &options[i];
	return NULL;
}

/* The option that getopt_long() stumbled over, as the user wrote it. */
static int
complain(int c, char **argv, struct err *err)
{
	char letter[3] = {'-', (char)optopt, '\0'};
	const char *word = optopt && optopt < FIRST ? letter : argv[optind - 1];

	if (c == ':')
		return err_set(err, -EINVAL, "option %s needs a value", word);
	if (optopt >= FIRST)
		return err_set(err, -EINVAL, "option %s takes no value", word);
	return err_set(err, -EINVAL, "unknown option %s", word);
}

/* getopt_long() takes the beginning of an option's name for the option, which a newer vferry may not. */
static int
refuse_short_form(int c, const struct option *longs, char **argv, struct err *err)
{
	const char *word = argv[optind - 1], *name = "help";
	size_t size;

	if (c < FIRST)
		return 0;
	if (c < HELP)
		name = longs[c - FIRST].name;
	if (optarg && optarg == word)
		word = argv[optind - 2];
	size = strcspn(word, "=");
	if (size == strlen(name) + 2)
		return 0;
	return err_set(err, -EINVAL, "unknown option %.*s: its name is --%s", (int)size, word, name);
}

static int
take_operands(const struct operand_spec *operands, int argc, char **argv, void *values, struct err *err)
{
	int i = optind;

	for (; operands->name; operands++, i++) {
		if (i >= argc || !argv[i][0])
			return err_set(err, -EINVAL, "%s is missing", operands->name);
		*(const char **)((char *)values + operands->offset) = argv[i];
	}
	if (i < argc)
		return err_set(err, -EINVAL, "unexpected word '%s'", argv[i]);
	return 0;
}

int
options_parse(const struct option_spec *options, const struct operand_spec *operands, int argc, char **argv,
              void *values, struct err *err)
{
	struct option longs[OPTIONS_MAX + 1];
	char shorts[2 * OPTIONS_MAX + 2];
	size_t n = count(options);
	int c, rc;

	tables(options, n, longs, shorts);
	opterr = 0;
	optind = 0; /* glibc: start afresh, whatever was read before */
	while ((c = getopt_long(argc, argv, shorts, longs, NULL)) != -1) {
		if (c == '?' || c == ':')
			return complain(c, argv, err);
		rc = refuse_short_form(c, longs, argv, err);
		if (rc)
			return rc;
		if (c == 'h' || c == HELP)
			return 1;
		rc = store(find(options, n, c), optarg, values, err);
		if (rc)
			return rc;
	}
	return take_operands(operands, argc, argv, values, err);
}

static void
help_option(char letter, const char *name, const char *value, const char *text, FILE *out)
{
	char left[48];

	if (letter)
		snprintf(left, sizeof(left), "-%c, --%s%s%s", letter, name, value ? " " : "",
		         value ? value : "");
	else
		snprintf(left, sizeof(left), "    --%s%s%s", name, value ? " " : "", value ? value : "");
	fprintf(out, "  %-26s %s\n", left, text);
}

void
options_help(const char *name, const struct option_spec *options, const struct operand_spec *operands,
             FILE *out)
{
	fprintf(out, "usage: vferry %s [options]", name);
	for (const struct operand_spec *o = operands; o->name; o++)
		fprintf(out, " %s", o->name);
	fprintf(out, operands->name ? "\n\n" : "\n");
	for (const struct operand_spec *o = operands; o->name; o++)
		fprintf(out, "  %-26s %s\n", o->name, o->text);
	fprintf(out, "\noptions:\n");
	for (; options->name; options++)
		help_option(options->letter, options->name, options->value, options->text, out);
	help_option('h', "help", NULL, "print this and exit", out);
}
