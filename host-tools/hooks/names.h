/* SPDX-License-Identifier: BSD-3-Clause */
/* names.h: this host's names for the hook, from vferryd's configuration. Neighbours: incoming.h, main.c. */
#ifndef VFERRY_HOOK_NAMES_H
#define VFERRY_HOOK_NAMES_H

#include "incoming.h"

struct names {
	struct config config; /* the names' memory */
	struct err why;       /* when they are unknown */
	struct incoming_names are;
};

/*
 * Reads the configuration at path. One that is not there has no names. Of one that cannot be read the section
 * destination counts alone, as a mistake in what the hook does not use should stop no migration: without the
 * section there are no names, and when it cannot be read either, they are unknown. names_clear() afterwards.
 */
void names_read(const char *path, struct names *names);

void names_clear(struct names *names);

#endif
