/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * chores.h: what takes hundreds of milliseconds, done one at a time in a thread of its own, so that the
 * control thread can move traffic meanwhile: probing and configuring a VF, stopping and closing one.
 * Neighbours: control.c starts and ends the thread, away.c has chores.
 */
#ifndef VFERRY_CHORES_H
#define VFERRY_CHORES_H

#include <stdbool.h>

#include "err.h"

/* Zeroed at first; its memory is borrowed from chores_begin() until it is over. */
struct chore {
	int (*fn)(void *arg, struct err *err);
	void *arg;
	int code;
	struct err err;
	bool begun, over; /* under the lock of chores.c */
	struct chore *next;
};

/* The thread starts; ends when nothing is left to do. Until then, and after, chores run in the caller. Any
 * thread but that one. 0 or negative errno. */
int chores_start(struct err *err);
void chores_stop(void);

/* Has fn(arg, err) run; control_wake() is called after it. Not for a chore that has begun and whose result
 * was not taken. */
void chores_begin(struct chore *chore, int (*fn)(void *arg, struct err *err), void *arg);

/* Whether it has begun and is not over. */
bool chores_busy(struct chore *chore);

/* Waits until it is not busy. Not in a chore. */
void chores_wait(struct chore *chore);

#endif
