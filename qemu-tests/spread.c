/* SPDX-License-Identifier: BSD-3-Clause */
/* spread.c: see spread.h. */
#include "spread.h"

#include <stdlib.h>

static int
compare(const void *a, const void *b)
{
	const uint64_t *x = a, *y = b;

	return (*x > *y) - (*x < *y);
}

struct spread
spread_of(uint64_t *values, size_t n)
{
	if (n == 0)
		return (struct spread){0};
	qsort(values, n, sizeof(*values), compare);
	return (struct spread){values[0], values[(n - 1) / 2], values[n - 1]};
}
