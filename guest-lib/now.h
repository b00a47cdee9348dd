/* SPDX-License-Identifier: BSD-3-Clause */
/* now.h: CLOCK_MONOTONIC in milliseconds, which all deadlines of the library are in. */
#ifndef VFERRY_NOW_H
#define VFERRY_NOW_H

#include <stdint.h>
#include <time.h>

static inline uint64_t
clock_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (uint64_t)now.tv_sec * 1000 + (uint64_t)now.tv_nsec / 1000000;
}

#endif
