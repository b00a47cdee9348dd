/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * hurry.h: what a driver waits for on a dead device is not waited for. Neighbours: bus_pci.c and dead_port.c
 * say on which device a thread works.
 *
 * Theory of operation. To stop and close a port, a PMD asks its device for things and waits between two
 * questions: hundreds of times 50 us, or 1 ms, each with its own limit. A device that is gone never answers,
 * so each limit is waited out: 16 to 34 s for igb and e1000e. The waits are calls of rte_delay_us_sleep() and
 * rte_delay_us(). Here both return at once in a thread that works on a device while that device is dead, also
 * when it dies in the middle: the loops still end by their own counts, in milliseconds. Other threads, and
 * work on living devices, wait as ever. Reached are PMDs in shared objects (plt.h) and, for rte_delay_us(),
 * every PMD; docs/decisions/0007 has what that leaves out.
 */
#ifndef VFERRY_HURRY_H
#define VFERRY_HURRY_H

#include "err.h"
#include "sign.h"

/* Leads the delays of all PMDs that are loaded by now here. Idempotent; again when more are loaded. Any
 * thread. 0 or negative errno: then teardown is slow, and nothing else is wrong. */
int hurry_install(struct err *err);

/*
 * This thread works on the device with this sign now, or on none that can die (NULL). The sign is read at
 * each delay and stays borrowed until the next call. Returns what was set before, for putting it back.
 */
const _Atomic enum bus_sign *hurry_if_dead(const _Atomic enum bus_sign *sign);

#endif
