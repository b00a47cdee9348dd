/* SPDX-License-Identifier: BSD-3-Clause */
/* fleet_sample.c: see fleet_sample.h. */
#include "fleet_sample.h"

#include <stdio.h>
#include <stdlib.h>

struct fleet *sample;

static unsigned int
checked(int index)
{
	if (index < 0)
		abort();
	return (unsigned int)index;
}

void
sample_fleet(unsigned int crossings, unsigned int per_host, unsigned int per_link, unsigned int attempts)
{
	struct fleet_host source = {.uri = "test:///left", .memory = FLEET_UNKNOWN};

	fleet_free(sample);
	sample = fleet_new(&(struct fleet_limits){crossings, per_host, per_link, attempts});
	if (!sample)
		abort();
	checked(fleet_add_host(sample, &source, NULL));
}

unsigned int
sample_host(const char *uri, uint64_t memory, int vfs)
{
	struct fleet_host host = {.takes = true, .memory = memory, .tells_vfs = vfs >= 0};

	(void)snprintf(host.uri, sizeof(host.uri), "%s", uri);
	if (vfs > 0) {
		host.npools = 1;
		host.pools[0] = (struct fleet_pool){"net", (unsigned int)vfs};
	}
	return checked(fleet_add_host(sample, &host, NULL));
}

unsigned int
sample_guest(const char *name, uint64_t memory, unsigned int vfs)
{
	struct fleet_guest guest = {.memory = memory, .npools = vfs > 0, .pools = {{"net", vfs}}};

	(void)snprintf(guest.name, sizeof(guest.name), "%s", name);
	(void)snprintf(guest.uuid, sizeof(guest.uuid), "6f1d7f5e-1111-4222-8333-%012x", sample->nguests);
	return checked(fleet_add_guest(sample, &guest, NULL));
}

unsigned int
sample_start(uint64_t now_ms)
{
	struct fleet_decision next = fleet_next(sample, now_ms);

	if (next.what != FLEET_START || fleet_started(sample, next.guest, next.host) < 0)
		return FLEET_NOWHERE;
	return next.guest;
}

uint64_t
sample_waits(uint64_t now_ms)
{
	struct fleet_decision next = fleet_next(sample, now_ms);

	return next.what == FLEET_WAIT ? next.until_ms : 0;
}

bool
sample_is_done(uint64_t now_ms)
{
	return fleet_next(sample, now_ms).what == FLEET_DONE;
}
