/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * bind.h: PCI functions and their kernel drivers, through sysfs. No DPDK: find.c asks EAL for the rest.
 * No state but where sysfs is; who binds a device is the chore that looks for VFs, one at a time.
 */
#ifndef VFERRY_BIND_H
#define VFERRY_BIND_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "err.h"

#define BIND_PCI_MAX    13 /* bytes of "0000:01:00.0" with its NUL */
#define BIND_DRIVER_MAX 64

#define BIND_DEVICES_MAX 256 /* network functions that are looked at */

/* Where sysfs is: "/sys", or a test's tree. Not copied. */
void bind_sysfs(const char *root);

/* A network function that may be a pair's VF. */
struct bind_device {
	char pci[BIND_PCI_MAX];
	char driver[BIND_DRIVER_MAX]; /* its kernel driver now, "" for none */
	ino_t plugged;                /* another number each time the device is plugged in */
	bool certain;                 /* its kernel interface shows the wanted MAC */
};

/*
 * Lists up to max network functions that may have mac ("52:54:00:00:00:01"), the certain ones first: no
 * virtio device, none whose kernel interface shows another MAC, none bound to a driver that is neither a
 * userspace I/O driver nor owns an interface. Their number, or negative errno when sysfs cannot be read.
 */
int bind_list(const char *mac, struct bind_device *out, unsigned int max, struct err *err);

/* A device in its slot, from one plugging in to the next. */
struct bind_plug {
	char pci[BIND_PCI_MAX];
	ino_t plugged;
};

/*
 * Lists up to max network functions that a userspace I/O driver has now, except own ("" for none): each may
 * be in use by another process, which nothing in sysfs tells. Their number; 0 also when sysfs cannot be read.
 */
unsigned int bind_taken(const char *own, struct bind_plug *out, unsigned int max);

/* Whether device is among the n of list and has not been plugged in anew since. */
bool bind_among(const struct bind_plug *list, unsigned int n, const struct bind_device *device);

/* Fills *plug for a function that is there. 0 or -ENODEV. */
int bind_plugged(const char *pci, struct bind_plug *plug);

/* Whether that function is in its slot and has not been plugged in anew since. */
bool bind_is_plugged(const char *pci, ino_t plugged);

/* Takes pci out of the n of list. How many are left. */
unsigned int bind_forget(struct bind_plug *list, unsigned int n, const char *pci);

/*
 * Binds pci to driver, whatever has it now; driver "" leaves it without one. 0 also when it is so already;
 * -ENOENT when device or driver is not there; -EIO when the kernel did something else.
 */
int bind_set(const char *pci, const char *driver, struct err *err);

/* Whether text is a PCI address in full, as "0000:01:00.0". */
bool bind_is_pci(const char *text);

/* Whether driver is one of the userspace I/O drivers that DPDK uses. */
bool bind_is_uio(const char *driver);

/* The kernel driver of pci into out, "" for none or no such device. */
void bind_driver_of(const char *pci, char *out, size_t size);

/* The userspace I/O driver to use when none is named: the first loaded of igb_uio, vfio-pci, uio_pci_generic;
 * NULL. */
const char *bind_default(void);

#endif
