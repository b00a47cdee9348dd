/* SPDX-License-Identifier: BSD-3-Clause */
/* migrate.h: what `vferry migrate` reads from its words, for migrate.c and the test of its table. */
#ifndef VFERRY_MIGRATE_H
#define VFERRY_MIGRATE_H

#include <stdint.h>

#include "crossing.h"
#include "options.h"

struct migrate {
	struct crossing_wish wish;
	uint64_t bandwidth, timeout; /* MiB/s, seconds */
	struct option_list dest_vf;  /* FILE or MAC=FILE; "-": standard input */
	const char *json;            /* a file name; "-": standard output */
};

#endif
