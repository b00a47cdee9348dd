/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * server.h: the daemon's end of the control socket, on libvirt's event loop (event.h). Who may not use it is
 * told so and hung up on; what is no request is answered here; every other request goes to on_request(),
 * which answers when it can, with any number under way for each client.
 *
 *   listening.c   the socket file        peer.c     who is it?
 *   server.c      who comes and goes     client.c   one client: lines in, lines out
 *
 * Bounds: SERVER_CLIENTS_MAX clients; of each one line of CONTROL_LINE_MAX that is being read, and
 * SERVER_QUEUE_MAX bytes that it has not read yet. Who asks and does not read is hung up on.
 *
 * Threads: every call and callback in the one that runs the event loop.
 */
#ifndef VFERRY_SERVER_H
#define VFERRY_SERVER_H

#include "control.h"
#include "err.h"

#define SERVER_CLIENTS_MAX 64
#define SERVER_QUEUE_MAX   (4u << 20) /* bytes */

struct server;
struct server_client;

struct server_calls {
	/* Never `resume` or `survey`, which are for workers. The request is valid during the call. */
	void (*on_request)(void *arg, struct server_client *client, const struct control_request *request);
	/* Once for every client that was let in, from the event loop or server_stop(), never from
	 * server_send(). Then the client is no more. */
	void (*on_gone)(void *arg, struct server_client *client);
	void *arg;
};

/*
 * Listens. group: who besides root and our own user may connect; NULL or "": nobody. *calls is copied.
 * NULL and *err: -EADDRINUSE when another daemon answers there; see listening.h and peer.h.
 */
struct server *server_start(const char *path, const char *group, const struct server_calls *calls,
                            struct err *err);

/*
 * Says a line of control_encode_...(), which is copied. 0; -EPIPE: the client has hung up, or was hung up on;
 * -ENOBUFS, -ENOMEM: now it is, as it does not read, or for want of memory. on_gone() follows in each case.
 */
int server_send(struct server_client *client, const char *line);

/* Says an error to the request of that id, as control_encode_error() makes it. client NULL: nobody waits. */
void server_refuse(struct server_client *client, const struct control_id *id, int code, const char *why);

/* Hangs up on all, and removes the socket if it is still ours. Not from within a callback. NULL is allowed.
 */
void server_stop(struct server *server);

#endif
