/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * guard.h: dead device memory is replaced before or when it is touched, and the process lives on. Neighbours:
 * guard_private.h is what the guard's files share, plt.h leads other code's sigaction to us.
 *
 * Theory of operation. A range is the mapping of one BAR. Replacing it means to map over it, for good, memory
 * that answers like a device that is absent. guard_revoke() does that from ordinary code, as soon as the
 * owner knows that the device goes; it is what keeps an old mapping from reaching a new device. The SIGBUS
 * handler is the net below: it does the same when an access to a dead range comes first.
 *
 *   guard.c          ranges come and go: a new table is made, published, and the old one's readers awaited
 *   guard_handler.c  the handler finds the range and replaces it once, or hands the signal on; no lock
 *   guard_chain.c    ours is in the kernel; what others set by sigaction(SIGBUS) is kept as the chained
 *                    action, which gets every SIGBUS that is not about a range
 *   guard_lock.c     one lock for all who change something, also across fork()
 *
 * Each process has its own guard: a secondary process of DPDK starts one itself. A child made by fork() has
 * its parent's ranges, handler and chained action.
 *
 * What no handler can do: a thread that blocks SIGBUS is killed by the kernel at its first access to a dead
 * range. What takes longer: under mlockall(MCL_FUTURE) the kernel fills a range as it is replaced, 0.2 ms for
 * 512 KiB and 20 ms for 16 MiB. What is not as without us: an old handler without SA_ONSTACK runs on the
 * alternate stack where a thread has one; and a call that the kernel never restarts (poll, nanosleep) returns
 * EINTR after a SIGBUS sent by a process even where the chained action ignores it.
 */
#ifndef VFERRY_GUARD_H
#define VFERRY_GUARD_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "err.h"

#define GUARD_RANGES_MAX 4096

/* What reads of a replaced range give: all ones are PCI's answer for an absent device. Writes go nowhere:
 * they stay in the range, as in memory. */
enum guard_fill { GUARD_ONES, GUARD_ZEROS };

struct guard_range {
	void *start; /* page aligned */
	size_t size; /* bytes, whole pages */
	enum guard_fill fill;
	/* Counted up by one when a fault replaces the range, not by guard_revoke(). Borrowed until
	 * guard_remove(); ranges may share it; NULL is allowed. */
	_Atomic uint32_t *faults;
};

/*
 * Installs the handler and leads sigaction() of all loaded objects to us, for the life of the process. Before
 * or after other code has installed its own. Idempotent, any thread. 0 or negative errno; a failed start may
 * be tried again.
 */
int guard_start(struct err *err);

/*
 * Guards n ranges from now on, all or none. They must be mapped by the caller and stay mapped until
 * guard_remove(). Any thread, after guard_start().
 * 0; -EINVAL (not started, a range that is empty, unaligned or wraps), -EEXIST (overlaps another), -ENOSPC
 * (more than GUARD_RANGES_MAX in all), or what came of making the memory of ones longer.
 */
int guard_add(const struct guard_range *ranges, unsigned int n, struct err *err);

/*
 * Forgets the range that starts there; unknown: nothing. When it returns no handler works on that range or
 * touches its counter. What is mapped there stays. Remove before unmapping: else the guard would replace
 * whatever is mapped there next. Any thread, not a signal handler.
 */
void guard_remove(const void *start);

/*
 * Replaces the range that starts there now, unless that was done before: what was written to it since stays.
 * Any thread, not a signal handler. 0; -ENOENT: no such range; -ENOMEM and the like: the kernel refused the
 * mapping, and the old one is still there.
 */
int guard_revoke(const void *start, struct err *err);

/* True when the range that starts there has been replaced, by whom ever. False for an unknown one. Any
 * thread. */
bool guard_revoked(const void *start);

/* For a SIGBUS handler that is not ours: whether the access to address may be repeated, as it is in a range
 * that was just replaced. Async-signal-safe. */
bool guard_handle(const void *address);

/* Readable after a fault replaced a range: an eventfd, for poll; read its eight bytes to clear it. Owned by
 * the guard. -1 before guard_start(). */
int guard_fd(void);

/*
 * For what goes past sigaction() of a loaded object: signal(), static code, an object loaded since. Puts the
 * handler in front again and what displaced it behind. Call it now and then, and after loading objects; it
 * takes about 0.5 ms in a process with all of DPDK's libraries.
 * 1: it had been displaced; 0: not; negative errno. Any thread, not a signal handler.
 */
int guard_check(struct err *err);

#endif
