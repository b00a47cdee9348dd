/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * hostxml.h: what a host's XML says about itself and its networks. Neighbours: domxml.h for domains,
 * nodexml.h for devices. Pure: text in, answers out.
 */
#ifndef VFERRY_HOSTXML_H
#define VFERRY_HOSTXML_H

#include "err.h"

/* The host's UUID from its capabilities; "" when they have none. 0 or -EBADMSG. */
int hostxml_uuid(const char *capabilities, char uuid[37], struct err *err);

/*
 * Whether a network hands out functions (a hostdev pool) and has as many left as are wanted, from its live
 * XML: 0; -ENODEV: it has none, or all are in use; -EINVAL: it is no such pool; -EBADMSG.
 */
int hostxml_network_has_room(const char *network, unsigned int wanted, struct err *err);

#endif
