/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * host_link.c: the guest link as a libvirt stream on the domain's channel, non-blocking. See host_libvirt.h.
 * The stream's end is told once; the stream itself is given back when it is closed or opened anew.
 */
#include <errno.h>
#include <libvirt/virterror.h>
#include <string.h>

#include "event.h"
#include "host_libvirt.h"
#include "wire.h"

/* What one wake reads at most, so that a guest that never stops talking starves nobody. */
#define READS_MAX 16

static void
tell(struct hosts *hosts, enum host_event_kind kind, const char *bytes, size_t size)
{
	hosts_tell(hosts, &(struct host_event){.kind = kind,
	                                       .side = hosts->stream_side,
	                                       .at_us = event_now_us(),
	                                       .bytes = bytes,
	                                       .size = size});
}

static void
on_stream(virStreamPtr stream, int events, void *arg)
{
	struct hosts *hosts = arg;
	char buf[4096];
	int n = -2;

	for (int i = 0; (events & VIR_STREAM_EVENT_READABLE) && i < READS_MAX; i++) {
		n = virStreamRecv(stream, buf, sizeof(buf));
		if (n <= 0)
			break;
		tell(hosts, HOST_BYTES, buf, (size_t)n);
	}
	if (n != 0 && n != -1 && !(events & (VIR_STREAM_EVENT_ERROR | VIR_STREAM_EVENT_HANGUP)))
		return;
	virStreamEventRemoveCallback(stream);
	tell(hosts, HOST_HANGUP, NULL, 0);
}

int
stream_run_close(struct host_task *task)
{
	(void)virStreamAbort(task->stream);
	virStreamFree(task->stream);
	task->stream = NULL;
	return 0;
}

void
stream_close(void *self)
{
	struct hosts *hosts = self;
	struct host_task *task;

	if (!hosts->stream)
		return;
	(void)virStreamEventRemoveCallback(hosts->stream);
	task = hosts_task(hosts, hosts->stream_side, stream_run_close, NULL);
	if (task)
		task->stream = hosts->stream;
	else
		virStreamFree(hosts->stream);
	hosts->stream = NULL;
	if (task)
		(void)hosts_run(task, NULL);
	task_drop(task);
}

int
stream_run_open(struct host_task *task)
{
	virDomainPtr domain = task_domain(task);
	int ret = 0;

	if (!domain)
		return task->err.code;
	if (virDomainOpenChannel(domain, WIRE_CHANNEL, task->stream, 0) < 0) {
		const virError *error = virGetLastError();

		ret = task_fail(task, "the guest link cannot be opened");
		if (error && error->code == VIR_ERR_OPERATION_FAILED)
			ret = err_set(
			        &task->err, -EBUSY,
			        "something else holds the guest link, as another crossing does: wait for it");
	}
	virDomainFree(domain);
	return ret;
}

int
stream_open(void *self, enum host_side side, struct err *err)
{
	struct hosts *hosts = self;
	struct host_task *task;
	int ret;

	stream_close(hosts);
	task = hosts_task(hosts, side, stream_run_open, NULL);
	if (!task)
		return err_set(err, -ENOMEM, "no memory for the guest link");
	task->stream = virStreamNew(task->conn, VIR_STREAM_NONBLOCK);
	ret = task->stream ? hosts_run(task, err) : err_set(err, -ENOMEM, "no memory for the guest link");
	if (ret == 0 && virStreamEventAddCallback(task->stream,
	                                          VIR_STREAM_EVENT_READABLE | VIR_STREAM_EVENT_ERROR |
	                                                  VIR_STREAM_EVENT_HANGUP,
	                                          on_stream, hosts, NULL) < 0)
		ret = err_set(err, -EIO, "the guest link cannot be listened to");
	if (ret == 0) {
		hosts->stream = task->stream;
		hosts->stream_side = side;
		task->stream = NULL;
	}
	task_drop(task);
	return ret;
}

int
stream_send(void *self, const char *bytes, size_t size, struct err *err)
{
	struct hosts *hosts = self;
	size_t sent = 0;

	while (hosts->stream && sent < size) {
		int n = virStreamSend(hosts->stream, bytes + sent, size - sent);

		if (n < 0)
			return err_set(err, n == -2 ? -EAGAIN : -EPIPE, "the guest link cannot be written");
		sent += (size_t)n;
	}
	return sent == size ? 0 : err_set(err, -EPIPE, "the guest link is closed");
}
