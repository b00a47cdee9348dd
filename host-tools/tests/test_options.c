/* SPDX-License-Identifier: BSD-3-Clause */
/* test_options.c: words of a command line, good and bad. */
#include <errno.h>
#include <stdbool.h>
#include <string.h>

#include "../options.h"
#include "tests/unit.h"

struct values {
	const char *domain, *uri, *text;
	uint64_t number;
	bool flag;
	struct option_list list;
};

#define AT(member) offsetof(struct values, member)

static const struct option_spec options[] = {
        {"text", 't', OPTION_TEXT, AT(text), "WORD", 0, 0, "a word"},
        {"number", 0, OPTION_NUMBER, AT(number), "N", 5, 500, "a number"},
        {"flag", 'f', OPTION_FLAG, AT(flag), NULL, 0, 0, "a flag"},
        {"each", 'e', OPTION_LIST, AT(list), "WORD", 0, 0, "a word, as often as there are"},
        {0},
};

static const struct operand_spec operands[] = {
        {"DOMAIN", AT(domain), "a domain"},
        {"URI", AT(uri), "a place"},
        {0},
};

static struct values values;
static struct err err;

static int
parse(const char *line)
{
	static char copy[256];
	char *argv[32], *word;
	int argc = 0;

	snprintf(copy, sizeof(copy), "%s", line);
	for (word = strtok(copy, " "); word; word = strtok(NULL, " "))
		argv[argc++] = strcmp(word, "EMPTY") ? word : (char *)"";
	argv[argc] = NULL;
	values = (struct values){0};
	err = (struct err){0};
	return options_parse(options, operands, argc, argv, &values, &err);
}

static void
reads_options_before_and_after_operands(void)
{
	CU_ASSERT_EQUAL(parse("cmd --text one dom --number=17 there -f"), 0);
	CU_ASSERT_STRING_EQUAL(values.text, "one");
	CU_ASSERT_STRING_EQUAL(values.domain, "dom");
	CU_ASSERT_STRING_EQUAL(values.uri, "there");
	CU_ASSERT_EQUAL(values.number, 17);
	CU_ASSERT_TRUE(values.flag);
}

static void
reads_letters_and_the_end_mark(void)
{
	CU_ASSERT_EQUAL(parse("cmd -tone -- -dom there"), 0);
	CU_ASSERT_STRING_EQUAL(values.text, "one");
	CU_ASSERT_STRING_EQUAL(values.domain, "-dom");
	CU_ASSERT_FALSE(values.flag);
}

static void
last_of_two_counts(void)
{
	CU_ASSERT_EQUAL(parse("cmd a b --number 7 --number 8"), 0);
	CU_ASSERT_EQUAL(values.number, 8);
}

static void
help_wins(void)
{
	CU_ASSERT_EQUAL(parse("cmd --help"), 1);
	CU_ASSERT_EQUAL(parse("cmd dom -h"), 1);
}

/* What is wrong, and the word that the complaint must name. */
static const struct {
	const char *line, *named;
} wrong[] = {
        {"cmd", "DOMAIN is missing"},
        {"cmd dom", "URI is missing"},
        {"cmd EMPTY there", "DOMAIN is missing"},
        {"cmd dom there more", "unexpected word 'more'"},
        {"cmd --nope dom there", "unknown option --nope"},
        {"cmd --fla dom there", "unknown option --fla: its name is --flag"},
        {"cmd --tex one dom there", "unknown option --tex: its name is --text"},
        {"cmd --tex=one dom there", "unknown option --tex: its name is --text"},
        {"cmd dom there --num 7", "unknown option --num: its name is --number"},
        {"cmd --hel", "unknown option --hel: its name is --help"},
        {"cmd -x dom there", "unknown option -x"},
        {"cmd -fx dom there", "unknown option -x"},
        {"cmd dom there --text", "option --text needs a value"},
        {"cmd dom there -t", "option -t needs a value"},
        {"cmd dom there --text EMPTY", "--text needs a WORD"},
        {"cmd dom there --flag=yes", "option --flag=yes takes no value"},
        {"cmd dom there --number 4", "--number takes a whole number from 5 to 500, not '4'"},
        {"cmd dom there --number 501", "not '501'"},
        {"cmd dom there --number EMPTY", "not ''"},
        {"cmd dom there --number 7x", "not '7x'"},
        {"cmd dom there --number=-7", "not '-7'"},
        {"cmd dom there --number=+7", "not '+7'"},
        {"cmd dom there --number 0x10", "not '0x10'"},
        {"cmd dom there --number 7.5", "not '7.5'"},
        {"cmd dom there --number 18446744073709551623", "not '18446744073709551623'"},
};

