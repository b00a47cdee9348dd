/* SPDX-License-Identifier: BSD-3-Clause */
/* peer.h: who may use the control socket. Neighbour: server.c. */
#ifndef VFERRY_PEER_H
#define VFERRY_PEER_H

#include <sys/types.h>

#include "err.h"

#define PEER_NO_GROUP ((gid_t)-1)

/* 0 and *gid of a group of this host; NULL and "" are PEER_NO_GROUP. -ENOENT: there is none of that name. */
int peer_group(const char *name, gid_t *gid, struct err *err);

/*
 * Whether the process that connected fd, as it was then, is root's, of our own user, or in the group: 0, or
 * -EACCES and a sentence for it.
 */
int peer_check(int fd, gid_t group, struct err *err);

#endif
