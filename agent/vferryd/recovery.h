/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * recovery.h: crossings whose process has died, by their journals: each guest is brought home, again and
 * again with longer pauses until it is, or is gone. Neighbours: worker_resume.h does it; jobs.h runs it.
 * What a guest without a journal says of itself is watch.h's.
 */
#ifndef VFERRY_RECOVERY_H
#define VFERRY_RECOVERY_H

#include <stdbool.h>
#include <stdint.h>

#include "err.h"

#define RECOVERY_FIRST_MS 2000   /* from the end of the first attempt to the second; doubles */
#define RECOVERY_MAX_MS   300000 /* up to this */

struct recovery;

struct recovery_calls {
	/* Whether this domain's crossing runs already. */
	bool (*is_running)(void *arg, const char *uuid);
	/* Starts to bring it home; 0, or negative errno: then it is tried again later. */
	int (*resume)(void *arg, const char *uuid);
	void (*log)(void *arg, const char *text);
	void *arg;
};

/* folder: of the journals; copied. NULL when memory is out. */
struct recovery *recovery_new(const char *folder, const struct recovery_calls *calls, struct err *err);

/*
 * Looks at all journals: what ended is told and removed, what cannot be read is set aside, what was cut off
 * is resumed when its time has come. Each is logged once, not at every look. Blocks for the disk. now_ms: of
 * a steady clock, never 0.
 */
void recovery_look(struct recovery *recovery, uint64_t now_ms);

/* How many crossings wait to be brought home. */
unsigned int recovery_waiting(const struct recovery *recovery);

void recovery_free(struct recovery *recovery);

#endif
