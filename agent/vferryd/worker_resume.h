/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * worker_resume.h: brings home the guest of a crossing whose process has died, wherever it runs by now.
 * Neighbour: worker.c. Runs in the worker's process.
 */
#ifndef VFERRY_WORKER_RESUME_H
#define VFERRY_WORKER_RESUME_H

#include "control.h"
#include "vferryd/config.h"

/*
 * Takes up the journal of request->uuid: the guest is restored on the source if it runs there, else on the
 * destination, and the journal ends when it is home, or gone from both. The answer as a line, malloc'ed: the
 * report of what was done last, or an error; NULL when memory is out.
 */
char *worker_resume(const struct config *config, const struct control_request *request,
                    crossing_progress_fn *progress, void *arg);

#endif
