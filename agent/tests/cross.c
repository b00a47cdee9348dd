/* SPDX-License-Identifier: BSD-3-Clause */
/* cross.c: see cross.h. */
#include "cross.h"

#include <string.h>

struct fake fake;
struct report report;
struct err err;

enum outcome
cross(uint64_t faults, unsigned int pairs, const struct crossing_wish *options)
{
	return cross_on(NULL, faults, pairs, options);
}

enum outcome
cross_on(const struct fake_hosts *hosts, uint64_t faults, unsigned int pairs,
         const struct crossing_wish *options)
{
	struct crossing_wish wish = options ? *options : (struct crossing_wish){.live = true};

	fake_init(&fake, faults, pairs, hosts);
	return cross_again(&wish);
}

enum outcome
cross_again(const struct crossing_wish *options)
{
	struct crossing_wish wish = *options;

	wish.destination_uri = wish.kind == CROSSING_MIGRATE ? "test:///right" : NULL;
	wish.domain = "vnf";
	memset(&err, 0, sizeof(err));
	return crossing_run_on(&host_fake, &fake, &wish, NULL, NULL, &report, &err);
}
