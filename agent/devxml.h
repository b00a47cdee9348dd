/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * devxml.h: the device XML that plugs a pair's VF in again, on the source or on the destination.
 * Neighbours: domxml.h finds the pair, steps.c plugs. Pure: text in, text out.
 */
#ifndef VFERRY_DEVXML_H
#define VFERRY_DEVXML_H

#include <stddef.h>

#include "domxml.h"
#include "err.h"

struct devxml {
	char *text;            /* for virDomainAttachDeviceFlags; malloc'ed, NULL when empty */
	struct domxml_nic nic; /* what the text says: how to find the device in a live XML */
};

/*
 * From a domain's XML (live or inactive, size bytes): the NIC like vf without what belongs to the host it
 * runs on: its address in the guest, a tap made for it, the runtime alias (one that the user gave, "ua-...",
 * stays), port and bridge of its network. 0; -ENOENT when the XML has no such NIC; -EBADMSG.
 */
int devxml_derive(const char *xml, size_t size, const struct domxml_nic *vf, struct devxml *device,
                  struct err *err);

/*
 * As devxml_derive(), from the inactive XML: the NIC on a network for which vf, a function of the host, was
 * handed out, if not even its model (virtio) says that it is a VF. backup is the NIC of the same MAC that it
 * must not be.
 */
int devxml_derive_pooled(const char *xml, size_t size, const struct domxml_nic *vf,
                         const struct domxml_nic *backup, struct devxml *device, struct err *err);

/*
 * From what the user gave for the destination (a text of size bytes; by: where, "--dest-vf"): one <interface>
 * or <hostdev> of PCI, which must be a VF or stand for one; a function passed through must be named by its
 * address. Its MAC must be the pair's and is set when absent (an <interface>); the alias of vf stays when the
 * user gave vf one and the text has none. 0; -EINVAL with a sentence.
 */
int devxml_given(const char *text, size_t size, const struct domxml_nic *vf, const char *mac, const char *by,
                 struct devxml *device, struct err *err);

/* Makes device the one at pci, as 0000:01:10.0, on the host: an <interface type='hostdev'> or a <hostdev>. 0
 * or negative errno; then device is as it was. */
int devxml_set_address(struct devxml *device, const char *pci, struct err *err);

/*
 * Makes device, an <interface type='network'> on a pool of VFs, one of these by its address, with all that
 * the pool would give it: managed, and the VLAN tag when device has none of its own (0: none). 0 or negative
 * errno, -EOPNOTSUPP when it has a <virtualport>; then device still is the pool's.
 */
int devxml_name_of_pool(struct devxml *device, const char *pci, bool managed, unsigned int vlan,
                        struct err *err);

/*
 * Gives device the VLAN tag that vf, the pair's VF as it is plugged in, has (0: none). A plain <hostdev> as
 * vf shows none: then device stays as it is. 0; -EINVAL when device has another one, or is something for
 * which libvirt sets none.
 */
int devxml_keep_vlan(struct devxml *device, const struct domxml_nic *vf, struct err *err);

/* A domain of minimal size with the architecture, machine and emulator of xml and this device alone: what a
 * host can be asked to translate without touching any domain. malloc'ed; NULL with *err set. */
char *devxml_probe_domain(const char *xml, size_t size, const struct devxml *device, struct err *err);

/* Frees what device holds and empties it. */
void devxml_clear(struct devxml *device);

#endif
