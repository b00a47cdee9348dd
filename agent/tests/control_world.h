/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * control_world.h: a server of the control socket in a folder of its own, and clients that are bare
 * sockets. Everything is in one thread: who waits runs the event loop, WORLD_PATIENCE_S at most.
 */
#ifndef VFERRY_CONTROL_WORLD_H
#define VFERRY_CONTROL_WORLD_H

#include <stdbool.h>
#include <sys/types.h>

#include "vferryd/server.h"

#define WORLD_PATIENCE_S 20

/* What the server was asked and who went. list is kept for later; the others are answered at once: vfs with
 * {"domain":"vfs"}, metrics with a text of `large` bytes. */
struct world {
	char folder[64], path[80];
	char group[64]; /* of the socket; root is not in it */
	gid_t gid;
	struct server *server;
	unsigned int asked, gone, nkept;
	struct {
		struct server_client *client;
		struct control_id id;
	} kept[1024];
	size_t large;
	int sent; /* what server_send() said last */
	struct err err;
};

extern struct world world;

/* A folder without a server; and with one. Both forget what was before. */
void world_make(void);
void world_begin(void);
/* Starts a server; whether it could. */
bool world_serve(const char *group);
void world_end(void);

/* Answers kept request i with {"domain":"list"}. */
int world_answer(unsigned int i);

/* A connected socket that does not block. -1: it could not. */
int client_connect(void);
void client_say(int fd, const char *text);

/* Runs the event loop until as many lines as that came; they are in client_heard. False: they did not. */
bool client_hear(int fd, unsigned int lines);
/* The same for so long only; *rounds: how often the event loop woke up for it. */
bool client_hear_within(int fd, unsigned int lines, unsigned int ms, unsigned int *rounds);
/* ... until the server hung up; what it said before is in client_heard. */
bool client_is_left(int fd);
extern char client_heard[1 << 20];

/* Runs the loop until *count is value. */
bool world_until(const unsigned int *count, unsigned int value);

#endif
