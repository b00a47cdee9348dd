/* SPDX-License-Identifier: BSD-3-Clause */
/* bus.c: see bus.h. */
#include "bus.h"

#include <bus_driver.h>
#include <rte_errno.h>
#include <stdio.h>
#include <string.h>

#include "bus_pci.h"
#include "log.h"

const struct bus_ops *const buses[] = {&bus_pci, NULL};

const struct bus_ops *
bus_of(const struct rte_device *device)
{
	for (const struct bus_ops *const *bus = buses; device && *bus; bus++)
		if (device->bus && strcmp(device->bus->name, (*bus)->name) == 0)
			return *bus;
	return NULL;
}

const _Atomic enum bus_sign *
bus_sign(const struct rte_device *device)
{
	const struct bus_ops *bus = bus_of(device);

	return bus ? bus->sign(device) : NULL;
}

int
bus_release(struct rte_device *device, struct err *err)
{
	char name[RTE_DEV_NAME_MAX_LEN];
	int rc;

	snprintf(name, sizeof(name), "%s", device->name);
	rc = rte_dev_remove(device);
	return rc ? err_set(err, rc, "DPDK does not let go of %s: %s", name, rte_strerror(-rc)) : 0;
}

/* Before EAL probes anything: plugins are loaded first, and their buses' constructors run before those of
 * PMDs. */
RTE_INIT(install_buses)
{
	struct err err;

	for (const struct bus_ops *const *bus = buses; *bus; bus++)
		if ((*bus)->install(&err))
			LOG(ERR, "removal of %s devices is not handled: %s", (*bus)->name, err.text);
}
