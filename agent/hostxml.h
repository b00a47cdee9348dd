/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * hostxml.h: what a host's XML says about itself, its networks and its devices. Neighbours: domxml.h for
 * domains. Pure: text in, answers out.
 */
#ifndef VFERRY_HOSTXML_H
#define VFERRY_HOSTXML_H

#include "err.h"

/* The host's UUID from its capabilities; "" when they have none. 0 or -EBADMSG. */
int hostxml_uuid(const char *capabilities, char uuid[37], struct err *err);

/* 0, or -ENODEV with the reason: a network that hands out functions (a hostdev pool) and has none left. */
int hostxml_network_has_room(const char *network, struct err *err);

/* 0, or -ENODEV with the reason: a function that is in use for a guest already. */
int hostxml_function_is_free(const char *node_device, struct err *err);

#endif
