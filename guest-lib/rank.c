/* SPDX-License-Identifier: BSD-3-Clause */
/* rank.c: see rank.h. */
#include "rank.h"

#include <errno.h>
#include <sched.h>
#include <stdatomic.h>
#include <unistd.h>

#include "now.h"

enum { WATCHING = 52, URGENT = 51 };

static _Atomic pid_t serving;  /* 0: nobody */
static _Atomic uint64_t until; /* 0: nothing is urgent */

/* How the serving thread ranks when nothing is urgent: as the process was started. */
static int usual_policy;
static struct sched_param usual;

/* What it starts from then on ranks as usual. 0, also when it ranks so already. */
static int
lift(pid_t tid, int priority)
{
	struct sched_param now, param = {.sched_priority = priority};

	if (sched_getparam(tid, &now) == 0 && now.sched_priority >= priority)
		return 0;
	return sched_setscheduler(tid, SCHED_FIFO | SCHED_RESET_ON_FORK, &param) ? -errno : 0;
}

int
rank_watching(void)
{
	return lift(0, WATCHING);
}

void
rank_serving(bool on)
{
	if (on) {
		usual_policy = sched_getscheduler(0);
		sched_getparam(0, &usual);
	}
	atomic_store(&serving, on ? gettid() : 0);
}

/* In this order: a thread that is lifted without its end being noted would stay so. */
void
rank_urgent(void)
{
	pid_t tid = atomic_load(&serving);

	if (!tid)
		return;
	lift(tid, URGENT);
	atomic_store(&until, clock_ms() + RANK_URGENT_MS);
}

uint64_t
rank_urgency(void)
{
	return atomic_load(&until);
}

void
rank_usual(uint64_t urgency)
{
	pid_t tid = atomic_load(&serving);

	if (urgency && tid && atomic_compare_exchange_strong(&until, &urgency, 0))
		sched_setscheduler(tid, usual_policy, &usual);
}

void
rank_inherit(pthread_mutex_t *mutex)
{
	pthread_mutexattr_t attr;

	pthread_mutexattr_init(&attr);
	pthread_mutexattr_setprotocol(&attr, PTHREAD_PRIO_INHERIT);
	pthread_mutex_init(mutex, &attr);
	pthread_mutexattr_destroy(&attr);
}

unsigned int
rank_left(void)
{
	uint64_t end = atomic_load(&until), now = clock_ms();

	if (end > now)
		return (unsigned int)(end - now);
	rank_usual(end);
	return 0;
}
