/* SPDX-License-Identifier: BSD-3-Clause */
/* test_err.c: the sentence that goes with a negative errno. */
#include <errno.h>
#include <string.h>

#include "err.h"
#include "unit.h"

static void
test_set(void)
{
	struct err err = {0};

	CU_ASSERT_EQUAL(err_set(&err, -ENOENT, "domain '%s' was not found", "router"), -ENOENT);
	CU_ASSERT_EQUAL(err.code, -ENOENT);
	CU_ASSERT_STRING_EQUAL(err.text, "domain 'router' was not found");
	CU_ASSERT_EQUAL(err_set(NULL, -EIO, "nobody reads %d", 1), -EIO);
}

static void
test_wrap(void)
{
	struct err err = {0};

	err_set(&err, -EBADMSG, "is missing");
	CU_ASSERT_EQUAL(err_wrap(&err, "mac"), -EBADMSG);
	CU_ASSERT_EQUAL(err_wrap(&err, "[%d]", 3), -EBADMSG);
	CU_ASSERT_STRING_EQUAL(err.text, "[3]: mac: is missing");
	CU_ASSERT_EQUAL(err_wrap(NULL, "nobody"), 0);
}

/* Long text is cut, ends in NUL, and keeps its beginning. */
static void
test_cut(void)
{
	char text[2 * sizeof(((struct err *)0)->text)];
	struct err err;

	memset(text, 'x', sizeof(text));
	text[sizeof(text) - 1] = '\0';
	err_set(&err, -EINVAL, "%s", text);
	CU_ASSERT_EQUAL(strlen(err.text), sizeof(err.text) - 1);
	err_wrap(&err, "reason");
	CU_ASSERT_EQUAL(strlen(err.text), sizeof(err.text) - 1);
	CU_ASSERT(!strncmp(err.text, "reason: xxx", 11));
	err_wrap(&err, "%s", text);
	CU_ASSERT_EQUAL(strlen(err.text), sizeof(err.text) - 1);
}

static const struct unit_test tests[] = {
        {"set", test_set},
        {"wrap", test_wrap},
        {"text too long is cut", test_cut},
};

UNIT_MAIN("err", tests)
