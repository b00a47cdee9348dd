/* SPDX-License-Identifier: BSD-3-Clause */
/* fleet_next.c: see fleet.h; who may go where, and which of them goes now. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "fleet_impl.h"

/* What runs, counted anew for each decision. */
struct tally {
	unsigned int all;
	unsigned int at[FLEET_HOSTS_MAX];                    /* from it or to it */
	unsigned int link[FLEET_HOSTS_MAX][FLEET_HOSTS_MAX]; /* from, to */
	uint64_t memory[FLEET_HOSTS_MAX];                    /* that comes */
};

static struct tally
count(const struct fleet *fleet)
{
	struct tally tally = {.all = 0};

	for (unsigned int i = 0; i < fleet->nguests; i++) {
		const struct fleet_guest *g = &fleet->guests[i];

		if (g->state != FLEET_CROSSING)
			continue;
		tally.all++;
		tally.at[g->from]++;
		tally.at[g->to]++;
		tally.link[g->from][g->to]++;
		tally.memory[g->to] += g->memory;
	}
	return tally;
}

const struct fleet_pool *
fleet_pool(const struct fleet_pool *pools, unsigned int npools, const char *name)
{
	for (unsigned int i = 0; i < npools; i++)
		if (strcmp(pools[i].name, name) == 0)
			return &pools[i];
	return NULL;
}

unsigned int
fleet_vfs(const struct fleet_pool *pools, unsigned int npools, const char *name)
{
	const struct fleet_pool *pool = fleet_pool(pools, npools, name);

	return pool ? pool->vfs : 0;
}

static bool
has_memory(const struct fleet_host *host, const struct fleet_guest *guest, uint64_t taken)
{
	return host->memory == FLEET_UNKNOWN ||
	       (host->memory >= taken && host->memory - taken >= guest->memory);
}

static bool
has_vfs(const struct fleet_host *host, const struct fleet_pool *need, unsigned int taken)
{
	return !host->tells_vfs ||
	       fleet_vfs(host->pools, host->npools, need->name) >= (uint64_t)need->vfs + taken;
}

/* VFs of that network that crossings under way will take there. */
static unsigned int
taken_vfs(const struct fleet *fleet, unsigned int host, const char *name)
{
	unsigned int taken = 0;

	for (unsigned int i = 0; i < fleet->nguests; i++) {
		const struct fleet_guest *g = &fleet->guests[i];

		if (g->state == FLEET_CROSSING && g->to == host)
			taken += fleet_vfs(g->pools, g->npools, name);
	}
	return taken;
}

/* Whether there is room beside the crossings that run. */
static bool
has_room(const struct fleet *fleet, const struct tally *tally, const struct fleet_guest *guest,
         unsigned int host)
{
	const struct fleet_host *h = &fleet->hosts[host];

	if (!has_memory(h, guest, tally->memory[host]))
		return false;
	for (unsigned int i = 0; i < guest->npools && h->tells_vfs; i++)
		if (!has_vfs(h, &guest->pools[i], taken_vfs(fleet, host, guest->pools[i].name)))
			return false;
	return true;
}

bool
fleet_may_ask(const struct fleet *fleet, const struct fleet_guest *guest, unsigned int host)
{
	const struct fleet_host *h = &fleet->hosts[host];

	return h->takes && !h->given_up && host != guest->from && !guest->refused[host];
}

bool
fleet_may_go(const struct fleet *fleet, const struct fleet_guest *guest, unsigned int host)
{
	const struct fleet_host *h = &fleet->hosts[host];

	if (!fleet_may_ask(fleet, guest, host) || !has_memory(h, guest, 0))
		return false;
	for (unsigned int i = 0; i < guest->npools; i++)
		if (!has_vfs(h, &guest->pools[i], 0))
			return false;
	return true;
}

/* How often a guest may have failed on the host that it goes to next: as often as on that where it has least,
 * of those that can be reached. */
static unsigned int
fewest_failures(const struct fleet *fleet, const struct fleet_guest *guest, uint64_t now_ms)
{
	unsigned int fewest = FLEET_ATTEMPTS_MAX;

	for (unsigned int i = 0; i < fleet->nhosts; i++) {
		const struct fleet_host *h = &fleet->hosts[i];
		bool away = h->unreached && h->aside_ms > now_ms;

		if (!away && fleet_may_go(fleet, guest, i) && guest->failed[i] < fewest)
			fewest = guest->failed[i];
	}
	return fewest;
}

static bool
is_below(unsigned int limit, unsigned int n)
{
	return limit == 0 || n < limit;
}

/* A host that guests only leave is held to the limit in all: else that one would never be reached. */
static bool
has_turn(const struct fleet *fleet, const struct tally *tally, unsigned int host)
{
	const struct fleet_host *h = &fleet->hosts[host];

	return !h->takes || is_below(fleet->limits.per_host, tally->at[host] + h->others);
}

static bool
within_limits(const struct fleet *fleet, const struct tally *tally, unsigned int from, unsigned int to)
{
	const struct fleet_limits *limits = &fleet->limits;

	return is_below(limits->crossings, tally->all + fleet->others) && has_turn(fleet, tally, from) &&
	       has_turn(fleet, tally, to) && is_below(limits->per_link, tally->link[from][to]);
}

