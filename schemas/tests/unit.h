/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * unit.h: the main of every unit test. A test file lists its tests in a table and ends with UNIT_MAIN("name",
 * tests). The last line printed is "N passed, N failed, N skipped"; scripts/run-tests.sh adds them up.
 */
#ifndef VFERRY_UNIT_H
#define VFERRY_UNIT_H

#include <CUnit/Basic.h>
#include <CUnit/CUnit.h>
#include <stdio.h>

struct unit_test {
	const char *name;
	void (*run)(void);
};

static unsigned int unit_skipped;

/* For a test that cannot run here: says why, and returns. Nothing was asserted in it. */
static inline void
unit_skip(const char *reason)
{
	printf("\nSKIP %s\n", reason);
	unit_skipped++;
}

/* Runs them all; the exit code of the program. */
static inline int
unit_run(const char *name, const struct unit_test *tests, unsigned int n)
{
	unsigned int failed;
	CU_pSuite suite;

	if (CU_initialize_registry() != CUE_SUCCESS)
		return 1;
	suite = CU_add_suite(name, NULL, NULL);
	for (unsigned int i = 0; i < n; i++)
		CU_add_test(suite, tests[i].name, tests[i].run);
	CU_basic_set_mode(CU_BRM_NORMAL);
	CU_basic_run_tests();
	failed = CU_get_number_of_tests_failed();
	printf("%u passed, %u failed, %u skipped\n", CU_get_number_of_tests_run() - failed - unit_skipped,
	       failed, unit_skipped);
	CU_cleanup_registry();
	return failed ? 1 : 0;
}

#define UNIT_MAIN(name, tests)                                                    \
	int main(void)                                                            \
	{                                                                         \
		return unit_run(name, tests, sizeof(tests) / sizeof((tests)[0])); \
	}

#endif
