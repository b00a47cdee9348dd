/* SPDX-License-Identifier: BSD-3-Clause */
/* host_action.c: what a host is told, each order in a task. See host_libvirt.h and host_ops.h. */
#include <errno.h>
#include <string.h>

#include <libvirt/virterror.h>

#include "awayxml.h"
#include "host_libvirt.h"

/* Calls fn on the task's domain; what says what was tried. */
static int
on_domain(struct host_task *task, int (*fn)(struct host_task *task, virDomainPtr domain), const char *what)
{
	virDomainPtr domain = task_domain(task);
	int ret;

	if (!domain)
		return task->err.code;
	ret = fn(task, domain) < 0 ? task_fail(task, what) : 0;
	virDomainFree(domain);
	return ret;
}

/* Starts task and keeps it: its result is asked for later. */
static struct host_task *
started(struct host_task *task)
{
	if (task)
		(void)task_start(task);
	return task;
}

static int
order(struct host_task *task, struct err *err)
{
	int ret = hosts_run(task, err);

	task_drop(task);
	return ret;
}

static int
set_max_downtime(struct host_task *task, virDomainPtr domain)
{
	return virDomainMigrateSetMaxDowntime(domain, task->number, 0);
}

static int
run_max_downtime(struct host_task *task)
{
	return on_domain(task, set_max_downtime, "cannot set the maximum downtime");
}

int
action_max_downtime(void *self, enum host_side side, uint64_t ms, struct err *err)
{
	struct host_task *task = hosts_task(self, side, run_max_downtime, NULL);

	if (task)
		task->number = ms;
	return order(task, err);
}

static int
set_away(struct host_task *task, virDomainPtr domain)
{
	return virDomainSetMetadata(domain, VIR_DOMAIN_METADATA_ELEMENT, task->text, AWAYXML_PREFIX,
	                            AWAYXML_URI, VIR_DOMAIN_AFFECT_LIVE);
}

static int
run_away(struct host_task *task)
{
	return on_domain(task, set_away, "cannot set the domain's metadata");
}

int
action_away(void *self, enum host_side side, const char *xml, struct err *err)
{
	return order(hosts_task(self, side, run_away, xml), err);
}

static int
abort_job(struct host_task *task, virDomainPtr domain)
{
	(void)task;
	return virDomainAbortJob(domain);
}

static int
run_abort(struct host_task *task)
{
	return on_domain(task, abort_job, "cannot abort the copy");
}

int
action_abort(void *self, struct err *err)
{
	return order(hosts_task(self, HOST_SOURCE, run_abort, NULL), err);
}

static int
suspend(struct host_task *task, virDomainPtr domain)
{
	(void)task;
	return virDomainSuspend(domain);
}

static int
run_suspend(struct host_task *task)
{
	return on_domain(task, suspend, "cannot suspend the guest");
}

int
action_suspend(void *self, enum host_side side, struct err *err)
{
	return order(hosts_task(self, side, run_suspend, NULL), err);
}

static int
resume(struct host_task *task, virDomainPtr domain)
{
	(void)task;
	return virDomainResume(domain);
}

static int
run_resume(struct host_task *task)
{
	return on_domain(task, resume, "cannot resume the guest");
}

int
action_resume(void *self, enum host_side side, struct err *err)
{
	return order(hosts_task(self, side, run_resume, NULL), err);
}

/* QEMU refuses to be asked twice while the guest thinks about it, and what is gone is gone: both are what we
 * want. */
static int
detach(struct host_task *task, virDomainPtr domain)
{
	const virError *error;
	int ret = virDomainDetachDeviceAlias(domain, task->text, VIR_DOMAIN_AFFECT_LIVE);

	if (ret == 0)
		return 0;
	error = virGetLastError();
	if (error && (error->code == VIR_ERR_DEVICE_MISSING ||
	              (error->message && strstr(error->message, "in the process of unplug"))))
		return 0;
	return ret;
}

static int
run_detach(struct host_task *task)
{
	return on_domain(task, detach, "cannot unplug the VF");
}

struct host_task *
action_detach(void *self, enum host_side side, const char *alias)
{
	return started(hosts_task(self, side, run_detach, alias));
}

static int
attach(struct host_task *task, virDomainPtr domain)
{
	return virDomainAttachDeviceFlags(domain, task->text, VIR_DOMAIN_AFFECT_LIVE);
}

static int
run_attach(struct host_task *task)
{
	return on_domain(task, attach, "cannot plug in the VF");
}

struct host_task *
action_attach(void *self, enum host_side side, const char *device_xml)
{
	return started(hosts_task(self, side, run_attach, device_xml));
}

/* text: the destination's URI for p2p; text2: where the memory goes; number: MiB/s. */
static int
migrate(struct host_task *task, virDomainPtr domain)
{
	virTypedParameterPtr params = NULL;
	virDomainPtr there;
	int n = 0, max = 0, ret = 0;

	if (task->text2)
		ret |= virTypedParamsAddString(&params, &n, &max, VIR_MIGRATE_PARAM_URI, task->text2);
	if (task->number)
		ret |= virTypedParamsAddULLong(&params, &n, &max, VIR_MIGRATE_PARAM_BANDWIDTH, task->number);
	if (ret < 0) {
		virTypedParamsFree(params, n);
		return -1;
	}
	if (task->flags & VIR_MIGRATE_PEER2PEER) {
		ret = virDomainMigrateToURI3(domain, task->text, params, (unsigned int)n, task->flags);
	} else {
		there = virDomainMigrate3(domain, task->peer, params, (unsigned int)n, task->flags);
		ret = there ? 0 : -1;
		if (there)
			virDomainFree(there);
	}
	virTypedParamsFree(params, n);
	return ret;
}

static int
run_migrate(struct host_task *task)
{
	return on_domain(task, migrate, "the migration failed");
}

struct host_task *
action_migrate(void *self, const struct host_migration *how)
{
	struct hosts *hosts = self;
	struct host_task *task = hosts_task(self, HOST_SOURCE, run_migrate, how->destination_uri);
	virConnectPtr peer = hosts->side[HOST_DESTINATION].conn;

	if (!task)
		return NULL;
	virConnectRef(peer);
	task->peer = peer;
	task->text2 = how->migrate_uri ? strdup(how->migrate_uri) : NULL;
	task->number = how->bandwidth_mib;
	task->flags = (how->live ? VIR_MIGRATE_LIVE : 0u) | (how->p2p ? VIR_MIGRATE_PEER2PEER : 0u) |
	              (how->persistent ? VIR_MIGRATE_PERSIST_DEST : 0u) |
	              (how->undefine_source ? VIR_MIGRATE_UNDEFINE_SOURCE : 0u);
	return started(task);
}
