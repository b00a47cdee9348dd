/* SPDX-License-Identifier: BSD-3-Clause */
/* peer.c: see peer.h. */
#include "vferryd/peer.h"

#include <errno.h>
#include <grp.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

int
peer_group(const char *name, gid_t *gid, struct err *err)
{
	const struct group *group;

	if (!name || !name[0]) {
		*gid = PEER_NO_GROUP;
		return 0;
	}
	errno = 0;
	group = getgrnam(name); /* NOLINT(concurrency-mt-unsafe): at the start, with one thread */
	if (!group)
		return err_set(err, -ENOENT,
		               "this host has no group '%s' for the control socket%s%s; create it, or name "
		               "another one in the configuration (socket: group:)",
		               name, errno ? ": " : "", errno ? strerror(errno) : "");
	*gid = group->gr_gid;
	return 0;
}

/* The kernel keeps them from when it connected. The name service is not asked: it may take its time, and all
 * of the daemon would wait. */
static bool
is_member(int fd, gid_t wanted)
{
	socklen_t size = 32 * sizeof(gid_t);
	gid_t *groups = malloc(size);
	bool found = false;
	int rc = -1;

	while (groups && (rc = getsockopt(fd, SOL_SOCKET, SO_PEERGROUPS, groups, &size)) < 0 &&
	       errno == ERANGE) {
		free(groups);
		groups = malloc(size);
	}
	for (size_t i = 0; rc == 0 && !found && i < size / sizeof(*groups); i++)
		found = groups[i] == wanted;
	free(groups);
	return found;
}

int
peer_check(int fd, gid_t group, struct err *err)
{
	struct ucred peer;
	socklen_t size = sizeof(peer);

	if (getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &peer, &size) < 0)
		return err_set(err, -EACCES, "cannot tell who you are: %s", strerror(errno));
	if (peer.uid == 0 || peer.uid == geteuid())
		return 0;
	if (group != PEER_NO_GROUP && (peer.gid == group || is_member(fd, group)))
		return 0;
	return err_set(err, -EACCES,
	               "user %u may not use this socket; become a member of its group (socket: group: in the "
	               "daemon's configuration) and log in again, or become root",
	               (unsigned int)peer.uid);
}
