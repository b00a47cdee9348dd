/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * hostxml.h: what a host's XML says about itself and its networks. Neighbours: domxml.h for domains,
 * nodexml.h for devices. Pure: text in, answers out.
 */
#ifndef VFERRY_HOSTXML_H
#define VFERRY_HOSTXML_H

#include <stdbool.h>
#include <stddef.h>

#include "err.h"
#include "inventory.h"

/* The host's UUID from its capabilities; "" when they have none. 0 or -EBADMSG. */
int hostxml_uuid(const char *capabilities, char uuid[37], struct err *err);

/*
 * Whether a network hands out functions (a hostdev pool) and has as many left as are wanted, from its live
 * XML. A network counts those only that it gave out itself; what else is in use stands in inventory (NULL:
 * unknown). 0; -ENODEV: there are not so many now; -ENOENT: it has none at all; -EINVAL: it is no such pool;
 * -EBADMSG.
 */
int hostxml_network_has_room(const char *network, unsigned int wanted, const struct inventory *inventory,
                             struct err *err);

/*
 * That such a network may give out a VF that is in use, as it did not give that out itself, as a sentence in
 * text; "" when it does not seem so. Whether it may. Then another one of its VFs is to be named.
 */
bool hostxml_network_doubt(const char *network, const struct inventory *inventory, char *text, size_t size);

/* Notes in inventory which functions the network hands out, from its live XML; none unless it is a pool. */
void hostxml_add_pool(const char *network, struct inventory *inventory);

/*
 * The VLAN tag that a network gives a NIC without one of its own, from the network's XML: that of the
 * portgroup that the NIC names ("": of the default one, if there is one), else the network's; 0: none.
 */
unsigned int hostxml_network_vlan(const char *network, const char *portgroup);

/* Whether the network, or that portgroup of it, as above, says how its NICs are to be associated with a
 * switch: a <virtualport>. */
bool hostxml_network_virtualport(const char *network, const char *portgroup);

#endif
