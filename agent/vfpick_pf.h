/* SPDX-License-Identifier: BSD-3-Clause */
/* vfpick_pf.h: the PF of a host on which a pair's VF is chosen. Neighbour: vfpick.h, which tells how and is
 * the only one that asks. Pure. */
#ifndef VFERRY_VFPICK_PF_H
#define VFERRY_VFPICK_PF_H

#include "vfpick.h"

/* The PF that stands for the same network, which belongs to there. One that is called so and has no VF to
 * give does as well: another one's VFs are on another wire. 0; -ENODEV or -EINVAL as vfpick(). */
int vfpick_pf(const struct inventory *there, const struct vfpick *want, const struct inventory_pf **pf,
              struct err *err);

/* How many VFs that PF has, and how many of these are looked at, where those are not all; returns text. */
const char *vfpick_count(const struct inventory *there, const struct inventory_pf *pf, char text[64]);

#endif
