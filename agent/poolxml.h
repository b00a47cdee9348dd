/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * poolxml.h: the VFs of a network that hands out VFs (a hostdev pool), from the network's live XML.
 * Neighbours: hostxml.h asks whether it has room, choose.c names one of its VFs. Pure.
 */
#ifndef VFERRY_POOLXML_H
#define VFERRY_POOLXML_H

#include <stdbool.h>

#include "err.h"
#include "inventory.h"

#define POOLXML_VFS_MAX 256 /* further ones are left to libvirt */

struct poolxml {
	char name[64];
	bool managed;      /* libvirt binds its VFs to vfio-pci itself, and back */
	unsigned int vlan; /* tag that a NIC without one of its own gets; 0: none */
	unsigned int n;
	char vfs[POOLXML_VFS_MAX][13];
};

/* For a NIC that names that portgroup ("": none). 0; -EINVAL when the network is no pool; -EOPNOTSUPP when
 * its VFs get a <virtualport>, which libvirt alone puts together; -EBADMSG. */
int poolxml_read(const char *network, const char *portgroup, struct poolxml *pool, struct err *err);

/*
 * A VF of the pool that no domain has and that is not among the naside addresses; NULL: none. libvirt hands
 * out the first one that it has not given away itself: this is the last, which it will want latest.
 */
const struct inventory_vf *poolxml_free(const struct poolxml *pool, const struct inventory *there,
                                        const char (*aside)[13], unsigned int naside);

#endif
