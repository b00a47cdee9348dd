/* SPDX-License-Identifier: BSD-3-Clause */
/* guard_lock.c: the one lock of the guard's writers, also across fork(). Neighbours: guard_private.h; guard.c
 * and guard_chain.c take it. */
#include <pthread.h>
#include <string.h>

#include "guard_private.h"

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static sigset_t fork_saved;

void
guard_lock(sigset_t *saved)
{
	sigset_t all;

	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, saved);
	pthread_mutex_lock(&lock);
}

void
guard_unlock(const sigset_t *saved)
{
	pthread_mutex_unlock(&lock);
	pthread_sigmask(SIG_SETMASK, saved, NULL);
}

static void
before_fork(void)
{
	sigset_t saved;

	guard_lock(&saved);
	fork_saved = saved;
}

static void
after_fork(void)
{
	sigset_t saved = fork_saved;

	guard_unlock(&saved);
}

/* Threads that were in the handler are not in the child. */
static void
in_child(void)
{
	for (unsigned int turn = 0; turn < 2; turn++)
		guard_tables_swap.readers[turn] = guard_chained_swap.readers[turn] = 0;
	after_fork();
}

int
guard_lock_fork(struct err *err)
{
	int code = pthread_atfork(before_fork, after_fork, in_child);

	return code ? err_set(err, -code, "cannot prepare the guard for fork: %s", strerror(code)) : 0;
}
