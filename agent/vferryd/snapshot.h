/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * snapshot.h: the configuration as the daemon has read it, for the workers that it starts: a file that is
 * edited meanwhile, or is wrong by now, is not theirs. Neighbours: config.h, daemon.c.
 */
#ifndef VFERRY_SNAPSHOT_H
#define VFERRY_SNAPSHOT_H

#include "vferryd/config.h"

/* A descriptor that processes inherit, and the name of what is behind it in them. */
#define SNAPSHOT_FD   100
#define SNAPSHOT_PATH "/proc/self/fd/100"

/*
 * Reads as config_read() does, and keeps the file's text at SNAPSHOT_PATH, in the place of what was there. A
 * failure changes nothing there; *config is empty then.
 */
int snapshot_read(const char *path, struct config *config, struct err *err);

#endif
