/* SPDX-License-Identifier: BSD-3-Clause */
/* host_task.c: see host_task.h. */
#include "host_task.h"

#include <errno.h>
#include <libvirt/virterror.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>

#include "event.h"
#include "host_errno.h"

static void
unref_conn(virConnectPtr conn)
{
	if (conn)
		virConnectClose(conn);
}

void
task_drop(struct host_task *task)
{
	if (!task || atomic_fetch_sub(&task->refs, 1) != 1)
		return;
	unref_conn(task->opened);
	/* Freed alone, a stream that was opened after all would keep the guest's channel busy in the daemon.
	 */
	if (task->stream) {
		(void)virStreamAbort(task->stream);
		virStreamFree(task->stream);
	}
	unref_conn(task->peer);
	unref_conn(task->conn);
	free(task->text);
	free(task->text2);
	free(task->out);
	free(task->out2);
	if (task->found)
		(task->drop_found ? task->drop_found : free)(task->found);
	free(task->inventory);
	free(task);
}

struct host_task *
task_new(int (*run)(struct host_task *), virConnectPtr conn, const char *text)
{
	struct host_task *task = calloc(1, sizeof(*task));

	if (!task)
		return NULL;
	atomic_init(&task->refs, 1);
	task->run = run;
	if (conn) {
		virConnectRef(conn);
		task->conn = conn;
	}
	task->text = text ? strdup(text) : NULL;
	if (text && !task->text) {
		task_drop(task);
		return NULL;
	}
	return task;
}

static void *
thread(void *arg)
{
	struct host_task *task = arg;

	task->ret = task->run(task);
	atomic_store(&task->done, true);
	event_wake();
	task_drop(task);
	return NULL;
}

int
task_start(struct host_task *task)
{
	sigset_t all, before;
	pthread_attr_t attr;
	pthread_t id;
	int ret;

	atomic_fetch_add(&task->refs, 1);
	/* Signals are for the thread that runs the crossing. */
	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &before);
	pthread_attr_init(&attr);
	pthread_attr_setdetachstate(&attr, PTHREAD_CREATE_DETACHED);
	ret = pthread_create(&id, &attr, thread, task);
	pthread_attr_destroy(&attr);
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	if (ret == 0)
		return 0;
	task->ret = err_set(&task->err, -ret, "no thread for a call to libvirt: %s", strerror(ret));
	atomic_store(&task->done, true);
	atomic_fetch_sub(&task->refs, 1);
	return -ret;
}

bool
task_is_done(const struct host_task *task)
{
	return atomic_load(&task->done);
}

/* A signal does not end a wait by itself: how often it is looked whether one came. */
#define STOP_LOOK_US 200000

static bool (*stop_asked)(void);

void
task_stop_when(bool (*asked)(void))
{
	stop_asked = asked;
}

static bool
is_stopped(void)
{
	return stop_asked && stop_asked();
}

static bool
is_over(void *task)
{
	return task_is_done(task) || is_stopped();
}

static void
await(struct host_task *task, uint64_t until_us)
{
	uint64_t now_us = event_now_us(), look_us;

	for (; now_us < until_us; now_us = event_now_us()) {
		look_us = now_us + STOP_LOOK_US;
		if (event_run(look_us < until_us ? look_us : until_us, is_over, task))
			return;
	}
}

int
task_run(struct host_task *task, uint32_t ms, struct err *err)
{
	if (!task)
		return err_set(err, -ENOMEM, "no memory for a call to libvirt");
	(void)task_start(task);
	await(task, event_now_us() + (uint64_t)ms * 1000);
	if (!task_is_done(task))
		return is_stopped() ? err_set(err, -EINTR, "interrupted")
		                    : err_set(err, -ETIMEDOUT, "no answer within %u s", ms / 1000);
	if (task->ret < 0 && err)
		*err = task->err;
	return task->ret;
}

int
task_fail(struct host_task *task, const char *what)
{
	const virError *error = virGetLastError();

	return err_set(&task->err, error ? host_errno(error->domain, error->code) : -EIO, "%s: %s", what,
	               error && error->message ? error->message : "libvirt gives no reason");
}

virDomainPtr
task_domain(struct host_task *task)
{
	virDomainPtr domain = virDomainLookupByUUID(task->conn, task->uuid);

	if (!domain)
		task_fail(task, "the domain cannot be found");
	return domain;
}
