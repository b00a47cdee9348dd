/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * bus.h: devices that may vanish, by bus: what DPDK's buses call hot_unplug_handler and sigbus_handler, and
 * what they lack. Neighbours: bus_pci.c is the PCI bus; watch.c brings the signs; pair_life.c and find.c are
 * users, and so is EAL, behind whose rte_bus the operations install themselves when the library is loaded.
 *
 * Theory of operation. A device is held from its mapping to its unmapping. While it is held, its mappings are
 * guarded against SIGBUS (guard.h), and the kernel's signs that it goes are watched for in a thread of its
 * own, which never waits for a PMD. The first sign revokes: mappings of a dead device are replaced by memory,
 * at once, SIGBUS or not, because the kernel (5.12 and later) leaves them pointing at whatever is plugged
 * into the slot next. Then the ethdev of the device is buried (dead_port.h). Stopping its use, closing and
 * removing it are left to whoever owns it: the pair, or an application that learns of it by EAL's own events.
 */
#ifndef VFERRY_BUS_H
#define VFERRY_BUS_H

#include <rte_dev.h>
#include <stdatomic.h>
#include <stdbool.h>

#include "err.h"
#include "guard.h"
#include "sign.h"
#include "uevent.h"

/* One bus. All but install and sigbus: any thread, not a signal handler. */
struct bus_ops {
	const char *name; /* as in rte_bus */

	/* Behind EAL's operations and calls of this bus. Once, when the library is loaded, before devices are
	 * probed. */
	int (*install)(struct err *err);

	/* What is known of a device, now and later: valid until it is unmapped; NULL when it is not held. */
	const _Atomic enum bus_sign *(*sign)(const struct rte_device *device);

	/*
	 * Whether the watching thread asks a device itself, every BUS_ASK_MS, whether it lives (BUS_ONES):
	 * not every removal has another sign. Also whether its link turned: control_links(). Until it is
	 * unmapped or told otherwise.
	 */
	void (*keep_asking)(const struct rte_device *device, bool on);

	/* What reads of its mappings give when it is dead; GUARD_ZEROS unless told otherwise. */
	void (*fill)(const struct rte_device *device, enum guard_fill fill);

	/*
	 * A sign came for a device: revokes and buries it, except for NOTICE and RESET, which are only noted.
	 * The first sign counts, but a device that was asked for or reset can still die. 0, also when it is
	 * not held.
	 */
	int (*hot_unplug)(struct rte_device *device, enum bus_sign sign);

	/* In a signal handler that is not ours: 0 when the access may be repeated, 1 when addr is nobody's
	 * here. */
	int (*sigbus)(const void *addr);

	/* For the watching thread: a message of the kernel; messages were lost; an access faulted; fd hung
	 * up. */
	void (*uevent)(const struct uevent *event);
	void (*lost)(void);
	void (*faulted)(void);
	void (*hung_up)(int fd);
	/* Asks the devices that are to be asked; watch_again() if there are any. */
	void (*ask)(void);
};

/* A removal without any other sign is an outage of so long. */
#define BUS_ASK_MS 10

/* The operations for a device's bus; NULL when nothing on that bus can vanish, as vdev. */
const struct bus_ops *bus_of(const struct rte_device *device);

/* All of them; NULL behind the last. */
extern const struct bus_ops *const buses[];

/* As bus_ops.sign, on any bus. */
const _Atomic enum bus_sign *bus_sign(const struct rte_device *device);

/* Takes a device whose ports are closed off its bus: no descriptor, no mapping is left. 0 or negative errno.
 */
int bus_release(struct rte_device *device, struct err *err);

#endif
