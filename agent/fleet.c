/* SPDX-License-Identifier: BSD-3-Clause */
/* fleet.c: see fleet.h; the books: who is there, and what became of each crossing. */
#include "fleet.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fleet_impl.h"

#define ATTEMPTS 3

struct fleet *
fleet_new(const struct fleet_limits *limits)
{
	struct fleet *fleet = calloc(1, sizeof(*fleet));

	if (!fleet)
		return NULL;
	fleet->limits = *limits;
	if (fleet->limits.attempts == 0)
		fleet->limits.attempts = ATTEMPTS;
	if (fleet->limits.attempts > FLEET_ATTEMPTS_MAX)
		fleet->limits.attempts = FLEET_ATTEMPTS_MAX;
	return fleet;
}

void
fleet_free(struct fleet *fleet)
{
	if (!fleet)
		return;
	free(fleet->hosts);
	free(fleet->guests);
	free(fleet);
}

struct fleet *
fleet_copy(const struct fleet *fleet)
{
	struct fleet *copy = fleet_new(&fleet->limits);
	size_t hosts = fleet->nhosts * sizeof(*fleet->hosts),
	       guests = fleet->nguests * sizeof(*fleet->guests);

	if (!copy)
		return NULL;
	copy->hosts = malloc(hosts + 1);
	copy->guests = malloc(guests + 1);
	if (!copy->hosts || !copy->guests) {
		fleet_free(copy);
		return NULL;
	}
	if (hosts)
		memcpy(copy->hosts, fleet->hosts, hosts);
	if (guests)
		memcpy(copy->guests, fleet->guests, guests);
	copy->others = fleet->others;
	copy->nhosts = fleet->nhosts;
	copy->nguests = fleet->nguests;
	return copy;
}

/* Room for one more behind the n of an array, which grows by doubling. */
static void *
grow(void *array, unsigned int n, size_t size)
{
	return n & (n - 1) ? array : realloc(array, (n ? 2 * (size_t)n : 1) * size);
}

static bool
are_pools(const struct fleet_pool *pools, unsigned int npools)
{
	if (npools > FLEET_POOLS_MAX)
		return false;
	for (unsigned int i = 0; i < npools; i++)
		if (!pools[i].name[0] || fleet_pool(pools, i, pools[i].name))
			return false;
	return true;
}

int
fleet_add_host(struct fleet *fleet, const struct fleet_host *host, struct err *err)
{
	struct fleet_host *hosts, *added;

	if (!host->uri[0] || !are_pools(host->pools, host->npools))
		return err_set(err, -EINVAL, "a host of the fleet has no URI, or a pool no name of its own");
	if (fleet_find_host(fleet, host->uri) != FLEET_NOWHERE)
		return err_set(err, -EEXIST, "the host %s is named twice", host->uri);
	if (fleet->nhosts == FLEET_HOSTS_MAX)
		return err_set(err, -ENOSPC, "a fleet has at most %d hosts: evacuate in several parts",
		               FLEET_HOSTS_MAX);
	hosts = grow(fleet->hosts, fleet->nhosts, sizeof(*hosts));
	if (!hosts)
		return err_set(err, -ENOMEM, "memory is out");
	fleet->hosts = hosts;
	added = &hosts[fleet->nhosts];
	*added = *host;
	added->failed = added->unreached = 0;
	added->aside_ms = 0;
	added->given_up = false;
	return (int)fleet->nhosts++;
}

int
fleet_add_guest(struct fleet *fleet, const struct fleet_guest *guest, struct err *err)
{
	struct fleet_guest *guests, *added;

	if (!guest->uuid[0] || !are_pools(guest->pools, guest->npools) || guest->from >= fleet->nhosts ||
	    guest->memory > INT64_MAX)
		return err_set(err, -EINVAL,
		               "the guest %s has no UUID, is on no host of the fleet, or a pool has no name "
		               "of its own",
		               guest->name);
	if (fleet_find_guest(fleet, guest->uuid) != FLEET_NOWHERE)
		return err_set(err, -EEXIST, "the guest %s is named twice", guest->uuid);
	if (fleet->nguests == FLEET_GUESTS_MAX)
		return err_set(err, -ENOSPC, "a fleet has at most %d guests: evacuate in several parts",
		               FLEET_GUESTS_MAX);
	guests = grow(fleet->guests, fleet->nguests, sizeof(*guests));
	if (!guests)
		return err_set(err, -ENOMEM, "memory is out");
	fleet->guests = guests;
	added = &guests[fleet->nguests];
	*added = (struct fleet_guest){.memory = guest->memory, .npools = guest->npools, .from = guest->from};
	memcpy(added->uuid, guest->uuid, sizeof(added->uuid));
	memcpy(added->name, guest->name, sizeof(added->name));
	memcpy(added->pools, guest->pools, sizeof(added->pools));
	added->to = FLEET_NOWHERE;
	return (int)fleet->nguests++;
}

unsigned int
fleet_find_host(const struct fleet *fleet, const char *uri)
{
	for (unsigned int i = 0; i < fleet->nhosts; i++)
		if (strcmp(fleet->hosts[i].uri, uri) == 0)
			return i;
	return FLEET_NOWHERE;
}

unsigned int
fleet_find_guest(const struct fleet *fleet, const char *uuid)
{
	for (unsigned int i = 0; i < fleet->nguests; i++)
		if (strcmp(fleet->guests[i].uuid, uuid) == 0)
			return i;
	return FLEET_NOWHERE;
}

int
fleet_started(struct fleet *fleet, unsigned int guest, unsigned int host)
{
	struct fleet_guest *g = guest < fleet->nguests ? &fleet->guests[guest] : NULL;

	if (!g || g->state != FLEET_WAITING || host >= fleet->nhosts || !fleet->hosts[host].takes ||
	    host == g->from)
		return -EINVAL;
	g->state = FLEET_CROSSING;
	g->to = host;
	return 0;
}

unsigned int
fleet_count(const struct fleet *fleet, enum fleet_state state)
{
	unsigned int n = 0;

	for (unsigned int i = 0; i < fleet->nguests; i++)
		n += fleet->guests[i].state == state;
	return n;
}

const char *
fleet_state_name(enum fleet_state state)
{
	static const char *const names[FLEET_STATES] = {"waiting", "crossing", "arrived", "gone", "given-up"};

	return names[state];
}
