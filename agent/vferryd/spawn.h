/* SPDX-License-Identifier: BSD-3-Clause */
/* spawn.h: a process that is given a request and heard. Neighbour: workers.c. */
#ifndef VFERRY_SPAWN_H
#define VFERRY_SPAWN_H

#include <sys/types.h>

#include "control.h"
#include "err.h"

/*
 * Starts argv, NULL at its end, in a session of its own, with SIGINT blocked and no other signal: the request
 * as a line on its standard input, its standard output in *from, which is to be closed. 0 with *pid, to be
 * waited for; negative errno with a sentence, and nothing is left.
 */
int spawn(const char *const argv[], const struct control_request *request, pid_t *pid, int *from,
          struct err *err);

#endif
