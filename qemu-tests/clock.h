/* SPDX-License-Identifier: BSD-3-Clause */
/* clock.h: the lab's one clock, CLOCK_MONOTONIC in microseconds, and the way to it from CLOCK_REALTIME, in
 * which the kernel stamps packets and QEMU its events. Neighbours: everything that measures. */
#ifndef LAB_CLOCK_H
#define LAB_CLOCK_H

#include <stdint.h>
#include <time.h>

static inline uint64_t
clock_read(clockid_t id)
{
	struct timespec t;

	clock_gettime(id, &t);
	return (uint64_t)t.tv_sec * 1000000 + (uint64_t)t.tv_nsec / 1000;
}

static inline uint64_t
clock_us(void)
{
	return clock_read(CLOCK_MONOTONIC);
}

/* A realtime stamp of this boot as monotonic time. The distance of the two clocks is taken once, at the first
 * call: right as long as nobody sets the machine's clock meanwhile. */
uint64_t clock_from_realtime(uint64_t realtime_us);

static inline void
clock_sleep_ms(unsigned int ms)
{
	struct timespec t = {.tv_sec = ms / 1000, .tv_nsec = (long)(ms % 1000) * 1000000};

	clock_nanosleep(CLOCK_MONOTONIC, 0, &t, NULL);
}

#endif
