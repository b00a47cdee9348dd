/* SPDX-License-Identifier: BSD-3-Clause */
/* devargs.h: the arguments of --vdev net_vferry0,... Neighbour: pmd.c. */
#ifndef VFERRY_DEVARGS_H
#define VFERRY_DEVARGS_H

#include <rte_ethdev.h>

#include "announce.h"
#include "bind.h"
#include "err.h"
#include "guard.h"

#define DEVARGS_ADDRESSES_MAX 16

struct devargs {
	char mac[18];                      /* mac=, lower case; the only one that must be there */
	char vf[RTE_ETH_NAME_MAX_LEN];     /* vf=: PCI address or name of an ethdev; "": by MAC */
	char backup[RTE_ETH_NAME_MAX_LEN]; /* backup=, likewise */
	char link[256];                    /* link=: the guest link's device file; "": where it usually is */
	char driver[BIND_DRIVER_MAX];      /* driver=: kernel driver for a VF that is plugged in later; "": as
	                                      before */
	struct announce_entry
	        addresses[DEVARGS_ADDRESSES_MAX]; /* announce=, any number: IPv4 or IPv6, mac left out */
	unsigned int naddresses;
	enum guard_fill dead; /* dead=: what reads of a dead VF give: zeros, or ones */
};

/* Reads text ("mac=...,vf=..."). 0, or -EINVAL with the argument that is wrong; *args is not to be used then.
 */
int devargs_parse(const char *text, struct devargs *args, struct err *err);

#endif