static uint64_t
left(const struct fleet *fleet, const struct tally *tally, unsigned int host)
{
	uint64_t memory = fleet->hosts[host].memory;

	return memory == FLEET_UNKNOWN ? 0 : memory > tally->memory[host] ? memory - tally->memory[host] : 0;
}

/* Whether a is the better host of two that may be had now; of equals the one that was named first stays. */
static bool
is_better(const struct fleet *fleet, const struct tally *tally, const struct fleet_guest *guest,
          unsigned int a, unsigned int b)
{
	const struct fleet_host *host_a = &fleet->hosts[a], *host_b = &fleet->hosts[b];
	unsigned int at_a = tally->at[a] + host_a->others, at_b = tally->at[b] + host_b->others;

	if (guest->failed[a] != guest->failed[b])
		return guest->failed[a] < guest->failed[b];
	if (host_a->failed != host_b->failed)
		return host_a->failed < host_b->failed;
	if (at_a != at_b)
		return at_a < at_b;
	return left(fleet, tally, a) > left(fleet, tally, b);
}

/* The host that the guest goes to now; FLEET_NOWHERE: none yet, then *until_ms comes down to the time at
 * which that may change by itself. */
static unsigned int
choose_host(const struct fleet *fleet, const struct tally *tally, const struct fleet_guest *guest,
            uint64_t now_ms, uint64_t *until_ms)
{
	unsigned int fewest = fewest_failures(fleet, guest, now_ms), best = FLEET_NOWHERE;
	uint64_t here = fleet->hosts[guest->from].aside_ms;

	here = guest->not_before_ms > here ? guest->not_before_ms : here;
	for (unsigned int i = 0; i < fleet->nhosts; i++) {
		uint64_t from_ms = fleet->hosts[i].aside_ms > here ? fleet->hosts[i].aside_ms : here;

		if (!fleet_may_go(fleet, guest, i) || guest->failed[i] > fewest)
			continue;
		if (from_ms > now_ms)
			*until_ms = from_ms < *until_ms ? from_ms : *until_ms;
		else if (within_limits(fleet, tally, guest->from, i) && has_room(fleet, tally, guest, i) &&
		         (best == FLEET_NOWHERE || is_better(fleet, tally, guest, i, best)))
			best = i;
	}
	return best;
}

/* Whether nothing that the fleet knows of can help it any more. */
static bool
is_stuck(const struct fleet *fleet, const struct fleet_guest *guest)
{
	if (fleet->hosts[guest->from].given_up)
		return true;
	for (unsigned int i = 0; i < fleet->nhosts; i++)
		if (fleet_may_go(fleet, guest, i))
			return false;
	return true;
}

/* Why a guest that fits nowhere does not cross. */
static void
say_why(const struct fleet *fleet, struct fleet_guest *guest)
{
	bool any = false;
	char why[sizeof(guest->message)];
	size_t used;

	for (unsigned int i = 0; i < fleet->nhosts; i++)
		any |= fleet_may_ask(fleet, guest, i);
	if (fleet->hosts[guest->from].given_up || !any) {
		fleet_give_up(guest, guest->message[0] ? NULL : "no host can be reached that may take it");
		return;
	}
	used = (size_t)snprintf(why, sizeof(why), "no host has room: it needs %" PRIu64 " MiB of memory",
	                        guest->memory >> 20);
	for (unsigned int i = 0; i < guest->npools && used < sizeof(why); i++)
		used += (size_t)snprintf(why + used, sizeof(why) - used, ", %u VFs of %s",
		                         guest->pools[i].vfs, guest->pools[i].name);
	fleet_give_up(guest, why);
}

/* Nothing can start now. Rest, wait, or give up those for whom there is nothing to wait. */
static struct fleet_decision
rest(struct fleet *fleet, const struct tally *tally, uint64_t until_ms)
{
	bool wait = tally->all > 0;

	for (unsigned int i = 0; i < fleet->nguests; i++) {
		struct fleet_guest *g = &fleet->guests[i];

		wait |= g->state == FLEET_WAITING && !is_stuck(fleet, g);
	}
	if (wait)
		return (struct fleet_decision){.what = FLEET_WAIT, .until_ms = until_ms};
	for (unsigned int i = 0; i < fleet->nguests; i++)
		if (fleet->guests[i].state == FLEET_WAITING)
			say_why(fleet, &fleet->guests[i]);
	return (struct fleet_decision){.what = FLEET_DONE};
}

struct fleet_decision
fleet_next(struct fleet *fleet, uint64_t now_ms)
{
	struct tally tally = count(fleet);
	struct fleet_decision start = {.what = FLEET_START, .guest = FLEET_NOWHERE};
	uint64_t until_ms = FLEET_NEVER;

	for (unsigned int i = 0; i < fleet->nguests; i++) {
		const struct fleet_guest *g = &fleet->guests[i];
		bool bigger = start.guest == FLEET_NOWHERE || g->memory > fleet->guests[start.guest].memory;
		unsigned int host;

		if (g->state != FLEET_WAITING || !bigger || fleet->hosts[g->from].given_up)
			continue;
		host = choose_host(fleet, &tally, g, now_ms, &until_ms);
		if (host == FLEET_NOWHERE)
			continue;
		start.guest = i;
		start.host = host;
	}
	return start.guest != FLEET_NOWHERE ? start : rest(fleet, &tally, until_ms);
}
