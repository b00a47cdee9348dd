/* SPDX-License-Identifier: BSD-3-Clause */
/* fleet_impl.h: what the parts of the fleet call of each other. Neighbours: fleet.c, fleet_ended.c,
 * fleet_next.c, fleet_plan.c, fleet_json.c, fleet_read.c. Not for others. */
#ifndef VFERRY_FLEET_IMPL_H
#define VFERRY_FLEET_IMPL_H

#include "fleet.h"

/* Whether the guest may go there some day: the host takes guests, does not refuse this one, and has room but
 * for crossings that run. */
bool fleet_may_go(const struct fleet *fleet, const struct fleet_guest *guest, unsigned int host);
/* The same without the room. */
bool fleet_may_ask(const struct fleet *fleet, const struct fleet_guest *guest, unsigned int host);
/* Gives it up; why NULL: what its last crossing said stays. */
void fleet_give_up(struct fleet_guest *guest, const char *why);
/* A copy that is its owner's. NULL when memory is out. */
struct fleet *fleet_copy(const struct fleet *fleet);
/* The entry of the network called so; NULL: there is none. */
const struct fleet_pool *fleet_pool(const struct fleet_pool *pools, unsigned int npools, const char *name);
/* Its VFs; 0: none. */
unsigned int fleet_vfs(const struct fleet_pool *pools, unsigned int npools, const char *name);

#endif
