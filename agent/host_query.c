/* SPDX-License-Identifier: BSD-3-Clause */
/* host_query.c: what a host says, each question in a task. See host_libvirt.h and host_ops.h. */
#include <errno.h>
#include <libvirt/virterror.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "host_libvirt.h"
#include "hostxml.h"

static int
run_identify(struct host_task *task)
{
	task->out = virConnectGetHostname(task->conn);
	task->out2 = virConnectGetCapabilities(task->conn);
	return task->out && task->out2 ? 0 : task_fail(task, "the host does not say who it is");
}

int
query_identify(void *self, enum host_side side, struct host_identity *identity, struct err *err)
{
	struct host_task *task = hosts_task(self, side, run_identify, NULL);
	int ret = task_run(task, HOST_OPEN_MS, err);

	if (ret == 0) {
		(void)snprintf(identity->name, sizeof(identity->name), "%s", task->out);
		ret = hostxml_uuid(task->out2, identity->uuid, err);
	}
	task_drop(task);
	return ret;
}

static int
run_find(struct host_task *task)
{
	virDomainPtr domain = virDomainLookupByName(task->conn, task->text);
	char *end;
	long id = strtol(task->text, &end, 10);

	if (!domain)
		domain = virDomainLookupByUUIDString(task->conn, task->text);
	if (!domain && end != task->text && !*end && id >= 0 && id <= INT32_MAX)
		domain = virDomainLookupByID(task->conn, (int)id);
	if (!domain) {
		const virError *error = virGetLastError();

		/* What is no UUID is an invalid argument; anything else means that the host did not look. */
		if (error && error->code != VIR_ERR_NO_DOMAIN && error->code != VIR_ERR_INVALID_ARG)
			return task_fail(task, "the domain cannot be looked up");
		return err_set(&task->err, -ENOENT, "there is no domain %s", task->text);
	}
	virDomainGetUUID(domain, task->uuid);
	task->out = strdup(virDomainGetName(domain));
	virDomainFree(domain);
	return task->out ? 0 : err_set(&task->err, -ENOMEM, "no memory for a domain's name");
}

int
query_find(void *self, const char *name, struct host_domain *found, struct err *err)
{
	struct hosts *hosts = self;
	struct host_task *task = hosts_task(self, HOST_SOURCE, run_find, name);
	int ret = hosts_run(task, err);

	if (ret == 0) {
		const unsigned char *u = memcpy(hosts->uuid, task->uuid, sizeof(hosts->uuid));

		hosts->found = true;
		(void)snprintf(found->name, sizeof(found->name), "%s", task->out);
		(void)snprintf(found->uuid, sizeof(found->uuid),
		               "%02x%02x%02x%02x-%02x%02x-%02x%02x-%02x%02x-%02x%02x%02x%02x%02x%02x", u[0],
		               u[1], u[2], u[3], u[4], u[5], u[6], u[7], u[8], u[9], u[10], u[11], u[12],
		               u[13], u[14], u[15]);
	}
	task_drop(task);
	return ret;
}

enum host_state
query_state_of(int state)
{
	switch (state) {
	case VIR_DOMAIN_RUNNING:
	case VIR_DOMAIN_BLOCKED:
		return HOST_RUNNING;
	case VIR_DOMAIN_PAUSED:
	case VIR_DOMAIN_PMSUSPENDED:
	case VIR_DOMAIN_SHUTDOWN: /* on its way out: a migrated domain's last moments on the source */
		return HOST_PAUSED;
	default:
		return HOST_ABSENT;
	}
}

static int
run_state(struct host_task *task)
{
	virDomainPtr domain = task_domain(task);
	int state, reason, ret;

	task->state = HOST_ABSENT;
	if (!domain)
		return task->err.code == -ENOENT ? 0 : task->err.code;
	ret = virDomainGetState(domain, &state, &reason, 0);
	if (ret == 0)
		task->state = query_state_of(state);
	else
		ret = task_fail(task, "the domain's state");
	virDomainFree(domain);
	return ret == -ENOENT ? 0 : ret;
}

int
query_state(void *self, enum host_side side, enum host_state *state, struct err *err)
{
	struct host_task *task = hosts_task(self, side, run_state, NULL);
	int ret = hosts_run(task, err);

	if (ret == 0)
		*state = task->state;
	task_drop(task);
	return ret;
}

static int
run_xml(struct host_task *task)
{
	virDomainPtr domain = task_domain(task);

	if (!domain)
		return task->err.code;
	task->out = virDomainGetXMLDesc(domain, task->flags);
	if (!task->out)
		task_fail(task, "the domain's XML");
	virDomainFree(domain);
	return task->out ? 0 : task->err.code;
}

int
query_xml(void *self, enum host_side side, bool inactive, char **xml, struct err *err)
{
	struct host_task *task = hosts_task(self, side, run_xml, NULL);
	int ret;

	if (!task)
		return hosts_run(NULL, err);
	task->flags = inactive ? VIR_DOMAIN_XML_INACTIVE : 0;
	ret = hosts_run(task, err);
	if (ret == 0) {
		*xml = task->out;
		task->out = NULL;
	}
	task_drop(task);
	return ret;
}

static uint64_t
stat_of(virTypedParameterPtr params, int n, const char *name)
{
	unsigned long long value = 0;

	(void)virTypedParamsGetULLong(params, n, name, &value);
	return value;
}

static int
run_job(struct host_task *task)
{
	virDomainPtr domain = task_domain(task);
	virTypedParameterPtr p = NULL;
	int type = 0, n = 0, ret;

	if (!domain)
		return task->err.code;
	ret = virDomainGetJobStats(domain, &type, &p, &n, 0);
	if (ret == 0)
		task->job = (struct host_job){.active = type != VIR_DOMAIN_JOB_NONE,
		                              .elapsed_ms = stat_of(p, n, VIR_DOMAIN_JOB_TIME_ELAPSED),
		                              .total = stat_of(p, n, VIR_DOMAIN_JOB_MEMORY_TOTAL),
		                              .remaining = stat_of(p, n, VIR_DOMAIN_JOB_MEMORY_REMAINING),
		                              .processed = stat_of(p, n, VIR_DOMAIN_JOB_MEMORY_PROCESSED),
		                              .bytes_per_s = stat_of(p, n, VIR_DOMAIN_JOB_MEMORY_BPS),
		                              .iteration = stat_of(p, n, VIR_DOMAIN_JOB_MEMORY_ITERATION)};
	else
		ret = task_fail(task, "the domain's job");
	virTypedParamsFree(p, n);
	virDomainFree(domain);
	return ret;
}

int
query_job(void *self, enum host_side side, struct host_job *job, struct err *err)
{
	struct host_task *task = hosts_task(self, side, run_job, NULL);
	int ret = hosts_run(task, err);

	if (ret == 0)
		*job = task->job;
	task_drop(task);
	return ret;
}

static int
run_max_downtime(struct host_task *task)
{
	virDomainPtr domain = task_domain(task);
	unsigned long long ms = 0;
	int ret;

	if (!domain)
		return task->err.code;
	ret = virDomainMigrateGetMaxDowntime(domain, &ms, 0);
	if (ret < 0)
		ret = task_fail(task, "the domain's maximum downtime");
	task->number = ms;
	virDomainFree(domain);
	return ret;
}

int
query_max_downtime(void *self, enum host_side side, uint64_t *ms, struct err *err)
{
	struct host_task *task = hosts_task(self, side, run_max_downtime, NULL);
	int ret = hosts_run(task, err);

	if (ret == 0)
		*ms = task->number;
	task_drop(task);
	return ret;
}
