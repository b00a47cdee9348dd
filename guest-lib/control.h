/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * control.h: the control thread, one per process: it does everything that is not a burst.
 * It polls the guest link, timers and a queue of calls; feeds port.c; has pair.c do what port.c names;
 * answers the host. It starts with the first pair and ends with the last.
 */
#ifndef VFERRY_CONTROL_H
#define VFERRY_CONTROL_H

#include "err.h"
#include "pair.h"

/*
 * Adds a pair (borrowed until control_remove()) and starts the thread if it is the first. link_path: the
 * guest link's device file, opened when it appears and reopened when it fails; the first pair that names one
 * decides for the process. Any thread but the control thread. 0, -ENOSPC over WIRE_PAIRS_MAX, -EEXIST for a
 * MAC already there, or thread errors.
 */
int control_add(struct pair *pair, const char *link_path, struct err *err);

/* Takes it out; a request under way is answered as refused. When it returns, the thread does not know the
 * pair. */
void control_remove(struct pair *pair);

/*
 * Runs fn(arg) in the control thread between two actions and returns its result; directly when called in that
 * thread or when no thread runs. Blocks for as long as an action in progress takes (FIND and RELEASE: up to
 * seconds).
 */
int control_call(int (*fn)(void *arg), void *arg);

/* Has port_next() asked again soon: for whoever changed a fact. Any thread. */
void control_wake(void);

#endif
