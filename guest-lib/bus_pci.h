/* SPDX-License-Identifier: BSD-3-Clause */
/* bus_pci.h: what bus_pci.c (the operations) and bus_pci_eal.c (their places in EAL) share. Everybody else
 * has bus.h. */
#ifndef VFERRY_BUS_PCI_H
#define VFERRY_BUS_PCI_H

#include "pci_held.h"

extern const struct bus_ops bus_pci;

/* Puts the operations and our mapping and unmapping into EAL's places. As bus_ops.install. */
int bus_pci_install(struct err *err);

/*
 * The kernel took the driver, or the function as well: the device dies. Under vfio it only asks, and nothing
 * changes. Under held_lock().
 */
void bus_pci_taken(struct held *held, enum uio_event event, enum bus_sign sign);

/* Buries the ports of dead devices again: of those that died while they were probed, and had none yet. */
void bus_pci_bury(void);

#endif
