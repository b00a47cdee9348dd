/* SPDX-License-Identifier: BSD-3-Clause */
/* calls.c: see calls.h. The queue is a list of calls, each on the stack of the thread that waits for it. */
#include "calls.h"

#include <pthread.h>

#include "control.h"

struct call {
	int (*fn)(void *arg);
	void *arg;
	int result;
	bool done;
	struct call *next;
};

static struct {
	pthread_mutex_t lock; /* of all that follows, and of the calls in the queue */
	pthread_cond_t done;
	bool open;
	struct call *first, **last;
} calls = {
        .lock = PTHREAD_MUTEX_INITIALIZER,
        .done = PTHREAD_COND_INITIALIZER,
        .last = &calls.first,
};

static _Thread_local bool inside;

static void
set_open(bool open)
{
	pthread_mutex_lock(&calls.lock);
	calls.open = open;
	pthread_mutex_unlock(&calls.lock);
}

void
calls_open(void)
{
	set_open(true);
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

static struct call *
take(void)
{
	struct call *call;

	pthread_mutex_lock(&calls.lock);
	call = calls.first;
	if (call) {
		calls.first = call->next;
		if (!calls.first)
			calls.last = &calls.first;
	}
	pthread_mutex_unlock(&calls.lock);
	return call;
}

bool
calls_run_one(void)
{
	struct call *call = take();
	int result;

	if (!call)
		return false;
	result = call->fn(call->arg);
	pthread_mutex_lock(&calls.lock);
	call->result = result;
	call->done = true;
	pthread_cond_broadcast(&calls.done);
	pthread_mutex_unlock(&calls.lock);
	return true;
}

void
calls_close(void)
{
	set_open(false);
	while (calls_run_one())
		;
}

int
control_call(int (*fn)(void *arg), void *arg)
{
	struct call call = {.fn = fn, .arg = arg};

	if (inside)
		return fn(arg);
	pthread_mutex_lock(&calls.lock);
	if (!calls.open) {
		pthread_mutex_unlock(&calls.lock);
		return fn(arg);
	}
	*calls.last = &call;
	calls.last = &call.next;
	control_wake();
	while (!call.done)
		pthread_cond_wait(&calls.done, &calls.lock);
	pthread_mutex_unlock(&calls.lock);
	return call.result;
}
