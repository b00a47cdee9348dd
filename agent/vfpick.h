/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * vfpick.h: which VF of a host a pair gets, and whether one that the user named can be had. Neighbours:
 * inventory.h is what the host has, vfpick_pf.h chooses the PF, choose.c asks. Pure.
 *
 * A PF stands for a network, so the choice stays on one PF: that of the VF which the device names, if that VF
 * is of that kind and the PF is not called otherwise than on the other host; without such a VF, the one that
 * is called so; else, where none is, the host's only one with VFs of that kind. Where none of these tells, or
 * address and name tell two things, nothing is guessed, also not that the VFs of another PF are on the wire
 * of one that is called so and has none.
 *
 * A VF is the host's own when the host has an IP address on its network device. libvirt seldom tells of one:
 * its usual interface driver (udev) knows none. What it always tells is whether that device is up, so this
 * stands for it: libvirt would unbind such a VF, and the host lose what it does over it. It is never chosen,
 * and the user who names it is told, as he can name another one or take the device down. One that a libvirt
 * network hands out is the last to be chosen: the network does not know that it is taken, and the guest that
 * gets it next fails.
 */
#ifndef VFERRY_VFPICK_H
#define VFERRY_VFPICK_H

#include <stddef.h>

#include "err.h"
#include "inventory.h"

struct vfpick {
	const char *pci;       /* the address that the device's XML names: it comes first when it is free */
	const char *pf_netdev; /* name of its PF on the other host; "" unknown */
	const char *kind;      /* vendor and product of the VF there; "" unknown */
	const char *mac; /* that it must show already, as libvirt will not set it; NULL: any VF will do */
	const char (*aside)[13]; /* addresses not to be taken */
	unsigned int naside;
	bool unmanaged; /* libvirt does not bind it to vfio-pci: it must be bound to that already */
};

/*
 * Chooses: 0 with *vf, which belongs to there; -ENODEV when none is free or the PF has none; -EINVAL when
 * that is no matter of time: several PFs may be meant, or mac is asked for and none of the PF's VFs shows it,
 * or can.
 */
int vfpick(const struct inventory *there, const struct vfpick *want, const struct inventory_vf **vf,
           struct err *err);

/* 0, or -EINVAL with the reason why the VF at want's pci, which the user named, cannot be had; mac and
 * unmanaged count as well. One that may be past the limits of the inventory is believed to be there. */
int vfpick_named(const struct inventory *there, const struct vfpick *want, struct err *err);

/*
 * What about the VF at pci, which seems free, cannot be seen, as a sentence in text; "" when there is nothing
 * to say. Whether there is. unmanaged: as above; then vfio-pci is what is wanted.
 */
bool vfpick_doubt(const struct inventory *there, const char *pci, bool unmanaged, char *text, size_t size);

#endif
