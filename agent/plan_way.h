/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * plan_way.h: where the guest is, and which step comes next on the way to where it is wanted. Neighbour:
 * plan.c decides what that means. Pure.
 */
#ifndef VFERRY_PLAN_WAY_H
#define VFERRY_PLAN_WAY_H

#include "plan.h"

enum plan_place { AT_SOURCE, AT_DESTINATION, NOWHERE, UNSEEN };

/*
 * While memory moves both hosts show the domain. It is where it runs; a domain that is paused on both has not
 * moved yet, one that is paused on the destination alone has.
 */
enum plan_place plan_place(const struct plan_seen *seen);

/* The first step of the way whose goal is neither met nor passed over; STEP_NONE: arrived. */
enum plan_step plan_wanted(const struct plan_wish *wish, enum plan_place at, const struct plan_seen *seen,
                           const struct plan_history *history);

#endif
