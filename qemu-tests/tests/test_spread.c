/* SPDX-License-Identifier: BSD-3-Clause */
/* test_spread.c: medians. */
#include "spread.h"

#include "tests/unit.h"

static void
expect(uint64_t *values, size_t n, uint64_t least, uint64_t median, uint64_t most)
{
	struct spread spread = spread_of(values, n);

	CU_ASSERT_EQUAL(spread.least, least);
	CU_ASSERT_EQUAL(spread.median, median);
	CU_ASSERT_EQUAL(spread.most, most);
}

static void
test_spread(void)
{
	expect((uint64_t[]){9, 1, 5}, 3, 1, 5, 9);
	expect((uint64_t[]){4, 3, 2, 1}, 4, 1, 2, 4);
	expect((uint64_t[]){7}, 1, 7, 7, 7);
	/* Differences that do not fit an int. */
	expect((uint64_t[]){UINT64_MAX, 0, 1ull << 40}, 3, 0, 1ull << 40, UINT64_MAX);
	expect(NULL, 0, 0, 0, 0);
}

static const struct unit_test tests[] = {
        {"spread", test_spread},
};

UNIT_MAIN("spread", tests)
