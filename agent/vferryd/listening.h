/* SPDX-License-Identifier: BSD-3-Clause */
/* listening.h: a unix socket's place in the file system, with one daemon on it. Neighbour: server.c. */
#ifndef VFERRY_LISTENING_H
#define VFERRY_LISTENING_H

#include <sys/types.h>
#include <sys/un.h>

#include "err.h"

struct listening {
	int fd;
	int lock; /* held as long as we live: flock on PATH.lock, which stays */
	char path[sizeof(((struct sockaddr_un *)0)->sun_path)];
	dev_t dev; /* of our socket file */
	ino_t ino;
};

/*
 * Listens on path: mode 0660 and that group, or 0600 for PEER_NO_GROUP; nobody can connect before owner and
 * mode are right. A socket that nobody listens on is replaced, in one step. Only root, or who runs this, may
 * be able to write into its folder. 0; -EADDRINUSE: another daemon has it; -EEXIST: it is no socket; other
 * negative errno.
 */
int listening_open(struct listening *listening, const char *path, gid_t group, struct err *err);

/* Removes the file, unless it is another's by now. */
void listening_close(struct listening *listening);

#endif
