/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * sign.h: what may be seen of a device that goes. Neighbours: bus.h acts on signs, watch.c and the pairs see
 * them.
 *
 * In the order in which they may come, which is not that of the enum: a worse sign is a larger one.
 *   BUS_NOTICE   the kernel asks for it (vfio): it works until it is let go, and the removal waits for that
 *   BUS_HUP      its uio descriptor hung up: the driver is being taken away (devices with an interrupt only)
 *   BUS_UEVENT   "remove uio", "unbind" or "remove"; or it was found missing after such messages were lost
 *   BUS_SIGBUS   an access faulted
 *   BUS_ONES     its configuration reads as all ones, or not at all
 *   BUS_RESET    its PMD says that it must be set up anew, as after a reset of its PF: it is there, but of no
 * use
 */
#ifndef VFERRY_SIGN_H
#define VFERRY_SIGN_H

#include <stdatomic.h>
#include <stdbool.h>

enum bus_sign { BUS_FINE, BUS_NOTICE, BUS_RESET, BUS_HUP, BUS_UEVENT, BUS_SIGBUS, BUS_ONES, BUS_SIGN_MAX_ };

/* Whether a sign means that the device is dead: not FINE, NOTICE, RESET. */
bool bus_sign_is_death(enum bus_sign sign);

/* "notice", "hup" and so on, as on the guest link. */
const char *bus_sign_name(enum bus_sign sign);

#endif
