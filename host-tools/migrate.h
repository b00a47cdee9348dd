/* SPDX-License-Identifier: BSD-3-Clause */
/* migrate.h: what `vferry migrate` reads from its words, for migrate.c and the test of its table. */
#ifndef VFERRY_MIGRATE_H
#define VFERRY_MIGRATE_H

#include <stdint.h>

#include "crossing.h"

struct migrate {
	struct crossing_wish wish;
	uint64_t bandwidth, timeout; /* MiB/s, seconds */
	const char *dest_vf, *json;  /* file names; "-": standard input, standard output */
};

#endif
