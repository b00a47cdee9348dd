/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * evacuating.h: the evacuation (evacuation.h) on the daemon's own clients, crossings, processes and timers.
 * Neighbours: daemon.c; jobs.h runs the crossings, so that those of an evacuation and others count together.
 * On libvirt's event loop.
 */
#ifndef VFERRY_EVACUATING_H
#define VFERRY_EVACUATING_H

#include "vferryd/config.h"
#include "vferryd/jobs.h"
#include "vferryd/server.h"

struct evacuating;

/*
 * Takes up what was under way when vferryd ended. worker: argv of a worker; borrowed, as jobs is. A record
 * that cannot be read is told to log and left. NULL and *err: out of memory.
 */
struct evacuating *evacuating_new(const struct config *config, struct jobs *jobs, const char *const worker[],
                                  void (*log)(void *arg, const char *text), struct err *err);

/* Of the next evacuation. */
void evacuating_limits(struct evacuating *evacuating, const struct config *config);

/* A client asks for one; it is answered. */
void evacuating_request(struct evacuating *evacuating, struct server_client *client,
                        const struct control_request *request);
/* 0; -ENOENT: no evacuation is about this domain. */
int evacuating_abort(struct evacuating *evacuating, const char *domain);
/* A client is no more: the evacuation goes on. */
void evacuating_forget(struct evacuating *evacuating, const struct server_client *client);
/* A crossing has ended, of whomever. */
void evacuating_look(struct evacuating *evacuating);

/* Begins nothing more: vferryd ends. */
void evacuating_stop(struct evacuating *evacuating);
/* NULL is allowed. */
void evacuating_free(struct evacuating *evacuating);

#endif
