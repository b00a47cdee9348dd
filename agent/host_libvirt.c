/* SPDX-License-Identifier: BSD-3-Clause */
/* host_libvirt.c: the hosts through libvirt: the table of host_ops.h and what its files share. See
 * host_libvirt.h. */
#include "host_libvirt.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "event.h"

void
hosts_tell(struct hosts *hosts, const struct host_event *event)
{
	hosts->woken = true;
	if (hosts->fn)
		hosts->fn(hosts->arg, event);
}

struct host_task *
hosts_task(struct hosts *hosts, enum host_side side, int (*run)(struct host_task *), const char *text)
{
	struct host_task *task;

	if (!hosts->side[side].conn)
		return NULL;
	task = task_new(run, hosts->side[side].conn, text);
	if (task)
		memcpy(task->uuid, hosts->uuid, sizeof(task->uuid));
	return task;
}

int
hosts_run(struct host_task *task, struct err *err)
{
	return task_run(task, HOST_CALL_MS, err);
}

static uint64_t
now_us(void *self)
{
	(void)self;
	return event_now_us();
}

static bool
is_woken(void *arg)
{
	return ((struct hosts *)arg)->woken;
}

static void
wait_for_event(void *self, uint64_t until_us)
{
	struct hosts *hosts = self;

	(void)event_run(until_us, is_woken, hosts);
	hosts->woken = false;
}

static void
listen_with(void *self, host_event_fn *fn, void *arg)
{
	struct hosts *hosts = self;

	hosts->fn = fn;
	hosts->arg = arg;
}

static void
stop_when(void *self, bool (*asked)(void))
{
	(void)self;
	task_stop_when(asked);
}

static int
result(void *self, struct host_task *task, struct err *err)
{
	int ret;

	(void)self;
	if (!task_is_done(task))
		return -EINPROGRESS;
	ret = task->ret;
	if (ret < 0 && err)
		*err = task->err;
	task_drop(task);
	return ret;
}

static void
leave(void *self, struct host_task *task)
{
	(void)self;
	task_drop(task);
}

const struct host_ops host_libvirt = {
        .now_us = now_us,
        .wait = wait_for_event,
        .listen = listen_with,
        .stop_when = stop_when,
        .open = conn_open,
        .identify = query_identify,
        .find = query_find,
        .state = query_state,
        .xml = query_xml,
        .job = query_job,
        .translate = query_translate,
        .network = query_network,
        .inventory = query_inventory,
        .away = action_away,
        .get_max_downtime = query_max_downtime,
        .set_max_downtime = action_max_downtime,
        .abort = action_abort,
        .suspend = action_suspend,
        .resume = action_resume,
        .detach = action_detach,
        .attach = action_attach,
        .migrate = action_migrate,
        .result = result,
        .leave = leave,
        .link_open = stream_open,
        .link_send = stream_send,
        .link_close = stream_close,
};

void *
hosts_libvirt_new(struct err *err)
{
	struct hosts *hosts;

	if (event_init(err) < 0)
		return NULL;
	hosts = calloc(1, sizeof(*hosts));
	if (!hosts) {
		err_set(err, -ENOMEM, "no memory for a connection to libvirt");
		return NULL;
	}
	for (enum host_side side = HOST_SOURCE; side < HOST_SIDES; side++) {
		hosts->side[side].hosts = hosts;
		hosts->side[side].side = side;
	}
	return hosts;
}

void
hosts_libvirt_free(void *self)
{
	struct hosts *hosts = self;

	if (!hosts)
		return;
	hosts->fn = NULL;
	stream_close(hosts);
	for (enum host_side side = HOST_SOURCE; side < HOST_SIDES; side++)
		conn_close(&hosts->side[side]);
	free(hosts);
}
