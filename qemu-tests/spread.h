/* SPDX-License-Identifier: BSD-3-Clause */
/* spread.h: the median of a few measurements, and how far apart they are. Pure. Neighbour: bench-trip. */
#ifndef LAB_SPREAD_H
#define LAB_SPREAD_H

#include <stddef.h>
#include <stdint.h>

struct spread {
	uint64_t least, median, most;
};

/* Sorts n values in place; of an even number the median is the lower one of the middle two. All 0 for n = 0.
 */
struct spread spread_of(uint64_t *values, size_t n);

#endif
