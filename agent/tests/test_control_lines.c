/* SPDX-License-Identifier: BSD-3-Clause */
/* test_control_lines.c: the control socket's lines out of a stream that arrives in any pieces. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "control.h"
#include "control_lines.h"
#include "tests/unit.h"

static struct control_lines lines;
static char much[3 * CONTROL_LINE_MAX];

static void
add(const char *text, size_t size)
{
	CU_ASSERT_EQUAL(control_lines_add(&lines, text, size), 0);
}

/* Whether the next thing is that line; NULL: none. */
static bool
is_next(const char *wanted)
{
	const char *line;
	size_t size;
	int rc = control_lines_next(&lines, &line, &size);

	if (!wanted)
		return rc == 0;
	return rc == 1 && size == strlen(wanted) && !memcmp(line, wanted, size);
}

static bool
is_too_long(void)
{
	const char *line;
	size_t size;

	return control_lines_next(&lines, &line, &size) == -EMSGSIZE;
}

static void
pieces_become_lines(void)
{
	static const char text[] = "one\n\n\ntwo\nthree\n";

	for (size_t piece = 1; piece < sizeof(text); piece++) {
		const char *wanted[] = {"one", "two", "three"};
		unsigned int n = 0;

		for (size_t i = 0; i < sizeof(text) - 1; i += piece) {
			const char *line;
			size_t size, left = sizeof(text) - 1 - i;

			add(text + i, left < piece ? left : piece);
			while (n < 3 && control_lines_next(&lines, &line, &size) == 1) {
				CU_ASSERT(size == strlen(wanted[n]) && !memcmp(line, wanted[n], size));
				n++;
			}
		}
		CU_ASSERT_EQUAL(n, 3);
		CU_ASSERT(is_next(NULL));
	}
	add("rest", 4);
	CU_ASSERT(is_next(NULL));
	control_lines_clear(&lines);
	add("new\n", 4);
	CU_ASSERT(is_next("new") && is_next(NULL));
	control_lines_clear(&lines);
}

static void
the_longest_line_fits(void)
{
	const char *line;
	size_t size;

	memset(much, 'x', sizeof(much));
	much[CONTROL_LINE_MAX - 1] = '\n';
	add(much, CONTROL_LINE_MAX - 1);
	CU_ASSERT(is_next(NULL));
	add("\n", 1);
	CU_ASSERT_EQUAL(control_lines_next(&lines, &line, &size), 1);
	CU_ASSERT_EQUAL(size, CONTROL_LINE_MAX - 1);
	CU_ASSERT(is_next(NULL));
	much[CONTROL_LINE_MAX - 1] = 'x';
	much[CONTROL_LINE_MAX] = '\n';
	add(much, CONTROL_LINE_MAX + 1);
	CU_ASSERT(is_too_long());
	add("a\n", 2);
	CU_ASSERT(is_next("a") && is_next(NULL));
	control_lines_clear(&lines);
}

static void
one_too_long_is_told_once(void)
{
	memset(much, 'x', sizeof(much));
	for (int i = 0; i < 3; i++) {
		add(much, sizeof(much));
		CU_ASSERT_EQUAL(is_too_long(), i == 0);
		CU_ASSERT(is_next(NULL));
	}
	add("x\nshort\n", 8);
	CU_ASSERT(is_next("short") && is_next(NULL));
	add(much, sizeof(much));
	CU_ASSERT(is_too_long());
	control_lines_clear(&lines);
}

static void
memory_is_given_back(void)
{
	memset(much, 'x', 100000);
	much[100000] = '\n';
	add(much, 100001);
	CU_ASSERT(!is_next(NULL));
	CU_ASSERT(lines.size >= 100001);
	CU_ASSERT(is_next(NULL));
	CU_ASSERT_EQUAL(lines.size, 0);
	for (int i = 0; i < 10; i++) {
		add(much, sizeof(much));
		CU_ASSERT(lines.size <= 2 * sizeof(much));
		while (!is_next(NULL))
			;
	}
	CU_ASSERT_EQUAL(lines.size, 0);
	control_lines_clear(&lines);
}

static const struct unit_test tests[] = {
        {"pieces become lines", pieces_become_lines},
        {"the longest line fits", the_longest_line_fits},
        {"one too long is told once", one_too_long_is_told_once},
        {"memory is given back", memory_is_given_back},
};

UNIT_MAIN("control lines", tests)
