/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * daemon.h: vferryd itself: the event loop with all that hangs on it. Neighbours: server.h takes requests,
 * jobs.h runs crossings, recovery.h takes up what was cut off, watching.h watches the host's guests.
 *
 * Signals: SIGTERM and SIGINT end it: crossings may finish for stop_timeout_s, then they are left as they
 * are, to be taken up at the next start. SIGHUP reads the configuration again.
 */
#ifndef VFERRY_DAEMON_H
#define VFERRY_DAEMON_H

#include "vferryd/config.h"

/*
 * Runs until a signal ends it. config is taken over. file: where it came from, NULL: the default.
 * worker: argv of a worker. The exit code.
 */
int daemon_run(struct config *config, const char *file, const char *const worker[]);

#endif
