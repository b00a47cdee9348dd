/* SPDX-License-Identifier: BSD-3-Clause */
/* migrate.h: what `vferry migrate` reads from its words, for migrate.c and the test of its table;
 * evacuate.c has its limits. */
#ifndef VFERRY_MIGRATE_H
#define VFERRY_MIGRATE_H

#include <stdint.h>

#include "crossing.h"
#include "options.h"

/* libvirt counts in bytes in 64 bits with a sign, and timeouts in milliseconds in an int. */
#define MIGRATE_BANDWIDTH_MAX (INT64_MAX >> 20)
#define MIGRATE_TIMEOUT_MAX   (INT32_MAX / 1000)

struct migrate {
	struct crossing_wish wish;
	uint64_t bandwidth, timeout; /* MiB/s, seconds */
	struct option_list dest_vf;  /* FILE or MAC=FILE; "-": standard input */
	const char *json;            /* a file name; "-": standard output */
};

#endif
