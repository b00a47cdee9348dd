/* SPDX-License-Identifier: BSD-3-Clause */
/* client.h: one client of the control socket: lines in, lines out. Neighbour: server.c. */
#ifndef VFERRY_CLIENT_H
#define VFERRY_CLIENT_H

#include <stdbool.h>

#include "control_lines.h"
#include "vferryd/server.h"

struct server_client {
	struct server *server;
	struct server_client *next;
	const struct server_calls *calls;
	void (*end)(struct server_client *client); /* it is over: free it */
	int fd, watch;
	bool over; /* shut down: its next event ends it */
	struct control_lines in;
	char *out; /* what it has not taken yet: bytes begin to end of out_size */
	size_t out_begin, out_end, out_size;
};

/* Watches client->fd; all above `over` is set. 0 or -ENOMEM. */
int client_watch(struct server_client *client);

/* Stops watching, closes, frees the buffers; not the struct. */
void client_close(struct server_client *client);

#endif
