/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * run-faults.c: the steps of a crossing by vferryd, by what may die at their beginning: faults/trial.h.
 * --list names the rows as STEP/FAULT, --only PATTERN... takes those that match (as a shell matches file
 * names), --short a diagonal. The last line is "faults: N passed, N failed, 0 skipped".
 */
#include <fnmatch.h>
#include <stdio.h>
#include <string.h>

#include "emulator.h"
#include "faults/trial.h"

/* A minute or two each: a crossing that is cut off on either host, and a copy that loses one. */
static const char *const diagonal[] = {"detach/kill-worker", "migrate/kill-source-libvirtd",
                                       "attach/kill-both"};

static struct lab lab;

static bool
try_row(struct trial *row)
{
	struct err err;
	bool good = false;

	if (lab_reset(&lab, &err) < 0)
		snprintf(row->why, sizeof(row->why), "%.190s", err.text);
	else
		good = trial_run(row, &lab);
	trial_print(row);
	return good;
}

static bool
try_or_repeat(const struct trial *row)
{
	struct trial first = *row, second = *row;

	if (try_row(&first))
		return true;
	if (!emulator_aborted(&lab))
		return false;
	printf("       QEMU's emulator aborted by its own assertion; once more\n");
	return try_row(&second);
}

static bool
is_wanted(const char *name, const char *const *patterns, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (fnmatch(patterns[i], name, 0) == 0)
			return true;
	return n == 0;
}

static int
run_all(const char *const *patterns, size_t npatterns, bool list)
{
	unsigned int passed = 0, failed = 0;
	char name[64];

	for (unsigned int i = 0; i < AT_NUM * FAULT_NUM; i++) {
		const struct trial row = {.step = i / FAULT_NUM, .fault = i % FAULT_NUM};

		trial_name(&row, name, sizeof(name));
		if (!is_wanted(name, patterns, npatterns))
			continue;
		if (list)
			puts(name);
		else if (try_or_repeat(&row))
			passed++;
		else
			failed++;
	}
	if (list)
		return 0;
	printf("faults: %u passed, %u failed, 0 skipped\n", passed, failed);
	return failed == 0 && passed > 0 ? 0 : 1;
}

int
main(int argc, char **argv)
{
	const char *const *patterns = (const char *const *)argv + 2;
	size_t npatterns = argc > 2 ? (size_t)argc - 2 : 0;
	const char *what = argc > 1 ? argv[1] : "";
	struct err err;
	int code;

	if (strcmp(what, "--short") == 0) {
		patterns = diagonal;
		npatterns = sizeof(diagonal) / sizeof(diagonal[0]);
	} else if (strcmp(what, "--list") == 0) {
		return run_all(patterns, npatterns, true);
	} else if (argc > 1 && (strcmp(what, "--only") != 0 || argc < 3)) {
		fprintf(stderr, "usage: in-lab.sh BUILD run-faults [--short | --only PATTERN... | --list]\n");
		return 2;
	}
	setvbuf(stdout, NULL, _IOLBF, 0);
	if (lab_up(&lab, &err) < 0) {
		fprintf(stderr, "vferry: %s\n", err.text);
		printf("faults: 0 passed, 1 failed, 0 skipped\n");
		return 1;
	}
	code = run_all(patterns, npatterns, false);
	lab_down(&lab);
	return code;
}
