/* SPDX-License-Identifier: BSD-3-Clause */
/* removals.h: ways to remove a device, each combined with what holds it open meanwhile. Neighbours:
 * subject.h, check-kmod.c. */
#ifndef KMOD_REMOVALS_H
#define KMOD_REMOVALS_H

#include "subject.h"

enum way { WAY_REMOVE, WAY_UNBIND, WAY_UNPLUG, WAY_NUMVFS, WAY_MAX };
enum holder { HOLDER_NONE, HOLDER_ONE, HOLDER_TWO, HOLDER_FORK, HOLDER_MAX };
extern const char *const way_names[WAY_MAX], *const holder_names[HOLDER_MAX];

/* What was seen; "-" where there was nothing to see. */
struct removal {
	char map[16];     /* an access through the old mapping: SIGBUS, or what was read */
	char woken[16];   /* what a reader that was blocked got: EIO, or asleep */
	char irqs[16];    /* lines of igb_uio that were left in /proc/interrupts */
	char again[16];   /* the interrupt of the device when it is back; with "!" when none arrived */
	char use[SAID];   /* what the open files answered */
	char log[SAID];   /* "clean", the first bad line of the kernel's log, or "died" */
	char wrong[SAID]; /* the first promise that was not kept, or "" */
};

/* Boots a guest when none runs, and leaves one that is fit for the next call, or none. */
void removal_run(struct subject *subject, enum way way, enum holder holder, struct removal *seen);

#endif
