/* SPDX-License-Identifier: BSD-3-Clause */
/* fleet_world.h: a fleet and what is true beside it, to check each decision against: limits and room are
 * counted here anew, from what was started and has ended. Neighbours: test_fleet_walk.c, test_fleet_any.c. */
#ifndef VFERRY_FLEET_WORLD_H
#define VFERRY_FLEET_WORLD_H

#include "fleet.h"

#define FLEET_WORLD_GUESTS 40

/* A fleet with the world around it. */
struct fleet_world {
	struct fleet *fleet;
	uint64_t now_ms;
	bool runs[FLEET_WORLD_GUESTS];
	uint64_t end_ms[FLEET_WORLD_GUESTS];
	unsigned int random;
	unsigned int bad_hosts;            /* bit per host that carries nobody */
	uint64_t bad_guests;               /* bit per guest that nobody carries */
	enum outcome how[FLEET_HOSTS_MAX]; /* what happens on a bad host */
	bool restarts;                     /* the daemon is started anew before every decision */
	uint64_t gone_ms;                  /* on clocks before the one that runs now */
	uint64_t story;                    /* hash of all decisions */
};

/* Something did not hold. Asserted once at the end of a test, as a million checks need not be a million
 * asserts. */
extern bool fleet_world_broken;
void fleet_world_hold(bool holds);

/* Makes what was decided true, and checks it. */
void fleet_world_start(struct fleet_world *world, const struct fleet_decision *next);
void fleet_world_end(struct fleet_world *world, unsigned int guest, enum outcome outcome);
bool fleet_world_runs(const struct fleet_world *world);
/* What must be so when the fleet says that it is done. */
void fleet_world_check_done(const struct fleet_world *world);

#endif
