/* SPDX-License-Identifier: BSD-3-Clause */
/* host_conn.c: connections to the hosts and what libvirt reports of its own accord. See host_libvirt.h. */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "event.h"
#include "host_libvirt.h"

/* A host that does not answer at all is given up after 5 x 6 s, also in the middle of a call; as virsh does.
 */
#define KEEPALIVE_S     5
#define KEEPALIVE_COUNT 5

static bool
is_ours(const struct connection *side, virDomainPtr domain)
{
	unsigned char uuid[VIR_UUID_BUFLEN];

	return side->hosts->found && virDomainGetUUID(domain, uuid) == 0 &&
	       memcmp(uuid, side->hosts->uuid, sizeof(uuid)) == 0;
}

static void
tell(struct connection *side, struct host_event *event)
{
	event->side = side->side;
	event->at_us = event_now_us();
	hosts_tell(side->hosts, event);
}

static int
on_lifecycle(virConnectPtr conn, virDomainPtr domain, int event, int detail, void *arg)
{
	struct host_event is = {.kind = HOST_LIFECYCLE, .lifecycle = HOST_OTHER_LIFECYCLE};

	(void)conn;
	if (!is_ours(arg, domain))
		return 0;
	if (event == VIR_DOMAIN_EVENT_SUSPENDED && detail == VIR_DOMAIN_EVENT_SUSPENDED_MIGRATED)
		is.lifecycle = HOST_SUSPENDED;
	else if (event == VIR_DOMAIN_EVENT_RESUMED && detail == VIR_DOMAIN_EVENT_RESUMED_MIGRATED)
		is.lifecycle = HOST_RESUMED;
	tell(arg, &is);
	return 0;
}

static void
tell_device(void *arg, virDomainPtr domain, const char *alias, bool removal_failed)
{
	struct host_event is = {.kind = HOST_DEVICE, .removal_failed = removal_failed};

	if (!is_ours(arg, domain))
		return;
	(void)snprintf(is.alias, sizeof(is.alias), "%s", alias ? alias : "");
	tell(arg, &is);
}

static void
on_device(virConnectPtr conn, virDomainPtr domain, const char *alias, void *arg)
{
	(void)conn;
	tell_device(arg, domain, alias, false);
}

static void
on_removal_failed(virConnectPtr conn, virDomainPtr domain, const char *alias, void *arg)
{
	(void)conn;
	tell_device(arg, domain, alias, true);
}

static void
on_job(virConnectPtr conn, virDomainPtr domain, virTypedParameterPtr params, int nparams, void *arg)
{
	struct host_event is = {.kind = HOST_JOB};
	unsigned long long number;

	(void)conn;
	if (!is_ours(arg, domain))
		return;
	if (virTypedParamsGetULLong(params, nparams, VIR_DOMAIN_JOB_DOWNTIME, &number) > 0)
		is.downtime_ms = number;
	if (virTypedParamsGetULLong(params, nparams, VIR_DOMAIN_JOB_MEMORY_PROCESSED, &number) > 0)
		is.processed = number;
	tell(arg, &is);
}

static void
on_close(virConnectPtr conn, int reason, void *arg)
{
	(void)conn;
	(void)reason;
	tell(arg, &(struct host_event){.kind = HOST_CLOSED});
}

static void
listen_to(struct connection *side)
{
	const struct {
		int id;
		virConnectDomainEventGenericCallback fn;
	} events[HOST_EVENTS] = {
	        {VIR_DOMAIN_EVENT_ID_LIFECYCLE, VIR_DOMAIN_EVENT_CALLBACK(on_lifecycle)},
	        {VIR_DOMAIN_EVENT_ID_DEVICE_ADDED, VIR_DOMAIN_EVENT_CALLBACK(on_device)},
	        {VIR_DOMAIN_EVENT_ID_DEVICE_REMOVED, VIR_DOMAIN_EVENT_CALLBACK(on_device)},
	        {VIR_DOMAIN_EVENT_ID_DEVICE_REMOVAL_FAILED, VIR_DOMAIN_EVENT_CALLBACK(on_removal_failed)},
	        {VIR_DOMAIN_EVENT_ID_JOB_COMPLETED, VIR_DOMAIN_EVENT_CALLBACK(on_job)},
	};

	/* A host that does not know one of them is looked at once a second all the same. */
	for (unsigned int i = 0; i < HOST_EVENTS; i++)
		side->events[i] = virConnectDomainEventRegisterAny(side->conn, NULL, events[i].id,
		                                                   events[i].fn, side, NULL);
	(void)virConnectRegisterCloseCallback(side->conn, on_close, side, NULL);
	(void)virConnectSetKeepAlive(side->conn, KEEPALIVE_S, KEEPALIVE_COUNT);
}

void
conn_close(struct connection *side)
{
	if (!side->conn)
		return;
	for (unsigned int i = 0; i < HOST_EVENTS; i++)
		if (side->events[i] >= 0)
			(void)virConnectDomainEventDeregisterAny(side->conn, side->events[i]);
	(void)virConnectUnregisterCloseCallback(side->conn, on_close);
	virConnectClose(side->conn);
	side->conn = NULL;
}

static int
run_open(struct host_task *task)
{
	task->opened = virConnectOpenAuth(task->text, virConnectAuthPtrDefault, 0);
	return task->opened ? 0 : task_fail(task, "libvirt");
}

int
conn_open(void *self, enum host_side which, const char *uri, struct err *err)
{
	struct hosts *hosts = self;
	struct connection *side = &hosts->side[which];
	struct host_task *task = task_new(run_open, NULL, uri);
	int ret = task_run(task, HOST_OPEN_MS, err);

	if (ret == 0) {
		if (hosts->stream && hosts->stream_side == which)
			stream_close(hosts);
		conn_close(side);
		side->conn = task->opened;
		task->opened = NULL;
		listen_to(side);
	}
	task_drop(task);
	return ret;
}
