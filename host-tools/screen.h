/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * screen.h: a crossing's progress on standard error, and its interruption by signals.
 * Neighbours: progress.h decides what is printed; migrate.c owns the one screen.
 */
#ifndef VFERRY_SCREEN_H
#define VFERRY_SCREEN_H

#include "progress.h"

/*
 * Looks at standard error (a terminal? its width; NO_COLOR and TERM; the locale's character set) and takes
 * over SIGINT, SIGTERM and SIGHUP: the first one calls crossing_stop() and says so, later ones do nothing, as
 * dying half way would leave the guest without help. SIGPIPE is ignored for the same reason.
 */
void screen_open(struct progress *progress);

/* A crossing_progress_fn; arg is the struct progress. */
void screen_show(void *arg, const struct crossing_progress *now);

/* Clears what the live line left. */
void screen_close(struct progress *progress);

#endif
