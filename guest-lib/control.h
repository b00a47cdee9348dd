/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * control.h: the control thread, one per process: it does everything that is not a burst and does not take
 * long (chores.h).
 * It polls the guest link, timers and a queue of calls; feeds port.c; has pair.c do what port.c names;
 * answers the host. It starts with the first pair and ends with the last.
 */
#ifndef VFERRY_CONTROL_H
#define VFERRY_CONTROL_H

#include <stdbool.h>
#include <stdint.h>

#include "err.h"
#include "pair.h"

/*
 * Adds a pair (borrowed until control_remove()) and starts the thread if it is the first. link_path: the
 * guest link's device file, opened when it appears and reopened when it fails; the first pair that names one
 * decides for the process, NULL or "" names none; the default is LINK_PATH of link.h. Any thread but the
 * control thread. 0, -ENOSPC over WIRE_PAIRS_MAX, -EEXIST for a MAC already there, or thread errors.
 */
int control_add(struct pair *pair, const char *link_path, struct err *err);

/* Takes it out; a request under way is answered as refused. When it returns, the thread does not know the
 * pair. Any thread but the control thread, which ends with the last pair. */
void control_remove(struct pair *pair);

/* For calls about no port or about all. */
#define CONTROL_NO_PORT RTE_MAX_ETHPORTS

/*
 * Runs fn(arg), which is about the pair's ethdev port_id, in the control thread between two actions and
 * returns its result; at once when called in that thread or when no thread runs. Blocks for as long as a
 * pair's action takes (milliseconds); while a VF is configured like this port (hundreds of milliseconds in an
 * emulated guest) until that is done.
 */
int control_call(uint16_t port_id, int (*fn)(void *arg), void *arg);

/* Whether the caller is the control thread. */
bool control_inside(void);

/* The pair whose ethdev is port_id, or NULL. Control thread only. */
struct pair *control_pair(uint16_t port_id);

/* Called in the control thread, once; it must not block. code: see control_switch(). */
typedef void control_done_fn(void *arg, int code);

/*
 * Asks for a switch by hand; done gets 0, -EBUSY when another request overtook it, or -ETIMEDOUT when it
 * could not be had. Control thread only. 0: done will be called, perhaps before this returns; -EINVAL for a
 * path other than VF and BACKUP, -ENETDOWN when the port is stopped, -ENOENT when that member is not there,
 * -EBUSY when a request of the host is under way: done is not called.
 */
int control_switch(struct pair *pair, enum wire_path path, uint32_t timeout_ms, control_done_fn *done,
                   void *arg);

/* Whether a pair with this MAC, as text in any case, is without a VF and wants one. Any thread. */
bool control_seeks(const char *mac);

/* A device was plugged in, or bound to a driver: pairs without a VF look for theirs. Any thread. */
void control_look(void);

/* A member's link turned: links are read again at once. Any thread. */
void control_links(void);

/* Has port_next() asked again soon: for whoever changed a fact. Any thread. */
void control_wake(void);

#endif
