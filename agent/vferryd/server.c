/* SPDX-License-Identifier: BSD-3-Clause */
/* server.c: see server.h. */
#include "vferryd/server.h"

#include <errno.h>
#include <libvirt/libvirt.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "event.h"
#include "vferryd/client.h"
#include "vferryd/listening.h"
#include "vferryd/peer.h"

#define PAUSE_MS 100 /* before the next is let in when descriptors or memory are out */

struct server {
	struct server_calls calls;
	struct listening listening;
	gid_t group;
	int watch, timer;
	unsigned int nclients;
	struct server_client *clients;
};

/* Says why and hangs up. Its buffer is empty, so a line fits. */
static void
turn_away(int fd, const char *why)
{
	char *line = control_encode_error(NULL, CONTROL_INVALID_REQUEST, why, NULL);

	if (line)
		(void)send(fd, line, strlen(line), MSG_DONTWAIT | MSG_NOSIGNAL);
	free(line);
	(void)close(fd);
}

/* Of one that is no longer in the list. */
static void
drop(struct server *server, struct server_client *client)
{
	server->nclients--;
	client->over = true;
	server->calls.on_gone(server->calls.arg, client);
	client_close(client);
	free(client);
}

static void
end_client(struct server_client *client)
{
	struct server *server = client->server;
	struct server_client **at = &server->clients;

	while (*at != client)
		at = &(*at)->next;
	*at = client->next;
	drop(server, client);
}

static void
let_in(struct server *server, int fd)
{
	struct server_client *client = calloc(1, sizeof(*client));

	if (!client) {
		(void)close(fd);
		return;
	}
	client->server = server;
	client->calls = &server->calls;
	client->end = end_client;
	client->fd = fd;
	if (client_watch(client) < 0) {
		client_close(client);
		free(client);
		return;
	}
	client->next = server->clients;
	server->clients = client;
	server->nclients++;
}

static void
on_connect(int watch, int listening, int events, void *arg)
{
	struct server *server = arg;
	int fd = accept4(listening, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);
	struct err err;

	(void)events;
	if (fd < 0 && (errno == EMFILE || errno == ENFILE || errno == ENOBUFS || errno == ENOMEM)) {
		/* Whoever waits would have the loop run without a pause. */
		virEventUpdateHandle(watch, 0);
		virEventUpdateTimeout(server->timer, PAUSE_MS);
	}
	if (fd < 0)
		return;
	if (peer_check(fd, server->group, &err) < 0)
		turn_away(fd, err.text);
	else if (server->nclients == SERVER_CLIENTS_MAX)
		turn_away(fd, "the daemon has as many clients as it takes; close one, or try again later");
	else
		let_in(server, fd);
}

static void
on_pause_over(int timer, void *arg)
{
	struct server *server = arg;

	virEventUpdateTimeout(timer, -1);
	virEventUpdateHandle(server->watch, VIR_EVENT_HANDLE_READABLE);
}

static int
watch(struct server *server, struct err *err)
{
	server->timer = virEventAddTimeout(-1, on_pause_over, server, NULL);
	server->watch =
	        virEventAddHandle(server->listening.fd, VIR_EVENT_HANDLE_READABLE, on_connect, server, NULL);
	if (server->timer < 0 || server->watch < 0)
		return err_set(err, -ENOMEM, "libvirt's event loop does not take the control socket");
	return 0;
}

struct server *
server_start(const char *path, const char *group, const struct server_calls *calls, struct err *err)
{
	struct server *server;

	if (event_init(err) < 0)
		return NULL;
	server = calloc(1, sizeof(*server));
	if (!server) {
		err_set(err, -ENOMEM, "out of memory");
		return NULL;
	}
	server->calls = *calls;
	if (peer_group(group, &server->group, err) < 0 ||
	    listening_open(&server->listening, path, server->group, err) < 0) {
		free(server);
		return NULL;
	}
	if (watch(server, err) < 0) {
		server_stop(server);
		return NULL;
	}
	return server;
}

void
server_stop(struct server *server)
{
	struct server_client *client;

	if (!server)
		return;
	if (server->watch >= 0)
		virEventRemoveHandle(server->watch);
	if (server->timer >= 0)
		virEventRemoveTimeout(server->timer);
	while ((client = server->clients)) {
		server->clients = client->next;
		drop(server, client);
	}
	listening_close(&server->listening);
	free(server);
}
