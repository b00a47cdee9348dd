/* SPDX-License-Identifier: BSD-3-Clause */
/* rank.c: see rank.h. */
#include "rank.h"

#include <errno.h>
#include <sched.h>
#include <stdatomic.h>
#include <stdint.h>
#include <time.h>
#include <unistd.h>

enum { WATCHING = 52, URGENT = 51 };

static _Atomic pid_t serving;  /* 0: nobody */
static _Atomic uint64_t until; /* 0: nothing is urgent */

static uint64_t
now_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (uint64_t)now.tv_sec * 1000 + (uint64_t)now.tv_nsec / 1000000;
}

/* SCHED_FIFO with that priority; 0: as threads usually rank. What it starts from then on does so. */
static int
set(pid_t tid, int priority)
{
	const struct sched_param param = {.sched_priority = priority};
	int policy = priority ? SCHED_FIFO : SCHED_OTHER;

	return sched_setscheduler(tid, policy | SCHED_RESET_ON_FORK, &param) ? -errno : 0;
}

int
rank_watching(void)
{
	return set(0, WATCHING);
}

void
rank_serving(bool on)
{
	atomic_store(&serving, on ? gettid() : 0);
}

void
rank_urgent(void)
{
	pid_t tid = atomic_load(&serving);

	if (!tid)
		return;
	atomic_store(&until, now_ms() + RANK_URGENT_MS);
	set(tid, URGENT);
}

void
rank_usual(void)
{
	pid_t tid = atomic_load(&serving);

	if (atomic_exchange(&until, 0) && tid)
		set(tid, 0);
}

unsigned int
rank_left(void)
{
	uint64_t end = atomic_load(&until), now = now_ms();

	if (end > now)
		return (unsigned int)(end - now);
	rank_usual();
	return 0;
}
