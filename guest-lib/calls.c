/* SPDX-License-Identifier: BSD-3-Clause */
/* calls.c: see calls.h. The queue is a list of calls, each on the stack of the thread that waits for it. */
#include "calls.h"

#include <pthread.h>
#include <rte_common.h>

#include "control.h"
#include "rank.h"

enum { NONE = UINT16_MAX };

struct call {
	uint16_t port_id;
	bool by_holder; /* runs though its port is held, as whoever holds it waits for it */
	int (*fn)(void *arg);
	void *arg;
	int result;
	bool done;
	struct call *next;
};

static struct {
	pthread_mutex_t lock; /* of all that follows, and of the calls in the queue */
	pthread_cond_t changed;
	bool open;
	struct call *first, **last;
	unsigned int running[CONTROL_NO_PORT + 1]; /* calls about each port that are under way */
	uint16_t held;                             /* calls about this port wait */
	bool handed_over;                          /* by whoever held it, who is done with it */
} calls = {
        .lock = PTHREAD_MUTEX_INITIALIZER,
        .changed = PTHREAD_COND_INITIALIZER,
        .last = &calls.first,
        .held = NONE,
};

static _Thread_local bool inside, holds;

void
calls_open(void)
{
	pthread_mutex_lock(&calls.lock);
	calls.open = true;
	pthread_mutex_unlock(&calls.lock);
}

void
calls_serve(void)
{
	inside = true;
}

bool
control_inside(void)
{
	return inside;
}

void
calls_hold(uint16_t port_id)
{
	pthread_mutex_lock(&calls.lock);
	while (calls.open && (calls.held != NONE || calls.running[port_id]))
		pthread_cond_wait(&calls.changed, &calls.lock);
	if (calls.open)
		calls.held = port_id;
	calls.handed_over = false;
	pthread_mutex_unlock(&calls.lock);
	holds = true;
}

void
calls_hand_over(void)
{
	holds = false;
	pthread_mutex_lock(&calls.lock);
	calls.handed_over = true;
	pthread_cond_broadcast(&calls.changed);
	pthread_mutex_unlock(&calls.lock);
}

void
calls_let_go(uint16_t port_id)
{
	bool waiting;

	pthread_mutex_lock(&calls.lock);
	if (calls.held == port_id)
		calls.held = NONE;
	waiting = calls.first != NULL;
	pthread_cond_broadcast(&calls.changed);
	pthread_mutex_unlock(&calls.lock);
	if (waiting)
		control_wake();
}

/* Out of the queue: the oldest that need not wait, or the holder's. The lock is held. */
static struct call *
take(bool holders)
{
	for (struct call **at = &calls.first; *at; at = &(*at)->next) {
		struct call *call = *at;

		if (!call->by_holder && (holders || call->port_id == calls.held))
			continue;
		*at = call->next;
		if (!*at)
			calls.last = at;
		return call;
	}
	return NULL;
}

/* The lock is held, but not while fn runs. */
static int
run(uint16_t port_id, int (*fn)(void *arg), void *arg)
{
	int result;

	calls.running[port_id]++;
	pthread_mutex_unlock(&calls.lock);
	result = fn(arg);
	pthread_mutex_lock(&calls.lock);
	calls.running[port_id]--;
	pthread_cond_broadcast(&calls.changed);
	return result;
}

/* As calls_run_one(), with the lock. */
static bool
run_one(bool holders)
{
	struct call *call = take(holders);

	if (!call)
		return false;
	call->result = run(call->port_id, call->fn, call->arg);
	call->done = true;
	pthread_cond_broadcast(&calls.changed);
	return true;
}

bool
calls_run_one(void)
{
	bool one;

	pthread_mutex_lock(&calls.lock);
	one = run_one(false);
	pthread_mutex_unlock(&calls.lock);
	return one;
}

void
calls_close(void)
{
	pthread_mutex_lock(&calls.lock);
	calls.open = false;
	calls.held = NONE;
	pthread_cond_broadcast(&calls.changed);
	while (run_one(false))
		;
	pthread_mutex_unlock(&calls.lock);
}

/* In the serving thread, which is who lets go of ports, so it waits for less than others: while it does, for
 * no call but those that whoever holds the port makes himself. */
static int
run_inside(uint16_t port_id, int (*fn)(void *arg), void *arg)
{
	int result;

	pthread_mutex_lock(&calls.lock);
	while (calls.held == port_id && !calls.handed_over)
		if (!run_one(true))
			pthread_cond_wait(&calls.changed, &calls.lock);
	result = run(port_id, fn, arg);
	pthread_mutex_unlock(&calls.lock);
	return result;
}

int
control_call(uint16_t port_id, int (*fn)(void *arg), void *arg)
{
	struct call call = {.port_id = port_id, .by_holder = holds, .fn = fn, .arg = arg};

	if (port_id > CONTROL_NO_PORT)
		call.port_id = port_id = CONTROL_NO_PORT;
	if (inside)
		return run_inside(port_id, fn, arg);
	pthread_mutex_lock(&calls.lock);
	if (!calls.open) {
		pthread_mutex_unlock(&calls.lock);
		return fn(arg);
	}
	*calls.last = &call;
	calls.last = &call.next;
	pthread_cond_broadcast(&calls.changed);
	control_wake();
	while (!call.done)
		pthread_cond_wait(&calls.changed, &calls.lock);
	pthread_mutex_unlock(&calls.lock);
	return call.result;
}

RTE_INIT(rank_calls_lock)
{
	rank_inherit(&calls.lock);
}
