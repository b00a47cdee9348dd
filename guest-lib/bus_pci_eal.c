/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * bus_pci_eal.c: where EAL calls bus_pci.c: in struct rte_bus, and by what it imports (plt.h). So an
 * application gets all of it that only loads the library and calls rte_dev_hotplug_handle_enable(), or not
 * even that.
 */
#include <bus_driver.h>
#include <rte_dev.h>
#include <rte_errno.h>

#include "bus_pci.h"
#include "control.h"
#include "guard.h"
#include "hurry.h"
#include "log.h"
#include "plt.h"
#include "watch.h"

static struct rte_bus eal_ops; /* the bus as it was before us */

static int
map_device(struct rte_pci_device *pci)
{
	uint64_t since = uevent_seqnum();
	int rc = rte_pci_map_device(pci);
	struct err err = {0};
	struct held *held;

	if (rc)
		return rc;
	if (watch_start(&err) || guard_check(&err) < 0)
		LOG(ERR, "%s is not protected against its removal: %s", pci->device.name, err.text);
	if (hurry_install(&err))
		LOG(ERR, "%s will be closed slowly after its removal: %s", pci->device.name, err.text);
	held_lock();
	held = held_add(pci, since, &err);
	if (held)
		hurry_if_dead(&held->sign);
	else
		LOG(ERR, "%s is not protected against its removal: %s", pci->device.name, err.text);
	/* It may have gone while it was mapped. */
	if (held && !held_is_in_place(held))
		bus_pci_taken(held, UIO_REMOVE, BUS_UEVENT);
	if (held && !held_is_vfio(held) && pci->intr_handle)
		watch_hang_up(rte_intr_fd_get(pci->intr_handle));
	held_unlock();
	/* It went before anybody could see: what is mapped may soon be another device. */
	if (!held && err.code == -ENODEV) {
		rte_pci_unmap_device(pci);
		return -1;
	}
	return 0;
}

static void
drop(const struct rte_device *device)
{
	struct held *held;

	held_lock();
	held = held_find(device);
	if (held) {
		hurry_if_dead(NULL);
		held_drop(held);
	}
	held_unlock();
}

static void
unmap_device(struct rte_pci_device *pci)
{
	if (pci->intr_handle)
		watch_forget(rte_intr_fd_get(pci->intr_handle));
	drop(&pci->device);
	rte_pci_unmap_device(pci);
}

/* EAL's event for the application: once for a removal, and not for a member of a pair, which it does not
 * know; one that the pair has let go already cannot be told from others. */
static void
tell_application(const char *name, enum rte_dev_event_type type)
{
	bool tell = true;
	struct held *held;

	held_lock();
	held = name && type == RTE_DEV_EVENT_REMOVE ? held_named(name) : NULL;
	if (held) {
		tell = !held->told && !held_is_ours(held);
		held->told = true;
	}
	held_unlock();
	if (tell)
		rte_dev_event_callback_process(name, type);
}

/*
 * EAL calls it for a vfio request, and for the kernel's last message about a function that is gone: unless
 * that is about the one before it in the slot.
 */
static int
eal_hot_unplug(struct rte_device *device)
{
	struct held *held;
	bool vfio;

	held_lock();
	held = held_find(device);
	vfio = held && held_is_vfio(held);
	if (held && !vfio && !held_is_in_place(held))
		bus_pci_taken(held, UIO_UNPLUG, BUS_UEVENT);
	held_unlock();
	if (!vfio)
		return 0;
	bus_pci.hot_unplug(device, BUS_NOTICE);
	tell_application(device->name, RTE_DEV_EVENT_REMOVE);
	return 0;
}

/* EAL's and the PMDs' calls of what stands above. Plugins that are loaded after this library are reached by
 * doing it again. */
static int
lead_calls(struct err *err)
{
	static const struct {
		const char *symbol;
		void *own;
	} calls[] = {
	        {"rte_pci_map_device", (void *)map_device},
	        {"rte_pci_unmap_device", (void *)unmap_device},
	        {"rte_dev_event_callback_process", (void *)tell_application},
	};
	int changed = 0;

	for (unsigned int i = 0; changed >= 0 && i < RTE_DIM(calls); i++)
		changed = plt_hook(calls[i].symbol, calls[i].own, err);
	return changed < 0 ? changed : 0;
}

static int
eal_probe(void)
{
	int rc;

	lead_calls(NULL);
	rc = eal_ops.probe();
	hurry_if_dead(NULL);
	bus_pci_bury();
	return rc;
}

static int
eal_plug(struct rte_device *device)
{
	int rc;

	lead_calls(NULL);
	rc = eal_ops.plug(device);
	hurry_if_dead(NULL);
	bus_pci_bury();
	return rc;
}

static int
eal_unplug(struct rte_device *device)
{
	int rc;

	hurry_if_dead(bus_sign(device));
	rc = eal_ops.unplug(device);
	hurry_if_dead(NULL);
	/* In a secondary process EAL may free a device that was never unmapped. */
	if (rc == 0)
		drop(device);
	return rc;
}

/* EAL frees its devices without unmapping them. */
static int
eal_cleanup(void)
{
	struct held *held;

	held_lock();
	while ((held = held_next(NULL)))
		held_forget(held);
	held_unlock();
	return eal_ops.cleanup();
}

int
bus_pci_install(struct err *err)
{
	struct rte_bus *bus = rte_bus_find_by_name(bus_pci.name);
	int rc;

	if (!bus)
		return err_set(err, -ENODEV,
		               "DPDK has no PCI bus here: load librte_bus_pci before this library");
	rc = lead_calls(err);
	if (rc)
		return rc;
	eal_ops = *bus;
	bus->probe = eal_probe;
	bus->plug = eal_plug;
	bus->unplug = eal_unplug;
	bus->cleanup = eal_cleanup;
	bus->hot_unplug_handler = eal_hot_unplug;
	bus->sigbus_handler = bus_pci.sigbus;
	return 0;
}
