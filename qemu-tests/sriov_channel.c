/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * sriov_channel.c: a guest's channel, whose socket is on another machine, through libvirt, as a socket here;
 * see sriov.h. Two threads carry bytes, one each way, until either end hangs up.
 */
#include <errno.h>
#include <libvirt/virterror.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

#include "sriov.h"

struct pump {
	virStreamPtr stream;
	int fd;
	atomic_int users;
};

static void
leave(struct pump *pump)
{
	if (atomic_fetch_sub(&pump->users, 1) > 1)
		return;
	close(pump->fd);
	virStreamFree(pump->stream);
	free(pump);
}

static void *
from_guest(void *arg)
{
	struct pump *pump = arg;
	char bytes[4096];
	int n;

	while ((n = virStreamRecv(pump->stream, bytes, sizeof(bytes))) > 0)
		if (send(pump->fd, bytes, (size_t)n, MSG_NOSIGNAL) != n)
			break;
	shutdown(pump->fd, SHUT_RDWR);
	leave(pump);
	return NULL;
}

static void *
to_guest(void *arg)
{
	struct pump *pump = arg;
	char bytes[4096];
	ssize_t n;

	while ((n = read(pump->fd, bytes, sizeof(bytes))) > 0)
		for (int sent = 0, m; sent < n; sent += m) {
			m = virStreamSend(pump->stream, bytes + sent, (size_t)(n - sent));
			if (m < 0)
				goto out;
		}
out:
	/* Ends the other thread's waiting as well. */
	virStreamAbort(pump->stream);
	leave(pump);
	return NULL;
}

static virStreamPtr
open_stream(struct host *host, const char *guest, const char *channel)
{
	virDomainPtr domain = host->conn == NULL ? NULL : virDomainLookupByName(host->conn, guest);
	virStreamPtr stream = domain == NULL ? NULL : virStreamNew(host->conn, 0);

	if (stream != NULL && virDomainOpenChannel(domain, channel, stream, VIR_DOMAIN_CHANNEL_FORCE) < 0) {
		virStreamFree(stream);
		stream = NULL;
	}
	if (domain != NULL)
		virDomainFree(domain);
	return stream;
}

int
sriov_open_channel(struct host *host, const char *guest, const char *channel, struct err *err)
{
	struct pump *pump = calloc(1, sizeof(*pump));
	pthread_t in, out;
	int ends[2] = {-1, -1};

	if (pump == NULL || socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) < 0) {
		free(pump);
		return err_set(err, -ENOMEM, "no memory for a channel");
	}
	pump->stream = open_stream(host, guest, channel);
	if (pump->stream == NULL) {
		close(ends[0]);
		close(ends[1]);
		free(pump);
		return err_set(err, -ENOENT, "%s has no channel %s of guest %s: %s", host->name, channel,
		               guest, virGetLastErrorMessage());
	}
	pump->fd = ends[1];
	pump->users = 2;
	if (pthread_create(&in, NULL, from_guest, pump) != 0 ||
	    pthread_create(&out, NULL, to_guest, pump) != 0)
		abort();
	pthread_detach(in);
	pthread_detach(out);
	return ends[0];
}
