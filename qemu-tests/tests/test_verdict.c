/* SPDX-License-Identifier: BSD-3-Clause */
/* test_verdict.c: what is good enough of a removal. */
#include <string.h>

#include "matrix/verdict.h"
#include "tests/unit.h"

static const struct limits usual = {.outage_ms = 50, .teardown_ms = 1000};
static const struct result good = {
        .outage_us = 50999,
        .silence_us = 500999,
        .gone = true,
        .teardown_ms = 1000,
        .backup = true,
        .again = true,
        .alive = true,
};

static bool
says(const struct result *result, const struct limits *limits, const char *words)
{
	char why[400];

	return !verdict(result, limits, why, sizeof(why)) && strstr(why, words) != NULL;
}

static void
all_well(void)
{
	char why[400];

	CU_ASSERT(verdict(&good, &usual, why, sizeof(why)));
	CU_ASSERT_STRING_EQUAL(why, "");
}

static void
each_alone(void)
{
	struct result r = good;

	r.outage_us = 51000;
	CU_ASSERT(says(&r, &usual, "outage 51 ms > 50"));
	r = good;
	r.silence_us = 501000;
	CU_ASSERT(says(&r, &usual, "silence 501 ms > 500"));
	r = good;
	r.teardown_ms = 1001;
	CU_ASSERT(says(&r, &usual, "teardown 1001 ms > 1000"));
	r = good;
	r.gone = false;
	CU_ASSERT(says(&r, &usual, "still held"));
	r = good;
	r.backup = false;
	CU_ASSERT(says(&r, &usual, "backup"));
	r = good;
	r.again = false;
	CU_ASSERT(says(&r, &usual, "not taken again"));
	r = good;
	r.alive = false;
	CU_ASSERT(says(&r, &usual, "application is gone"));
	r = good;
	strcpy(r.log, "WARNING: x");
	CU_ASSERT(says(&r, &usual, "WARNING: x"));
	r = good;
	strcpy(r.broken, "no guest");
	CU_ASSERT(says(&r, &usual, "no guest"));
	r = good;
	r.doubled = 1;
	CU_ASSERT(says(&r, &usual, "doubled"));
}

static void
no_limit(void)
{
	const struct limits stays = {.outage_ms = 50}, out = {.teardown_ms = 1000};
	struct result r = good;
	char why[400];

	r.gone = false;
	CU_ASSERT(verdict(&r, &stays, why, sizeof(why)));
	r = good;
	r.outage_us = r.silence_us = 9000000;
	CU_ASSERT(verdict(&r, &out, why, sizeof(why)));
}

static void
several_reasons(void)
{
	const struct result nothing = {0};
	char why[400], tiny[12];

	CU_ASSERT(!verdict(&nothing, &usual, why, sizeof(why)));
	CU_ASSERT(strstr(why, "gone") != NULL && strstr(why, ", the VF is still held") != NULL);
	CU_ASSERT(!verdict(&nothing, &usual, tiny, sizeof(tiny)));
	CU_ASSERT_EQUAL(strlen(tiny), sizeof(tiny) - 1);
}

static void
kernel_log(void)
{
	char line[64];

	verdict_log("[ 1.0] igb_uio: fine\n[ 2.0] pci 0000:01:00.0: BAR 0 assigned\n", line, sizeof(line));
	CU_ASSERT_STRING_EQUAL(line, "");
	verdict_log("[ 1.0] fine\n[ 2.0] BUG: unable to handle\n[ 3.0] WARNING: later\n", line, sizeof(line));
	CU_ASSERT_STRING_EQUAL(line, "[ 2.0] BUG: unable to handle");
	verdict_log("[ 1.0]  Call Trace:", line, sizeof(line));
	CU_ASSERT_STRING_EQUAL(line, "[ 1.0]  Call Trace:");
	verdict_log("[ 1.0] a very long line with a WARNING somewhere", line, 12);
	CU_ASSERT_STRING_EQUAL(line, "[ 1.0] a ve");
}

static const struct unit_test tests[] = {
        {"all well", all_well},     {"each alone", each_alone},
        {"no limit", no_limit},     {"several reasons", several_reasons},
        {"kernel log", kernel_log},
};

UNIT_MAIN("verdict", tests)
