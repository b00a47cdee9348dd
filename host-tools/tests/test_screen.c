/* SPDX-License-Identifier: BSD-3-Clause */
/* test_screen.c: what a signal says, each in a process of its own. */
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "../screen.h"
#include "tests/unit.h"

/* Standard error of a process that is interrupted twice after the begin of step; NULL: before any. */
static const char *
interrupted(const char *step)
{
	static char text[1024];
	struct crossing_progress now = {.step = step, .begins = true, .attempt = 1};
	struct progress progress;
	FILE *file = tmpfile();
	pid_t child = fork();
	size_t n;

	if (child == 0) {
		dup2(fileno(file), STDERR_FILENO);
		screen_open(&progress);
		if (step)
			screen_show(&progress, &now);
		raise(SIGINT);
		raise(SIGTERM);
		_exit(0);
	}
	CU_ASSERT_EQUAL(waitpid(child, NULL, 0), child);
	rewind(file);
	n = fread(text, 1, sizeof(text) - 1, file);
	text[n] = '\0';
	fclose(file);
	return text;
}

static void
nothing_to_undo_in_the_checks(void)
{
	CU_ASSERT_STRING_EQUAL(interrupted(NULL), "vferry: interrupted: nothing was changed yet\n");
	CU_ASSERT_PTR_NOT_NULL(strstr(interrupted("check"), "nothing was changed yet\n"));
}

static void
a_begun_crossing_is_brought_to_its_end(void)
{
	CU_ASSERT_PTR_NOT_NULL(
	        strstr(interrupted("prepare"), "bringing the guest to a working path first, wait\n"));
	CU_ASSERT_PTR_NULL(strstr(interrupted("prepare"), "nothing"));
}

static const struct unit_test tests[] = {
        {"nothing to undo in the checks", nothing_to_undo_in_the_checks},
        {"a begun crossing is brought to its end", a_begun_crossing_is_brought_to_its_end},
};

UNIT_MAIN("screen", tests)
