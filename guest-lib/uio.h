/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * uio.h: what a process still holds of a PCI function that it drives through uio or vfio, and what the kernel
 * has taken back already. Pure. Neighbour: bus_pci.c has the devices, tells events and carries releases out.
 *
 * Theory of operation. What the kernel may take away from under us must not be used again, and what we still
 * have of it must be let go once:
 *
 *   state      how it comes about                          left to let go
 *   probed     bound to a driver, nothing of it is ours    nothing
 *   opened     mapped by the bus                           the way to its configuration, mappings
 *   removed    its driver was taken away while we held it  the same: they lead to whoever comes next
 *   unplugged  the function is gone as well                the same
 *   released   let go of by us, in any order of the above  nothing; a new opening begins anew
 *
 * What EAL and a PMD do to the interrupt afterwards goes to the uio descriptor, which answers with an error
 * once the driver is gone, or by way of the configuration (uio_pci_generic), which is taken away. EAL closes
 * the descriptor when it unmaps, once. Under vfio nothing is taken away: removal waits until we let go
 * (opened until released).
 *
 * Threads: whoever has the lock of bus_pci.c. Nothing here locks.
 */
#ifndef VFERRY_UIO_H
#define VFERRY_UIO_H

#include <stdbool.h>

enum uio_state { UIO_PROBED, UIO_OPENED, UIO_REMOVED, UIO_UNPLUGGED, UIO_RELEASED, UIO_STATE_MAX_ };
enum uio_event { UIO_OPEN, UIO_REMOVE, UIO_UNPLUG, UIO_RELEASE, UIO_EVENT_MAX_ };

/* What can be let go of, a bit each. */
enum uio_hold { UIO_CONFIG = 1 << 0, UIO_MAP = 1 << 1 };

struct uio {
	enum uio_state state;
	unsigned int held; /* enum uio_hold: what is not yet let go of */
};

/* Zeroed is probed, nothing held. Tells an event; true when the state changed by it. */
bool uio_tell(struct uio *uio, enum uio_event event);

/* Takes the right to let go of what: true once, and only while it is held. */
bool uio_take(struct uio *uio, enum uio_hold what);

/* "probed", "opened" and so on, for messages. */
const char *uio_state_name(enum uio_state state);

#endif
