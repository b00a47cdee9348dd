/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * guests.h: the guests of this host as vferryd has to do with them: watched (watching.h), brought home by a
 * job of its own when they are away and nobody has them, kept out of the watch's hands while a crossing has
 * them, and counted. Neighbour: daemon.c. On the event loop's thread.
 */
#ifndef VFERRY_GUESTS_H
#define VFERRY_GUESTS_H

#include "vferryd/config.h"
#include "vferryd/jobs.h"
#include "vferryd/watch.h"

struct guests;

/* Begins to watch. config, jobs and log's text are borrowed, jobs for as long as this lives. NULL with *err.
 */
struct guests *guests_new(const struct config *config, struct jobs *jobs,
                          void (*log)(void *arg, const char *text), struct err *err);
void guests_configure(struct guests *guests, const struct config *config);

/* The UUID of the guest that is called so, or text itself when none is; valid until the next call. */
const char *guests_uuid(struct guests *guests, const char *text);

/* What people call it: the name of a guest that is known, or text itself; valid until the next call. */
const char *guests_name(const struct guests *guests, const char *text);

/* A crossing is about to have the guest, by its name or UUID: the watch lets go of it. */
void guests_taken(struct guests *guests, const char *domain);
/* It has ended. */
void guests_ended(struct guests *guests, const struct job_end *end);

/* libvirt's hook says that it comes. */
void guests_note(struct guests *guests, const char *uuid);

/* The results of `list` and `metrics`: new references, NULL when memory is out. */
json_t *guests_list(const struct guests *guests);
json_t *guests_metrics(struct guests *guests);
/* Writes the metrics to path in one piece; a failure is logged once. */
void guests_write_metrics(struct guests *guests, const char *path);

/* NULL is allowed. */
void guests_free(struct guests *guests);

#endif
