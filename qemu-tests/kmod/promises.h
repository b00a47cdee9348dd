/* SPDX-License-Identifier: BSD-3-Clause */
/* promises.h: what igb_uio promises besides plain removals, one promise a row. Neighbours: subject.h,
 * check-kmod.c. */
#ifndef KMOD_PROMISES_H
#define KMOD_PROMISES_H

#include "subject.h"

struct promise {
	const char *name;
	bool ours_only;            /* Debian's module has no such thing */
	const char *const *script; /* lines for subject_script() */
};

extern const struct promise promises[];
extern const size_t n_promises;

/* Boots a guest when none runs, and leaves one that is fit for the next call, or none. wrong: what was not
 * kept, or "". */
void promise_run(struct subject *subject, const struct promise *promise, char *wrong, size_t size);

#endif
