/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * ask.h: what commands ask of vferryd, over its control socket (control_client.h). Neighbours: cross.c, and
 * the commands that only a daemon can carry out: abort.c, list.c.
 */
#ifndef VFERRY_ASK_H
#define VFERRY_ASK_H

#include "control_client.h"
#include "crossing.h"

/* Connects to the socket that VFERRY_SOCKET names, CONTROL_SOCKET without it; NULL: no daemon is there, or
 * it is not for this user. */
struct control_client *ask_daemon(void);

/*
 * Has the daemon run the crossing; interrupted, has it aborted, and waits for its end. The exit code, with
 * *report (json_decref() it) when a crossing took place and *err unless it is OUTCOME_OK. Closes daemon.
 */
int ask_crossing(struct control_client *daemon, const struct crossing_wish *wish,
                 crossing_progress_fn *progress, void *arg, json_t **report, struct err *err);

/*
 * One question and its answer within ASK_MS. The exit code, with *result (json_decref() it) when it is
 * OUTCOME_OK, else *err; without a daemon OUTCOME_ERROR. domain may be NULL.
 */
#define ASK_MS 30000
int ask(enum control_method method, const char *domain, json_t **result, struct err *err);

#endif
