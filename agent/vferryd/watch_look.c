/* SPDX-License-Identifier: BSD-3-Clause */
/* watch_look.c: which domains a host has, and what one is like: the calls, made in a thread. See
 * watch_libvirt.h. */
#include <errno.h>
#include <libvirt/virterror.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "host_libvirt.h"
#include "watch_facts.h"
#include "watch_libvirt.h"

int
look_run_list(struct host_task *task)
{
	virDomainPtr *domains = NULL;
	char(*uuids)[WATCH_UUID_SIZE];
	int n;

	task->out = virConnectGetHostname(task->conn);
	n = virConnectListAllDomains(task->conn, &domains, VIR_CONNECT_LIST_DOMAINS_ACTIVE);
	if (!task->out || n < 0)
		task_fail(task, "the host does not say which domains it has");
	uuids = n >= 0 ? calloc((size_t)n + 1, sizeof(*uuids)) : NULL;
	for (int i = 0; i < n; i++) {
		if (uuids)
			(void)virDomainGetUUIDString(domains[i], uuids[i]);
		virDomainFree(domains[i]);
	}
	free(domains);
	task->found = uuids;
	task->number = n > 0 ? (uint64_t)n : 0;
	if (!task->out || n < 0)
		return task->err.code;
	return uuids ? 0 : err_set(&task->err, -ENOMEM, "no memory for the list of domains");
}

static int
see_state(struct host_task *task, virDomainPtr domain, struct watch_facts *facts)
{
	int state, reason;

	if (virDomainGetState(domain, &state, &reason, 0) < 0)
		return task_fail(task, "the domain's state");
	facts->state = query_state_of(state);
	(void)snprintf(facts->name, sizeof(facts->name), "%s", virDomainGetName(domain));
	return 0;
}

static int
see_job(struct host_task *task, virDomainPtr domain, struct watch_facts *facts)
{
	virDomainJobInfo job;
	const virError *error;

	if (virDomainGetJobInfo(domain, &job) == 0) {
		facts->job = job.type != VIR_DOMAIN_JOB_NONE;
		return 0;
	}
	/* A hypervisor without jobs runs none; nor does a domain that has just stopped. */
	error = virGetLastError();
	if (error && (error->code == VIR_ERR_NO_SUPPORT || error->code == VIR_ERR_OPERATION_INVALID))
		return 0;
	return task_fail(task, "the domain's job");
}

static int
see_xml(struct host_task *task, virDomainPtr domain, struct watch_facts *facts)
{
	char *xml = virDomainGetXMLDesc(domain, 0);
	int ret;

	if (!xml)
		return task_fail(task, "the domain's XML");
	ret = watch_facts_read(xml, strlen(xml), facts, &task->err);
	free(xml);
	return ret;
}

int
look_run(struct host_task *task)
{
	struct watch_facts *facts = calloc(1, sizeof(*facts));
	virDomainPtr domain;
	int ret;

	task->found = facts;
	if (!facts)
		return err_set(&task->err, -ENOMEM, "no memory for a domain");
	domain = task_domain(task);
	if (!domain)
		return task->err.code == -ENOENT ? 0 : task->err.code;
	ret = see_state(task, domain, facts);
	if (ret == 0 && facts->state != HOST_ABSENT)
		ret = see_job(task, domain, facts);
	if (ret == 0 && facts->state != HOST_ABSENT)
		ret = see_xml(task, domain, facts);
	virDomainFree(domain);
	if (ret == -ENOENT)
		*facts = (struct watch_facts){.state = HOST_ABSENT};
	return ret == -ENOENT ? 0 : ret;
}
