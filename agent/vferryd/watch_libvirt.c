/* SPDX-License-Identifier: BSD-3-Clause */
/* watch_libvirt.c: the watched host through libvirt. See watch_ops.h and watch_libvirt.h. */
#include "watch_libvirt.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "event.h"

#define REOPEN_MIN_MS 1000 /* libvirtd cannot be reached: back-off */
#define REOPEN_MAX_MS 30000

static uint64_t
now_ms(void *self)
{
	(void)self;
	return event_now_us() / 1000;
}

static uint64_t
wall_ms(void *self)
{
	struct timespec now;

	(void)self;
	clock_gettime(CLOCK_REALTIME, &now);
	return (uint64_t)now.tv_sec * 1000 + (uint64_t)now.tv_nsec / 1000000;
}

static void
set_due(void *self, uint64_t at_ms)
{
	const struct watch_host *host = self;
	uint64_t now = now_ms(self), ms = at_ms > now ? at_ms - now : 0;

	virEventUpdateTimeout(host->due_timer, at_ms == WATCH_NEVER ? -1 : ms < INT_MAX ? (int)ms : INT_MAX);
}

static void
on_due(int timer, void *self)
{
	const struct watch_host *host = self;

	virEventUpdateTimeout(timer, -1);
	host->listener->due(host->arg);
}

static int
run_close(struct host_task *task)
{
	virConnectClose(task->opened);
	task->opened = NULL;
	return 0;
}

/* In a thread: libvirtd may not answer. Nobody waits for it. */
static void
close_aside(virConnectPtr conn)
{
	struct host_task *task = task_new(run_close, NULL, NULL);

	if (task) {
		task->opened = conn;
		(void)task_start(task);
		task_drop(task);
	} else {
		virConnectClose(conn);
	}
}

static void
drop_connection(struct watch_host *host)
{
	events_ignore(host->ear);
	host->ear = NULL;
	if (host->conn)
		close_aside(host->conn);
	host->conn = NULL;
}

/* Tries again later; says so once. */
static void
is_unreachable(struct watch_host *host, const char *why)
{
	uint32_t ms = REOPEN_MIN_MS;

	for (unsigned int i = 0; i < host->unreachable && ms < REOPEN_MAX_MS; i++)
		ms *= 2;
	host->unreachable++;
	virEventUpdateTimeout(host->reopen_timer, (int)(ms < REOPEN_MAX_MS ? ms : REOPEN_MAX_MS));
	if (!host->is_blind) {
		host->is_blind = true;
		host->listener->blind(host->arg, why);
	}
}

void
host_lost(struct watch_host *host, const char *why)
{
	if (!host->conn)
		return;
	drop_connection(host);
	is_unreachable(host, why);
}

static void
on_listed(struct watch_host *host, struct host_task *task, void *conn)
{
	/* Of a connection that was given up meanwhile. */
	if (conn != host->conn)
		return;
	if (task->ret < 0) {
		host_lost(host, task->err.text);
		return;
	}
	host->is_blind = false;
	host->unreachable = 0;
	host->listener->listed(host->arg, task->out, task->found, task->number);
}

static void
list(void *self)
{
	struct watch_host *host = self;

	if (host->conn)
		(void)call_make(host, task_new(look_run_list, host->conn, NULL), on_listed, host->conn);
}

static void
on_opened(struct watch_host *host, struct host_task *task, void *arg)
{
	(void)arg;
	if (task->ret < 0) {
		is_unreachable(host, task->err.text);
		return;
	}
	host->conn = task->opened;
	host->ear = task->found;
	task->opened = NULL;
	task->found = NULL;
	events_hear(host->ear, host);
	list(host);
}

static void
on_reopen(int timer, void *self)
{
	struct watch_host *host = self;

	virEventUpdateTimeout(timer, -1);
	if (!call_make(host, task_new(events_run_open, NULL, host->uri), on_opened, NULL))
		is_unreachable(host, "no memory for a connection to libvirt");
}

static int
start(void *self, const struct watch_listener *listener, void *arg, struct err *err)
{
	struct watch_host *host = self;

	host->listener = listener;
	host->arg = arg;
	host->due_timer = virEventAddTimeout(-1, on_due, host, NULL);
	host->reopen_timer = virEventAddTimeout(0, on_reopen, host, NULL);
	if (host->due_timer < 0 || host->reopen_timer < 0 || event_on_wake(call_poll, host) < 0)
		return err_set(err, -ENOMEM, "guests cannot be watched: no timer for them");
	return 0;
}

static void
on_looked(struct watch_host *host, struct host_task *task, void *arg)
{
	(void)arg;
	host->listener->looked(host->arg, task->text, task->ret < 0 ? NULL : task->found, task->err.text);
}

static void
look(void *self, const char *uuid)
{
	struct watch_host *host = self;

	if (!call_make(host, call_about(host, look_run, uuid, uuid), on_looked, NULL))
		host->listener->looked(host->arg, uuid, NULL, "no memory to look at it");
}

static void
ask(void *self, const char *uuid)
{
	ask_begin(self, uuid);
}

static void
leave(void *self, const char *uuid)
{
	ask_leave(self, uuid);
}

const struct watch_ops watch_libvirt = {.now_ms = now_ms,
                                        .wall_ms = wall_ms,
                                        .set_due = set_due,
                                        .start = start,
                                        .list = list,
                                        .look = look,
                                        .ask = ask,
                                        .leave = leave};

void *
watch_libvirt_new(const char *uri, struct err *err)
{
	struct watch_host *host = calloc(1, sizeof(*host));

	if (host && uri)
		host->uri = strdup(uri);
	if (!host || (uri && !host->uri)) {
		free(host);
		err_set(err, -ENOMEM, "no memory to watch guests");
		return NULL;
	}
	host->due_timer = host->reopen_timer = -1;
	return host;
}

void
watch_libvirt_free(void *self)
{
	struct watch_host *host = self;

	if (!host)
		return;
	event_off_wake(call_poll, host);
	if (host->due_timer >= 0)
		virEventRemoveTimeout(host->due_timer);
	if (host->reopen_timer >= 0)
		virEventRemoveTimeout(host->reopen_timer);
	ask_leave_all(host);
	call_leave_all(host);
	drop_connection(host);
	free(host->uri);
	free(host);
}
