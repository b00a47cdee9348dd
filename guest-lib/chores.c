/* SPDX-License-Identifier: BSD-3-Clause */
/* chores.c: see chores.h. */
#include "chores.h"

#include <pthread.h>
#include <rte_common.h>
#include <rte_lcore.h>
#include <string.h>

#include "control.h"
#include "rank.h"

static struct {
	pthread_mutex_t lock; /* of all that follows, and of what chores have become */
	pthread_cond_t changed;
	bool open;
	struct chore *first, **last;
	pthread_t thread;
} chores = {
        .lock = PTHREAD_MUTEX_INITIALIZER,
        .changed = PTHREAD_COND_INITIALIZER,
        .last = &chores.first,
};

/* The next one, or NULL when there will be none. */
static struct chore *
take(void)
{
	struct chore *chore;

	pthread_mutex_lock(&chores.lock);
	while (!chores.first && chores.open)
		pthread_cond_wait(&chores.changed, &chores.lock);
	chore = chores.first;
	if (chore) {
		chores.first = chore->next;
		if (!chores.first)
			chores.last = &chores.first;
	}
	pthread_mutex_unlock(&chores.lock);
	return chore;
}

static void
do_now(struct chore *chore)
{
	int code = chore->fn(chore->arg, &chore->err);

	pthread_mutex_lock(&chores.lock);
	chore->code = code;
	chore->over = true;
	pthread_cond_broadcast(&chores.changed);
	pthread_mutex_unlock(&chores.lock);
}

static void *
run(void *arg)
{
	struct chore *chore;

	(void)arg;
	while ((chore = take())) {
		do_now(chore);
		control_wake();
	}
	return NULL;
}

int
chores_start(struct err *err)
{
	int code;

	chores.open = true;
	code = rte_ctrl_thread_create(&chores.thread, "vferry-chores", NULL, run, NULL);
	chores.open = code == 0;
	return code ? err_set(err, code, "starting the thread for chores: %s", strerror(-code)) : 0;
}

void
chores_stop(void)
{
	pthread_mutex_lock(&chores.lock);
	chores.open = false;
	pthread_cond_broadcast(&chores.changed);
	pthread_mutex_unlock(&chores.lock);
	pthread_join(chores.thread, NULL);
}

void
chores_begin(struct chore *chore, int (*fn)(void *arg, struct err *err), void *arg)
{
	bool queued;

	*chore = (struct chore){.fn = fn, .arg = arg, .begun = true};
	pthread_mutex_lock(&chores.lock);
	queued = chores.open;
	if (queued) {
		*chores.last = chore;
		chores.last = &chore->next;
		pthread_cond_broadcast(&chores.changed);
	}
	pthread_mutex_unlock(&chores.lock);
	if (!queued)
		do_now(chore);
}

bool
chores_busy(struct chore *chore)
{
	bool busy;

	pthread_mutex_lock(&chores.lock);
	busy = chore->begun && !chore->over;
	pthread_mutex_unlock(&chores.lock);
	return busy;
}

void
chores_wait(struct chore *chore)
{
	pthread_mutex_lock(&chores.lock);
	while (chore->begun && !chore->over)
		pthread_cond_wait(&chores.changed, &chores.lock);
	pthread_mutex_unlock(&chores.lock);
}

RTE_INIT(rank_chores_lock)
{
	rank_inherit(&chores.lock);
}
