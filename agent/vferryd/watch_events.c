/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * watch_events.c: what libvirt reports of its own accord. See watch_libvirt.h.
 *
 * The connection is opened, listened to and closed in threads, as each of these asks libvirtd. So an ear may
 * outlive its host: libvirt frees it with the last callback.
 */
#include <errno.h>
#include <stdatomic.h>
#include <stdlib.h>

#include "watch_libvirt.h"

/* A host that does not answer at all is given up after 5 x 6 s. */
#define KEEPALIVE_S     5
#define KEEPALIVE_COUNT 5

struct ear {
	atomic_uint refs;        /* callbacks, and whoever made it */
	struct watch_host *host; /* NULL: nobody listens. Of the loop's thread, in which events come */
};

static void
unref(void *arg)
{
	struct ear *ear = arg;

	if (atomic_fetch_sub(&ear->refs, 1) == 1)
		free(ear);
}

static void
tell(const struct ear *ear, virDomainPtr domain, enum watch_event event)
{
	char uuid[VIR_UUID_STRING_BUFLEN];

	if (ear->host && virDomainGetUUIDString(domain, uuid) == 0)
		ear->host->listener->event(ear->host->arg, uuid, event);
}

static int
on_lifecycle(virConnectPtr conn, virDomainPtr domain, int event, int detail, void *arg)
{
	(void)conn;
	(void)detail;
	tell(arg, domain,
	     event == VIR_DOMAIN_EVENT_STARTED || event == VIR_DOMAIN_EVENT_RESUMED ? WATCH_RUNS
	                                                                            : WATCH_OTHER);
	return 0;
}

static void
on_device(virConnectPtr conn, virDomainPtr domain, const char *alias, void *arg)
{
	(void)conn;
	(void)alias;
	tell(arg, domain, WATCH_DEVICES);
}

static void
on_job(virConnectPtr conn, virDomainPtr domain, virTypedParameterPtr params, int nparams, void *arg)
{
	(void)conn;
	(void)params;
	(void)nparams;
	tell(arg, domain, WATCH_OTHER);
}

static void
on_metadata(virConnectPtr conn, virDomainPtr domain, int type, const char *uri, void *arg)
{
	(void)conn;
	(void)type;
	(void)uri;
	tell(arg, domain, WATCH_OTHER);
}

static void
on_close(virConnectPtr conn, int reason, void *arg)
{
	static const char *const reasons[] = {[VIR_CONNECT_CLOSE_REASON_ERROR] = "its connection has failed",
	                                      [VIR_CONNECT_CLOSE_REASON_EOF] = "it has closed the connection",
	                                      [VIR_CONNECT_CLOSE_REASON_KEEPALIVE] = "it does not answer",
	                                      [VIR_CONNECT_CLOSE_REASON_CLIENT] =
	                                              "the connection was closed"};
	const struct ear *ear = arg;

	(void)conn;
	if (ear->host)
		host_lost(ear->host, reason >= 0 && reason <= VIR_CONNECT_CLOSE_REASON_CLIENT
		                             ? reasons[reason]
		                             : reasons[0]);
}

static struct ear *
listen_to(virConnectPtr conn)
{
	const struct {
		int id;
		virConnectDomainEventGenericCallback fn;
	} events[] = {
	        {VIR_DOMAIN_EVENT_ID_LIFECYCLE, VIR_DOMAIN_EVENT_CALLBACK(on_lifecycle)},
	        {VIR_DOMAIN_EVENT_ID_DEVICE_ADDED, VIR_DOMAIN_EVENT_CALLBACK(on_device)},
	        {VIR_DOMAIN_EVENT_ID_DEVICE_REMOVED, VIR_DOMAIN_EVENT_CALLBACK(on_device)},
	        {VIR_DOMAIN_EVENT_ID_JOB_COMPLETED, VIR_DOMAIN_EVENT_CALLBACK(on_job)},
	        {VIR_DOMAIN_EVENT_ID_METADATA_CHANGE, VIR_DOMAIN_EVENT_CALLBACK(on_metadata)},
	};
	struct ear *ear = calloc(1, sizeof(*ear));

	if (!ear)
		return NULL;
	atomic_init(&ear->refs, 1);
	/* What a hypervisor does not report is seen by the next look. The maker's own reference is kept to
	 * the end, which clang's analyzer does not count. */
	for (unsigned int i = 0; i < sizeof(events) / sizeof(events[0]); i++) {
		atomic_fetch_add(&ear->refs, 1);
		/* NOLINTNEXTLINE(clang-analyzer-unix.Malloc) */
		if (virConnectDomainEventRegisterAny(conn, NULL, events[i].id, events[i].fn, ear, unref) < 0)
			unref(ear);
	}
	atomic_fetch_add(&ear->refs, 1);
	/* NOLINTNEXTLINE(clang-analyzer-unix.Malloc) */
	if (virConnectRegisterCloseCallback(conn, on_close, ear, unref) < 0)
		unref(ear);
	(void)virConnectSetKeepAlive(conn, KEEPALIVE_S, KEEPALIVE_COUNT);
	return ear;
}

int
events_run_open(struct host_task *task)
{
	task->opened = virConnectOpenAuth(task->text, virConnectAuthPtrDefault, 0);
	if (!task->opened)
		return task_fail(task, "libvirt");
	task->found = listen_to(task->opened);
	task->drop_found = unref;
	return task->found ? 0 : err_set(&task->err, -ENOMEM, "no memory for libvirt's events");
}

void
events_hear(struct ear *ear, struct watch_host *host)
{
	ear->host = host;
}

void
events_ignore(struct ear *ear)
{
	if (!ear)
		return;
	ear->host = NULL;
	unref(ear);
}
