/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * watch.h: the thread that waits for signs that a device goes: the kernel's messages, faults, descriptors
 * that hang up. Neighbours: bus.h has what each sign means; control.c's thread does what takes time
 * afterwards.
 *
 * Why a thread of its own: to probe, start and close a device takes the control thread, or one of the
 * application's, seconds inside a PMD. A device that dies then must be revoked before the next one is plugged
 * in, and the PMD told to hurry. This thread calls no PMD, waits for no PMD, and ranks above the kernel's own
 * that takes the device away (rank.h). It starts with the first
 * device that is mapped and lives as long as the process.
 */
#ifndef VFERRY_WATCH_H
#define VFERRY_WATCH_H

#include "err.h"

/* Starts the guard and the thread. Idempotent, any thread; not a signal handler. 0 or negative errno. */
int watch_start(struct err *err);

/*
 * Tells the buses when fd hangs up; what has done so already, as a uio descriptor of a function without an
 * interrupt, is no sign and not watched. fd stays the caller's until watch_forget(). Any thread, after
 * watch_start().
 */
void watch_hang_up(int fd);

/* Has the buses asked once, in ms from now or earlier: bus_ops.ask. Any thread, after watch_start(). */
void watch_again(unsigned int ms);

/* Ends the watch of fd, before it is closed: a copy of it elsewhere, as after fork(), would keep it going. */
void watch_forget(int fd);

#endif
