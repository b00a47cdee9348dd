/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * nodexml.h: one node device of a host as libvirt's XML shows it: a PCI function of the class of networks (a
 * PF, a VF or neither) or the network device of one; and the address that the host has on one. Neighbours:
 * inventory.h puts them together. Pure: text in, struct out.
 */
#ifndef VFERRY_NODEXML_H
#define VFERRY_NODEXML_H

#include <stdbool.h>

#include "err.h"

#define NODEXML_VFS_MAX 256 /* VFs of one PF whose address is read; further ones are counted */

/* Texts too long for their field are cut; "" stands for what the XML does not say. */
struct nodexml {
	bool net;        /* a network device; else a PCI function */
	char pci[13];    /* the function, as 0000:01:10.0; of a network device: the one that it belongs to */
	char driver[32]; /* of a function: bound to it now */
	char kind[10];   /* of a function: vendor and product, as 8086:10ca */
	char pf[13];     /* of a VF: the function that it is part of; "": it is no VF */
	bool is_pf;      /* may have VFs */
	unsigned int max_vfs, all_vfs;      /* of a PF: that there may be, that there are */
	unsigned int nvfs;                  /* of these, in vfs */
	char vfs[NODEXML_VFS_MAX][13];      /* by index */
	int group, numa;                    /* of a function: IOMMU group and NUMA node; -1: not said */
	char netdev[16], mac[18], link[16]; /* of a network device: name, MAC, "up", "down", ... */
};

/* 0; -ENODEV: neither of the two; -EBADMSG: no node device's XML. */
int nodexml_read(const char *xml, struct nodexml *node, struct err *err);

/*
 * From the XML of a host's interface: its name, and the first IP address that the host has on it ("" when the
 * XML tells none). 0; -EBADMSG: no interface's XML.
 */
int nodexml_interface(const char *xml, char netdev[16], char address[46], struct err *err);

#endif
