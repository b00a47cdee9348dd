/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * uio.h: what a process still holds of a PCI function that it drives through uio or vfio, and what the kernel
 * has taken back already. Pure. Neighbour: bus_pci.c has the devices, tells events and carries releases out.
 *
 * Theory of operation. Four things are held: the interrupt, the configuration space, the file descriptors and
 * the mappings of BARs. Each is released at most once, and only where the kernel still has something to
 * release:
 *
 *   state      how it comes about                          left to release
 *   probed     bound to a driver, nothing of it is ours    nothing
 *   opened     mapped by the bus                           interrupt, configuration, descriptors, mappings
 *   removed    its driver was taken away while we held it  descriptors, mappings (revoked: they reach
 * nothing) unplugged  the function is gone as well                the same released   let go of by us, in any
 * order of the above  nothing; a new opening begins anew
 *
 * The interrupt of a removed device was freed by its driver's removal, and its configuration belongs to
 * whoever comes next. Under vfio nothing is taken away: removal waits until we let go (opened until
 * released).
 *
 * Threads: whoever has the lock of bus_pci.c. Nothing here locks.
 */
#ifndef VFERRY_UIO_H
#define VFERRY_UIO_H

#include <stdbool.h>

enum uio_state { UIO_PROBED, UIO_OPENED, UIO_REMOVED, UIO_UNPLUGGED, UIO_RELEASED, UIO_STATE_MAX_ };
enum uio_event { UIO_OPEN, UIO_REMOVE, UIO_UNPLUG, UIO_RELEASE, UIO_EVENT_MAX_ };

/* What can be released, a bit each. */
enum uio_hold {
	UIO_INTERRUPT = 1 << 0,
	UIO_CONFIG = 1 << 1,
	UIO_FD = 1 << 2,
	UIO_MAP = 1 << 3,
};

struct uio {
	enum uio_state state;
	unsigned int held; /* enum uio_hold: what is not yet released */
};

/* Zeroed is probed, nothing held. Tells an event; true when the state changed by it. */
bool uio_tell(struct uio *uio, enum uio_event event);

/* Takes the right to release what: true once, and only while there is something to release. */
bool uio_take(struct uio *uio, enum uio_hold what);

/* "probed", "opened" and so on, for messages. */
const char *uio_state_name(enum uio_state state);

#endif