static void
names_what_is_wrong(void)
{
	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
		CU_ASSERT_EQUAL(parse(wrong[i].line), -EINVAL);
		CU_ASSERT_PTR_NOT_NULL(strstr(err.text, wrong[i].named));
		if (!strstr(err.text, wrong[i].named))
			printf("%s: %s\n", wrong[i].line, err.text);
	}
}

static void
numbers_reach_their_limits(void)
{
	uint64_t n = 1;

	CU_ASSERT_EQUAL(options_number("x", "18446744073709551615", 0, UINT64_MAX, &n, &err), 0);
	CU_ASSERT_EQUAL(n, UINT64_MAX);
	CU_ASSERT_EQUAL(options_number("x", "18446744073709551616", 0, UINT64_MAX, &n, &err), -EINVAL);
	CU_ASSERT_EQUAL(n, UINT64_MAX);
	CU_ASSERT_EQUAL(options_number("x", "000", 0, 1, &n, &err), 0);
	CU_ASSERT_EQUAL(n, 0);
	CU_ASSERT_EQUAL(options_number("x", " 1", 0, 1, &n, &err), -EINVAL);
}

static void
help_shows_both_tables(void)
{
	char text[2048];
	FILE *out = fmemopen(text, sizeof(text), "w");

	options_help("cmd", options, operands, out);
	fclose(out);
	CU_ASSERT_PTR_NOT_NULL(strstr(text, "usage: vferry cmd [options] DOMAIN URI\n"));
	CU_ASSERT_PTR_NOT_NULL(strstr(text, "  -t, --text WORD            a word\n"));
	CU_ASSERT_PTR_NOT_NULL(strstr(text, "      --number N             a number\n"));
	CU_ASSERT_PTR_NOT_NULL(strstr(text, "  -h, --help"));
	out = fmemopen(text, sizeof(text), "w");
	options_help("cmd", options, operands + 2, out);
	fclose(out);
	CU_ASSERT_PTR_NOT_NULL(strstr(text, "usage: vferry cmd [options]\n\noptions:\n"));
}

static void
lists_grow_up_to_their_limit(void)
{
	char line[256];
	size_t used = (size_t)snprintf(line, sizeof(line), "cmd dom there");

	CU_ASSERT_EQUAL(parse("cmd dom there"), 0);
	CU_ASSERT_EQUAL(values.list.n, 0);
	CU_ASSERT_EQUAL(parse("cmd -e one dom --each=two there"), 0);
	CU_ASSERT_EQUAL(values.list.n, 2);
	CU_ASSERT_STRING_EQUAL(values.list.text[1], "two");
	CU_ASSERT_EQUAL(parse("cmd dom there -e EMPTY"), -EINVAL);
	for (unsigned int i = 0; i <= OPTIONS_LIST_MAX; i++)
		used += (size_t)snprintf(line + used, sizeof(line) - used, " -eX");
	CU_ASSERT_EQUAL(parse(line), -EINVAL);
	CU_ASSERT_STRING_EQUAL(err.text, "--each may be given 16 times");
}

static const struct unit_test tests[] = {
        {"lists grow up to their limit", lists_grow_up_to_their_limit},
        {"options before and after operands", reads_options_before_and_after_operands},
        {"letters and the end mark", reads_letters_and_the_end_mark},
        {"last of two counts", last_of_two_counts},
        {"help wins", help_wins},
        {"names what is wrong", names_what_is_wrong},
        {"numbers reach their limits", numbers_reach_their_limits},
        {"help shows both tables", help_shows_both_tables},
};

UNIT_MAIN("options", tests)
