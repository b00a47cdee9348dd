/* SPDX-License-Identifier: BSD-3-Clause */
/* test_run.c: programs run with a deadline: their status, their output, their end. */
#include "run.h"
#include "tests/unit.h"

#include <errno.h>
#include <string.h>

static int
shell(const char *command, unsigned int timeout_ms, char *output, size_t size)
{
	const char *argv[] = {"sh", "-c", command, NULL};
	struct err err;

	return run_program(argv, timeout_ms, output, size, &err);
}

static void
status_and_output(void)
{
	char output[64];

	CU_ASSERT_EQUAL(shell("echo out; echo err >&2; exit 7", 5000, output, sizeof(output)), 7);
	CU_ASSERT_STRING_EQUAL(output, "out\nerr\n");
	CU_ASSERT_EQUAL(shell("true", 5000, NULL, 0), 0);
}

static void
long_output_is_cut(void)
{
	char output[5];

	CU_ASSERT_EQUAL(shell("echo 123456789", 5000, output, sizeof(output)), 0);
	CU_ASSERT_STRING_EQUAL(output, "1234");
}

static void
killed_by_a_signal(void)
{
	CU_ASSERT_EQUAL(shell("kill -TERM $$", 5000, NULL, 0), 128 + 15);
}

static void
killed_at_its_deadline(void)
{
	char output[64];

	CU_ASSERT_EQUAL(shell("echo before; exec sleep 60", 100, output, sizeof(output)), -ETIMEDOUT);
	CU_ASSERT_STRING_EQUAL(output, "before\n");
}

static void
no_such_program(void)
{
	const char *argv[] = {"/nonexistent/program", NULL};
	struct err err;
	char output[256];

	CU_ASSERT_EQUAL(run_program(argv, 5000, output, sizeof(output), &err), 127);
	CU_ASSERT(strstr(output, "/nonexistent/program") != NULL);
}

static const struct unit_test tests[] = {
        {"status and output", status_and_output},   {"long output is cut", long_output_is_cut},
        {"killed by a signal", killed_by_a_signal}, {"killed at its deadline", killed_at_its_deadline},
        {"no such program", no_such_program},
};

UNIT_MAIN("run", tests)
