/* SPDX-License-Identifier: BSD-3-Clause */
/* daemon_impl.h: what vferryd consists of. Neighbours: daemon.c (its life), asked.c (what clients ask). Not
 * for others. */
#ifndef VFERRY_DAEMON_IMPL_H
#define VFERRY_DAEMON_IMPL_H

#include "vferryd/config.h"
#include "vferryd/evacuating.h"
#include "vferryd/guests.h"
#include "vferryd/jobs.h"
#include "vferryd/notes.h"
#include "vferryd/recovery.h"
#include "vferryd/server.h"

struct daemon {
	struct config config;
	const char *file;
	struct server *server;
	struct jobs *jobs;
	struct guests *guests;
	struct notes *notes;
	struct recovery *recovery;
	struct evacuating *evacuating;
	int signals, timer;
	uint64_t metrics_ms; /* when the metrics' file is due */
	bool stopping;
	uint64_t stop_us; /* when crossings are no longer waited for */
};

/* asked.c: server_calls' on_request; arg is the struct daemon. */
void daemon_asked(void *arg, struct server_client *client, const struct control_request *request);

#endif
