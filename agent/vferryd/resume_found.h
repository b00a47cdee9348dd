/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * resume_found.h: what two hosts say of a guest whose crossing was cut off, and whether that is the end of
 * it. Neighbour: worker_resume.c asks them. Pure.
 *
 * A guest must not be given up while it may run somewhere: it would stay on its backup. So the journal ends
 * only when the guest is seen at home, or when both hosts say for certain that they do not have it. In the
 * moment of a copy's end both show it paused.
 */
#ifndef VFERRY_RESUME_FOUND_H
#define VFERRY_RESUME_FOUND_H

#include <stdbool.h>

#include "outcome.h"

enum resume_found {
	RESUME_HOME,    /* runs there, on its VFs: brought there now, or it had never left them */
	RESUME_AWAY,    /* is there, and not home yet */
	RESUME_PAUSED,  /* is there, between two hosts or by somebody's will */
	RESUME_GONE,    /* not there, or shut off */
	RESUME_UNKNOWN, /* the host cannot be asked */
	RESUME_NUM
};

/* Of a restore's outcome and its err's code. */
enum resume_found resume_found(enum outcome outcome, int code);

/* Whether the guest may run on the destination when the source says that. */
bool resume_asks_destination(enum resume_found source);

/* Whether nothing is left to be done. destination: as source when it was not asked. */
bool resume_is_over(enum resume_found source, enum resume_found destination);

#endif
