/* SPDX-License-Identifier: BSD-3-Clause */
/* host_inventory.c: what VFs a host has and who has them: all that libvirt's node devices, networks and
 * running domains say, in one task. What it means is read in inventory.c. See host_libvirt.h. */
#include <errno.h>
#include <stdlib.h>

#include "host_libvirt.h"
#include "hostxml.h"

/* Devices come and go while they are asked: one that does not answer is left out. */
static int
add_devices(struct host_task *task, unsigned int flags)
{
	virNodeDevicePtr *devices = NULL;
	int n = virConnectListAllNodeDevices(task->conn, &devices, flags);

	if (n < 0)
		return task_fail(task, "its devices cannot be listed");
	for (int i = 0; i < n; i++) {
		char *xml = virNodeDeviceGetXMLDesc(devices[i], 0);

		if (xml)
			inventory_add_device(task->inventory, xml);
		free(xml);
		virNodeDeviceFree(devices[i]);
	}
	free(devices);
	return 0;
}

/* Few of libvirt's interface drivers tell addresses, and a host may have none of them: it is no loss of the
 * rest. */
static void
add_interfaces(struct host_task *task)
{
	virInterfacePtr *interfaces = NULL;
	int n = virConnectListAllInterfaces(task->conn, &interfaces, VIR_CONNECT_LIST_INTERFACES_ACTIVE);

	for (int i = 0; i < n; i++) {
		char *xml = virInterfaceGetXMLDesc(interfaces[i], 0);

		if (xml)
			inventory_add_interface(task->inventory, xml);
		free(xml);
		virInterfaceFree(interfaces[i]);
	}
	free(interfaces);
}

/* A host may have no networks at all: it is no loss of the rest. */
static void
add_pools(struct host_task *task)
{
	virNetworkPtr *networks = NULL;
	int n = virConnectListAllNetworks(task->conn, &networks, VIR_CONNECT_LIST_NETWORKS_ACTIVE);

	for (int i = 0; i < n; i++) {
		char *xml = virNetworkGetXMLDesc(networks[i], 0);

		if (xml)
			hostxml_add_pool(xml, task->inventory);
		free(xml);
		virNetworkFree(networks[i]);
	}
	free(networks);
}

/* A guest that is just coming in has no VF, and a question about its XML would wait until it is there. */
static bool
is_coming(virDomainPtr domain)
{
	int state, reason;

	return virDomainGetState(domain, &state, &reason, 0) < 0 ||
	       (state == VIR_DOMAIN_PAUSED &&
	        (reason == VIR_DOMAIN_PAUSED_MIGRATION || reason == VIR_DOMAIN_PAUSED_STARTING_UP));
}

static int
add_domains(struct host_task *task)
{
	virDomainPtr *domains = NULL;
	int n = virConnectListAllDomains(task->conn, &domains, VIR_CONNECT_LIST_DOMAINS_ACTIVE);

	if (n < 0)
		return task_fail(task, "its domains cannot be listed");
	for (int i = 0; i < n; i++) {
		char *xml = is_coming(domains[i]) ? NULL : virDomainGetXMLDesc(domains[i], 0);

		if (xml)
			inventory_add_domain(task->inventory, virDomainGetName(domains[i]), xml);
		free(xml);
		virDomainFree(domains[i]);
	}
	free(domains);
	return 0;
}

static int
run_inventory(struct host_task *task)
{
	int ret;

	task->inventory = calloc(1, sizeof(*task->inventory));
	if (!task->inventory)
		return err_set(&task->err, -ENOMEM, "no memory for a host's VFs");
	ret = add_devices(task, VIR_CONNECT_LIST_NODE_DEVICES_CAP_PCI_DEV);
	if (ret == 0)
		ret = add_devices(task, VIR_CONNECT_LIST_NODE_DEVICES_CAP_NET);
	if (ret == 0) {
		add_interfaces(task);
		add_pools(task);
		ret = add_domains(task);
	}
	if (ret == 0)
		inventory_sort(task->inventory);
	return ret;
}

int
query_inventory(void *self, enum host_side side, struct inventory **inventory, struct err *err)
{
	struct host_task *task = hosts_task(self, side, run_inventory, NULL);
	int ret = task_run(task, HOST_INVENTORY_MS, err);

	if (ret == 0) {
		*inventory = task->inventory;
		task->inventory = NULL;
	}
	task_drop(task);
	return ret;
}
