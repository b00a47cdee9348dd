/* SPDX-License-Identifier: GPL-2.0-only */
/* igb_uio.h: what the parts of the driver share. Neighbours: main.c devices and files, irq.c the interrupt,
 * files.c sysfs. */
#ifndef IGB_UIO_H
#define IGB_UIO_H

#include <linux/atomic.h>
#include <linux/mutex.h>
#include <linux/pci.h>
#include <linux/uio_driver.h>

/* See main.c for what leads from one to another. */
enum udev_state { PROBED, OPENED, RELEASED, REMOVED, UNPLUGGED };

/* A device: from probe to remove, which frees it. */
struct udev {
	struct uio_info info; /* info.irq: UIO_IRQ_CUSTOM, or UIO_IRQ_NONE when the device has no interrupt */
	struct pci_dev *pdev;
	struct mutex lock;     /* guards what follows */
	enum udev_state state; /* sysfs reads it and users without lock */
	unsigned int users;    /* open files */
	unsigned int irq;      /* 0: none is requested */
	bool irq_on;           /* whether irqcontrol lets it through */
};

/* Takes the parameter intr_mode: 0, or -EINVAL for a word that is none of its values. Before any other call
 * of irq.c. */
int irq_mode(const char *name);
/* Requests the interrupt, on. 0 also when the device has none: then udev->irq stays 0. Negative errno and
 * nothing done when it has one and cannot get it. Under udev->lock, as the two that follow. */
int irq_up(struct udev *udev);
/* Frees the handler, then the vectors; waits for a handler that runs. Harmless when there is none. */
void irq_down(struct udev *udev);
/* Lets the interrupt through, or holds it back until it is switched on again. Only while udev->irq is not 0.
 */
void irq_switch(struct udev *udev, bool on);

/* What became of the devices since the module was loaded. */
struct counts {
	atomic_t removed;   /* let go by the driver, and still answering */
	atomic_t unplugged; /* gone before the driver was told */
	atomic_t held;      /* of both: with open files */
};
extern struct counts counts;

/* Files in sysfs, of a device and of the driver: README.md tells what is in them. */
extern const struct attribute_group *device_groups[], *driver_groups[];

#endif
