/* SPDX-License-Identifier: BSD-3-Clause */
/* fleet_world.c: see fleet_world.h. */
#include "fleet_world.h"

bool fleet_world_broken;

void
fleet_world_hold(bool holds)
{
	fleet_world_broken |= !holds;
}

static bool
is_within(unsigned int limit, unsigned int n)
{
	return limit == 0 || n <= limit;
}

/* What runs at that host, or from host to host; VFs and memory that it will need there. */
struct load {
	unsigned int crossings, vfs;
	uint64_t memory;
};

static struct load
load(const struct fleet_world *w, unsigned int from, unsigned int to, bool both)
{
	struct load load = {0};

	for (unsigned int i = 0; i < w->fleet->nguests; i++) {
		const struct fleet_guest *g = &w->fleet->guests[i];
		bool comes = to == FLEET_NOWHERE || g->to == to,
		     goes = from == FLEET_NOWHERE || g->from == from;

		if (!w->runs[i] || !(both ? comes && goes : comes || goes))
			continue;
		load.crossings++;
		load.memory += g->memory;
		load.vfs += g->npools ? g->pools[0].vfs : 0;
	}
	return load;
}

static void
check_limits(const struct fleet_world *w)
{
	const struct fleet *f = w->fleet;

	fleet_world_hold(
	        is_within(f->limits.crossings, load(w, FLEET_NOWHERE, FLEET_NOWHERE, true).crossings));
	for (unsigned int i = 0; i < f->nhosts; i++) {
		struct load comes = load(w, FLEET_NOWHERE, i, true);

		fleet_world_hold(!f->hosts[i].takes ||
		                 is_within(f->limits.per_host, load(w, i, i, false).crossings));
		fleet_world_hold(is_within(f->limits.per_link, load(w, 0, i, true).crossings));
		fleet_world_hold(f->hosts[i].memory == FLEET_UNKNOWN || comes.memory <= f->hosts[i].memory);
		fleet_world_hold(!f->hosts[i].tells_vfs ||
		                 comes.vfs <= (f->hosts[i].npools ? f->hosts[i].pools[0].vfs : 0));
	}
}

/* Makes what was decided true. */
void
fleet_world_start(struct fleet_world *w, const struct fleet_decision *next)
{
	const struct fleet_guest *g = &w->fleet->guests[next->guest];

	fleet_world_hold(!w->runs[next->guest] && g->state == FLEET_WAITING && g->not_before_ms <= w->now_ms);
	fleet_world_hold(w->fleet->hosts[next->host].aside_ms <= w->now_ms && next->host != g->from);
	fleet_world_hold(fleet_started(w->fleet, next->guest, next->host) == 0);
	w->runs[next->guest] = true;
	w->story = (w->story ^ next->guest) * 1099511628211u;
	w->story = (w->story ^ next->host) * 1099511628211u;
	check_limits(w);
}

void
fleet_world_end(struct fleet_world *w, unsigned int guest, enum outcome outcome)
{
	w->runs[guest] = false;
	fleet_world_hold(fleet_ended(w->fleet, guest, outcome, NULL, w->now_ms) == 0);
}

bool
fleet_world_runs(const struct fleet_world *w)
{
	for (unsigned int i = 0; i < w->fleet->nguests; i++)
		if (w->runs[i])
			return true;
	return false;
}

void
fleet_world_check_done(const struct fleet_world *w)
{
	fleet_world_hold(!fleet_world_runs(w));
	for (unsigned int i = 0; i < w->fleet->nguests; i++) {
		const struct fleet_guest *g = &w->fleet->guests[i];

		fleet_world_hold(g->state >= FLEET_ARRIVED);
		fleet_world_hold((g->state == FLEET_ARRIVED) == (g->to != FLEET_NOWHERE));
		fleet_world_hold(g->state != FLEET_GIVEN_UP || g->message[0]);
	}
}
