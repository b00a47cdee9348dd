/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * inventory.h: the PFs and VFs of one host and who has each VF, put together from the XML of its node
 * devices, its networks and the domains that run there. Neighbours: nodexml.h reads one device, hostxml.h a
 * network, domxml.h a domain, vfpick.h chooses a VF. Pure: text in, struct out.
 *
 * A VF's MAC and VLAN live in its PF, where libvirt does not look. What stands here is what libvirt says
 * elsewhere: the MAC and VLAN that it set itself for a guest's <interface>, or the MAC of the VF's own
 * network device while a driver of the host has it. Else they are unknown.
 */
#ifndef VFERRY_INVENTORY_H
#define VFERRY_INVENTORY_H

#include <stdbool.h>

#include "err.h"

#define INVENTORY_PFS_MAX 64
#define INVENTORY_VFS_MAX 1024

struct inventory_pf {
	char pci[13];
	char netdev[16];           /* "" without one; of several its own, and not a representor of a VF */
	char mac[18];              /* of that */
	char link[16];             /* of that: "up", "down", ...; "" when libvirt does not say */
	unsigned int vfs, max_vfs; /* that there are, that there may be */
};

struct inventory_vf {
	char pci[13];
	char pf[13];
	int index;        /* on the PF, as in `ip link set PF vf INDEX`; -1: unknown */
	char kind[10];    /* vendor and product; "" unknown */
	char driver[32];  /* "" none */
	char netdev[16];  /* its own network device on the host; "" none */
	char link[16];    /* of that */
	char address[46]; /* IP address that the host has on that; "" none that libvirt tells of */
	char user[64];    /* domain that has it; "" none that libvirt knows of */
	char pool[64];    /* libvirt network that hands it out; "" none */
	char mac[18];     /* "" unknown */
	int vlan;         /* 0: none; -1: unknown */
	int group, numa;  /* -1: unknown */
};

/* Zeroed is empty. */
struct inventory {
	unsigned int npfs, nvfs;
	unsigned int more_pfs; /* past the limit */
	struct inventory_pf pfs[INVENTORY_PFS_MAX];
	struct inventory_vf vfs[INVENTORY_VFS_MAX]; /* by PF and index, once sorted */
};

/*
 * Adds a node device: PCI functions first, network devices then. What is no device of interest, or no XML at
 * all, is left out: one that cannot be read hides no other.
 */
void inventory_add_device(struct inventory *inventory, const char *xml);
/* Adds an interface of the host, for the address that it has on a VF's network device; after the devices. */
void inventory_add_interface(struct inventory *inventory, const char *xml);
/* Adds what the live XML of a running domain has in use; after the devices. */
void inventory_add_domain(struct inventory *inventory, const char *name, const char *xml);
/* Notes that the network called name hands out the function at pci; after the devices. */
void inventory_add_pool(struct inventory *inventory, const char *name, const char *pci);
/* Brings VFs and PFs into order and leaves out what is gone, after the last was added. */
void inventory_sort(struct inventory *inventory);

/* By PCI address; NULL when there is none. */
const struct inventory_vf *inventory_vf(const struct inventory *inventory, const char *pci);
const struct inventory_pf *inventory_pf(const struct inventory *inventory, const char *pci);

/* How many PFs, and VFs of those that are here, there are past the limits; 0: all are here. */
unsigned int inventory_left_out(const struct inventory *inventory);

/* Whether an address is among the n of a list. */
bool inventory_lists(const char (*list)[13], unsigned int n, const char *pci);

/* How a person knows a PF: its network device, or its address. */
const char *inventory_pf_name(const struct inventory_pf *pf);

#endif
