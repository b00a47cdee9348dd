/* SPDX-License-Identifier: BSD-3-Clause */
/* control_client.c: see control_client.h. */
#include "control_client.h"

#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "control_lines.h"
#include "event.h"

#define CHUNK 65536 /* bytes read at a time */

struct control_client {
	int fd;
	struct control_lines lines;
	char chunk[CHUNK];
};

static int
fail_open(const char *path, int error, struct err *err)
{
	switch (error) {
	case ENOENT:
	case ECONNREFUSED:
		return err_set(err, -error,
		               "no vferryd answers on %s; start it, or let vferry work without one", path);
	case EACCES:
		return err_set(err, -error,
		               "this user may not use %s; become a member of its group and log in again, or "
		               "become root",
		               path);
	default:
		return err_set(err, -error, "cannot connect to vferryd on %s: %s", path, strerror(error));
	}
}

/* A connected socket, or -1 and errno. A listener's full queue, and then its full buffer, make calls wait. */
static int
connect_to(const struct sockaddr_un *at)
{
	const struct timeval patience = {.tv_sec = CONTROL_PATIENCE};
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0), rc;

	if (fd < 0)
		return -1;
	rc = setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof(patience));
	while (rc == 0 && (rc = connect(fd, (const struct sockaddr *)at, sizeof(*at))) < 0 && errno == EINTR)
		rc = 0;
	if (rc < 0) {
		int error = errno;

		(void)close(fd);
		errno = error;
		return -1;
	}
	return fd;
}

int
control_client_open(const char *path, struct control_client **client, struct err *err)
{
	struct sockaddr_un at = {.sun_family = AF_UNIX};
	struct control_client *made;

	if (strlen(path) >= sizeof(at.sun_path))
		return err_set(err, -ENAMETOOLONG, "the path of a socket has at most %zu characters, not %s",
		               sizeof(at.sun_path) - 1, path);
	(void)snprintf(at.sun_path, sizeof(at.sun_path), "%s", path);
	made = calloc(1, sizeof(*made));
	if (!made)
		return err_set(err, -ENOMEM, "out of memory");
	made->fd = connect_to(&at);
	if (made->fd < 0) {
		int error = errno;

		free(made);
		return fail_open(path, error, err);
	}
	*client = made;
	return 0;
}

int
control_client_send(struct control_client *client, const char *line, struct err *err)
{
	size_t left = strlen(line);

	while (left > 0) {
		ssize_t n = send(client->fd, line, left, MSG_NOSIGNAL);

		if (n >= 0) {
			line += n;
			left -= (size_t)n;
		} else if (errno == EAGAIN || errno == EWOULDBLOCK) {
			return err_set(err, -ETIMEDOUT, "vferryd did not take the request within %d s",
			               CONTROL_PATIENCE);
		} else if (errno != EINTR) {
			return 0;
		}
	}
	return 0;
}

/* Until something can be read: 0, or as control_client_next(). */
static int
wait_for_bytes(const struct control_client *client, uint64_t until_us, bool (*stop)(void *arg), void *arg,
               struct err *err)
{
	struct pollfd wanted = {.fd = client->fd, .events = POLLIN};
	int rc;

	do {
		uint64_t now_us = event_now_us(), ms;

		if (stop && stop(arg))
			return err_set(err, -EINTR, "stopped while waiting for vferryd");
		ms = until_us > now_us ? (until_us - now_us + 999) / 1000 : 0;
		rc = poll(&wanted, 1, ms < CONTROL_STOP_MS ? (int)ms : CONTROL_STOP_MS);
		if (rc < 0 && errno != EINTR)
			return err_set(err, -errno, "cannot wait for vferryd: %s", strerror(errno));
		if (rc == 0 && ms == 0)
			return err_set(err, -ETIMEDOUT, "vferryd said nothing in time");
	} while (rc <= 0);
	return 0;
}

static int
receive(struct control_client *client, struct err *err)
{
	ssize_t n = recv(client->fd, client->chunk, sizeof(client->chunk), MSG_DONTWAIT);

	if (n > 0)
		return control_lines_add(&client->lines, client->chunk, (size_t)n) < 0
		               ? err_set(err, -ENOMEM, "out of memory")
		               : 0;
	if (n < 0 && (errno == EINTR || errno == EAGAIN || errno == EWOULDBLOCK))
		return 0;
	return err_set(err, -EPIPE, "vferryd has hung up; see its log");
}

int
control_client_next(struct control_client *client, uint64_t until_us, bool (*stop)(void *arg), void *arg,
                    struct control_message *message, struct err *err)
{
	const char *line;
	size_t size;
	int rc;

	while ((rc = control_lines_next(&client->lines, &line, &size)) == 0) {
		rc = wait_for_bytes(client, until_us, stop, arg, err);
		if (!rc)
			rc = receive(client, err);
		if (rc)
			return rc;
	}
	if (rc < 0)
		return err_set(err, rc, "vferryd said a line longer than %u bytes", CONTROL_LINE_MAX);
	rc = control_decode_message(line, size, message, err);
	if (rc)
		err_wrap(err, "vferryd said what is no message");
	return rc;
}

void
control_client_close(struct control_client *client)
{
	if (!client)
		return;
	(void)close(client->fd);
	control_lines_clear(&client->lines);
	free(client);
}
