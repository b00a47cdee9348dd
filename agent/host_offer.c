/* SPDX-License-Identifier: BSD-3-Clause */
/* host_offer.c: whether a host could take a device, asked without touching anything. See host_libvirt.h. */
#include <errno.h>

#include "host_libvirt.h"

static int
run_translate(struct host_task *task)
{
	/* Only QEMU's driver translates, and what it says beyond yes and no is not used. */
	task->out = virConnectDomainXMLToNative(task->conn, "qemu-argv", task->text, 0);
	return task->out ? 0 : task_fail(task, "libvirt");
}

int
query_translate(void *self, enum host_side side, const char *domain_xml, struct err *err)
{
	struct host_task *task = hosts_task(self, side, run_translate, domain_xml);
	int ret = hosts_run(task, err);

	task_drop(task);
	return ret;
}

static int
run_network(struct host_task *task)
{
	virNetworkPtr network = virNetworkLookupByName(task->conn, task->text);
	int active;

	if (!network)
		return task_fail(task, "libvirt") == -ENOENT
		               ? err_set(&task->err, -ENOENT,
		                         "it has no network %s: virsh net-list --all shows what it has",
		                         task->text)
		               : task->err.code;
	active = virNetworkIsActive(network);
	task->out = virNetworkGetXMLDesc(network, 0);
	if (!task->out)
		task_fail(task, "libvirt");
	virNetworkFree(network);
	if (active == 0)
		return err_set(&task->err, -ENOENT,
		               "its network %s is not active: start it (virsh net-start)", task->text);
	return task->out ? 0 : task->err.code;
}

int
query_network(void *self, enum host_side side, const char *name, char **xml, struct err *err)
{
	struct host_task *task = hosts_task(self, side, run_network, name);
	int ret = hosts_run(task, err);

	if (ret == 0) {
		*xml = task->out;
		task->out = NULL;
	}
	task_drop(task);
	return ret;
}
