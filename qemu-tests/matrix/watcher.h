/* SPDX-License-Identifier: BSD-3-Clause */
/* watcher.h: guest/vf-watch in a room. Neighbours: watchlog.h reads what it says, measure.c and cycle.c wait
 * for it. */
#ifndef LAB_WATCHER_H
#define LAB_WATCHER_H

#include "matrix/room.h"
#include "matrix/watchlog.h"

/* Starts it on the VFs of the moment (room->vfs); what the kernel has said so far is forgotten. */
int watcher_arm(struct room *room, struct err *err);
/* Waits until the application has let go, or timeout_ms; *log is how far it got. Negative errno when the
 * guest does not answer. */
int watcher_wait_gone(struct room *room, unsigned int timeout_ms, struct watchlog *log, struct err *err);

#endif
