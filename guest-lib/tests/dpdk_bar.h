/* SPDX-License-Identifier: BSD-3-Clause */
/* dpdk_bar.h: DPDK started without hardware, and a device in the list of its real PCI bus, whose only BAR is
 * ours. For the guard's tests and bench: DPDK's own SIGBUS handler finds that device and maps zeros over its
 * BAR. */
#ifndef VFERRY_DPDK_BAR_H
#define VFERRY_DPDK_BAR_H

#include <bus_driver.h>
#include <bus_pci_driver.h>
#include <rte_bus.h>
#include <rte_common.h>
#include <rte_eal.h>
#include <sys/queue.h>

#include "dead_bar.h"

/* The beginning of DPDK's struct rte_pci_bus, which is private. */
struct pci_bus {
	struct rte_bus bus;
	TAILQ_HEAD(pci_devices, rte_pci_device) devices;
};

/* 0 or negative. Memory comes from hugepages when `huge`. */
static inline int
dpdk_start(bool huge)
{
	char *args[] = {"dpdk",       "--no-pci",    "--no-telemetry", "-l",
	                "0",          "--log-level", "*:critical",     huge ? "--in-memory" : "--no-huge",
	                "--no-shconf"};

	return rte_eal_init(RTE_DIM(args), args);
}

static inline struct pci_bus *
dpdk_pci_bus(void)
{
	return container_of(rte_bus_find_by_name("pci"), struct pci_bus, bus);
}

/* Puts the device last in the bus's list, with that BAR. */
static inline void
dpdk_own(struct rte_pci_device *device, const struct bar *bar)
{
	device->device.name = "0000:01:00.0";
	device->kdrv = RTE_PCI_KDRV_IGB_UIO;
	device->mem_resource[0].phys_addr = 1;
	device->mem_resource[0].addr = bar->start;
	device->mem_resource[0].len = bar->size;
	TAILQ_INSERT_TAIL(&dpdk_pci_bus()->devices, device, next);
}

static inline void
dpdk_disown(struct rte_pci_device *device)
{
	TAILQ_REMOVE(&dpdk_pci_bus()->devices, device, next);
}

#endif
