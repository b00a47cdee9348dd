/* SPDX-License-Identifier: BSD-3-Clause */
/* test_code.c: functions are found again by name, in the program and in libraries; nothing else is. */
#include "code.h"

#include <errno.h>
#include <jansson.h>
#include <rte_ethdev.h>
#include <string.h>

#include "tests/unit.h"

static void
functions_are_found(void)
{
	const void *functions[] = {(const void *)functions_are_found, (const void *)rte_eth_dev_start,
	                           (const void *)json_object, (const void *)memcpy};
	struct code code;

	for (size_t i = 0; i < sizeof(functions) / sizeof(functions[0]); i++) {
		CU_ASSERT_EQUAL(code_name(functions[i], &code), 0);
		CU_ASSERT_PTR_EQUAL(code_find(&code), functions[i]);
	}
}

static void
files_are_told_apart(void)
{
	struct code here, there;

	CU_ASSERT_EQUAL(code_name((const void *)files_are_told_apart, &here), 0);
	CU_ASSERT_EQUAL(code_name((const void *)json_object, &there), 0);
	CU_ASSERT(memcmp(here.id, there.id, sizeof(here.id)) != 0);
	/* A file that is not loaded here. */
	there.id[0] ^= 1;
	CU_ASSERT_PTR_NULL(code_find(&there));
}

static void
what_is_no_code_is_not_named(void)
{
	static int data;
	int *const places[] = {&data, NULL};
	struct code code;

	for (size_t i = 0; i < sizeof(places) / sizeof(places[0]); i++) {
		CU_ASSERT_EQUAL(code_name(places[i], &code), -ENOENT);
		CU_ASSERT_PTR_NULL(code_find(&code));
	}
	CU_ASSERT_EQUAL(code_name((const void *)json_object, &code), 0);
	code.offset = UINTPTR_MAX / 2;
	CU_ASSERT_PTR_NULL(code_find(&code));
}

static const struct unit_test tests[] = {
        {"functions are found", functions_are_found},
        {"files are told apart", files_are_told_apart},
        {"what is no code is not named", what_is_no_code_is_not_named},
};

UNIT_MAIN("code", tests)
