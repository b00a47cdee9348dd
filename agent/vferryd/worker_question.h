/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * worker_question.h: what vferryd is asked and libvirt or a guest has to say: where a guest's traffic is,
 * which pairs a domain has, which VFs the host has. Whoever waits for those is a process, so that the daemon
 * never waits. Neighbours: worker.c; inspect.h looks. Runs in the worker's process.
 */
#ifndef VFERRY_WORKER_QUESTION_H
#define VFERRY_WORKER_QUESTION_H

#include <stdbool.h>

#include "control.h"
#include "vferryd/config.h"

/* Whether it is one: it changes nothing, and says no progress. */
bool worker_question_is(enum control_method method);

/*
 * Answers one: of the host that the request names, else of the configuration's. The answer as a line,
 * malloc'ed: a result as inspect_json.h makes it, or an error; NULL when memory is out.
 */
char *worker_question(const struct config *config, const struct control_request *request);

#endif
