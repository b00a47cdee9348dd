/* SPDX-License-Identifier: BSD-3-Clause */
/* listening.c: see listening.h. */
#include "vferryd/listening.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include "vferryd/peer.h"

#define BACKLOG 64
#define NEW     ".new" /* PATH.new: where the socket stands until it is ready */

static int
in_use(const char *path, struct err *err)
{
	return err_set(err, -EADDRINUSE,
	               "another vferryd answers on %s; stop it first, or name another place in the "
	               "configuration (socket: path:)",
	               path);
}

/* Two that start at once would both find nobody listening, so there is a lock besides. */
static int
take_lock(const char *path, int *lock, struct err *err)
{
	char name[sizeof(((struct listening *)0)->path) + 8];

	(void)snprintf(name, sizeof(name), "%s.lock", path);
	*lock = open(name, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
	if (*lock < 0)
		return err_set(err, -errno, "cannot open %s: %s; the folder must be there and ours to write",
		               name, strerror(errno));
	if (flock(*lock, LOCK_EX | LOCK_NB) == 0)
		return 0;
	if (errno == EWOULDBLOCK)
		return in_use(path, err);
	return err_set(err, -errno, "cannot lock %s: %s", name, strerror(errno));
}

/* Whether what stands at the place may be replaced: 0. */
static int
check_place(const struct sockaddr_un *at, struct err *err)
{
	struct stat st;
	int fd, error;

	if (lstat(at->sun_path, &st) < 0)
		return errno == ENOENT
		               ? 0
		               : err_set(err, -errno, "cannot look at %s: %s", at->sun_path, strerror(errno));
	if (!S_ISSOCK(st.st_mode))
		return err_set(err, -EEXIST, "%s is there and is no socket; move it away", at->sun_path);
	fd = socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	if (fd < 0)
		return err_set(err, -errno, "cannot make a socket: %s", strerror(errno));
	error = connect(fd, (const struct sockaddr *)at, sizeof(*at)) < 0 ? errno : 0;
	(void)close(fd);
	if (error == ECONNREFUSED || error == ENOENT)
		return 0;
	if (error == 0 || error == EAGAIN)
		return in_use(at->sun_path, err);
	return err_set(err, -error, "cannot tell whether anybody listens on %s: %s; remove it if nobody does",
	               at->sun_path, strerror(error));
}

/* Binds to the place beside, and moves over when all is right. */
static int
bind_and_move(struct listening *listening, const struct sockaddr_un *beside, gid_t group)
{
	const char *name = beside->sun_path;
	struct stat st;

	(void)unlink(name);
	if (bind(listening->fd, (const struct sockaddr *)beside, sizeof(*beside)) < 0)
		return -errno;
	if ((group != PEER_NO_GROUP && lchown(name, (uid_t)-1, group) < 0) ||
	    chmod(name, group == PEER_NO_GROUP ? 0600 : 0660) < 0 || listen(listening->fd, BACKLOG) < 0 ||
	    lstat(name, &st) < 0 || rename(name, listening->path) < 0) {
		int error = errno;

		(void)unlink(name);
		return -error;
	}
	listening->dev = st.st_dev;
	listening->ino = st.st_ino;
	return 0;
}

static int
open_at(struct listening *listening, gid_t group, struct err *err)
{
	struct sockaddr_un at = {.sun_family = AF_UNIX}, beside = at;
	int rc;

	(void)snprintf(at.sun_path, sizeof(at.sun_path), "%s", listening->path);
	(void)snprintf(beside.sun_path, sizeof(beside.sun_path), "%.*s" NEW,
	               (int)(sizeof(beside.sun_path) - sizeof(NEW)), listening->path);
	rc = take_lock(listening->path, &listening->lock, err);
	if (!rc)
		rc = check_place(&at, err);
	if (rc)
		return rc;
	listening->fd = socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	rc = listening->fd < 0 ? -errno : bind_and_move(listening, &beside, group);
	if (rc)
		return err_set(err, rc, "cannot listen on %s: %s", listening->path, strerror(-rc));
	return 0;
}

static void
close_both(struct listening *listening)
{
	if (listening->fd >= 0)
		(void)close(listening->fd);
	if (listening->lock >= 0)
		(void)close(listening->lock);
	listening->fd = listening->lock = -1;
}

int
listening_open(struct listening *listening, const char *path, gid_t group, struct err *err)
{
	struct listening made = {.fd = -1, .lock = -1};
	int rc;

	if (path[0] != '/' || strlen(path) + strlen(NEW) >= sizeof(made.path))
		return err_set(err, -EINVAL,
		               "the control socket's path must begin with / and have at most %zu "
		               "characters",
		               sizeof(made.path) - sizeof(NEW));
	(void)snprintf(made.path, sizeof(made.path), "%s", path);
	rc = open_at(&made, group, err);
	if (rc) {
		close_both(&made);
		return rc;
	}
	*listening = made;
	return 0;
}

void
listening_close(struct listening *listening)
{
	struct stat st;

	if (lstat(listening->path, &st) == 0 && st.st_dev == listening->dev && st.st_ino == listening->ino)
		(void)unlink(listening->path);
	close_both(listening);
}
