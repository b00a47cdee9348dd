/* SPDX-License-Identifier: BSD-3-Clause */
/* watch_call.c: calls to libvirt in threads, a few at a time, the others in the order in which they came. See
 * watch_libvirt.h. */
#include <stdio.h>
#include <stdlib.h>

#include "event.h"
#include "watch_libvirt.h"

struct host_task *
call_about(const struct watch_host *host, int (*run)(struct host_task *), const char *uuid, const char *text)
{
	struct host_task *task = task_new(run, host->conn, text);

	for (unsigned int i = 0; task && *uuid && i < VIR_UUID_BUFLEN; uuid++) {
		if (*uuid == '-')
			continue;
		if (sscanf(uuid, "%2hhx", &task->uuid[i++]) != 1 || !*++uuid)
			break;
	}
	return task;
}

static void
start_some(struct watch_host *host)
{
	while (host->waiting && host->nrunning < CALLS_MAX) {
		struct call *call = host->waiting;

		host->waiting = call->next;
		call->next = host->running;
		host->running = call;
		host->nrunning++;
		/* Without a thread the task is done, and has failed: the next wake tells. */
		if (task_start(call->task) < 0)
			event_wake();
	}
}

bool
call_make(struct watch_host *host, struct host_task *task, call_done_fn *done, void *arg)
{
	struct call *call = task ? calloc(1, sizeof(*call)) : NULL, **last = &host->waiting;

	if (!call) {
		task_drop(task);
		return false;
	}
	*call = (struct call){.task = task, .done = done, .arg = arg};
	while (*last)
		last = &(*last)->next;
	*last = call;
	start_some(host);
	return true;
}

/* Takes a call that is done out of the running ones. */
static struct call *
take_done(struct watch_host *host)
{
	struct call **at = &host->running, *call;

	while (*at && !task_is_done((*at)->task))
		at = &(*at)->next;
	call = *at;
	if (!call)
		return NULL;
	*at = call->next;
	host->nrunning--;
	return call;
}

void
call_poll(void *arg)
{
	struct watch_host *host = arg;
	struct call *call;

	while ((call = take_done(host))) {
		call->done(host, call->task, call->arg);
		task_drop(call->task);
		free(call);
	}
	start_some(host);
}

static void
leave(struct call *call)
{
	struct call *next;

	for (; call; call = next) {
		next = call->next;
		task_drop(call->task);
		free(call);
	}
}

void
call_leave_all(struct watch_host *host)
{
	leave(host->waiting);
	leave(host->running);
	host->waiting = host->running = NULL;
	host->nrunning = 0;
}
