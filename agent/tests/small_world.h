/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * small_world.h: one guest of one pair, two hosts, and the plan: a state small enough to visit every one.
 * Neighbours: test_explore.c. Worlds are compared byte by byte: zero one before filling it.
 */
#ifndef VFERRY_SMALL_WORLD_H
#define VFERRY_SMALL_WORLD_H

#include "plan.h"

#define WORLD_NOW 1000000u /* what every state's clock shows: only differences matter */

struct world {
	struct plan_wish wish;
	struct plan_history history;
	enum plan_domain domain[PLAN_HOSTS]; /* as it is, also while it cannot be seen */
	bool hidden[PLAN_HOSTS];
	bool plugged[PLAN_HOSTS], on_vf, asked, gone, checked, released, announced, copying, cut, stop;
	bool pending;        /* a call that plugs in or unplugs has not returned */
	unsigned int breaks; /* connections broken so far: one at a time suffices */
};

struct plan_seen world_look(const struct world *w);
/* Moves the state's clock back to WORLD_NOW after ms have passed. */
void world_pass(struct world *w, uint64_t ms);
/* The plan's own moves until it does something, waits or ends. */
struct plan_decision world_run(struct world *w);

/* What can happen: the current step succeeds or fails; */
void world_succeed(struct world *w);
void world_fail(struct world *w);
/* an attempt to plug in fails, and there is another VF; */
void world_fail_instead(struct world *w);
/* the call that it makes takes its time, and returns; */
void world_call(struct world *w);
void world_return(struct world *w);
/* the guest refuses to prepare and has left its VF all the same; */
void world_refuse_half(struct world *w);
/* the user stops; a connection breaks, all heal; */
void world_stop(struct world *w);
void world_hide_source(struct world *w);
void world_hide_destination(struct world *w);
void world_cut(struct world *w);
void world_show(struct world *w);
/* somebody else migrates the guest; it moves although the copy was to be stopped, or is left paused; it obeys
 * an unplug request late. */
void world_taken(struct world *w);
void world_move_late(struct world *w);
void world_leave_paused(struct world *w);
void world_unplug_late(struct world *w);

#endif
