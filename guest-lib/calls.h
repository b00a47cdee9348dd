/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * calls.h: calls of other threads that the control thread runs, and control_call(), which makes them.
 * Neighbour: control.c opens, serves and closes the queue.
 */
#ifndef VFERRY_CALLS_H
#define VFERRY_CALLS_H

#include <stdbool.h>

/* From now on calls are queued for the thread that serves them; before, they run in their own threads. */
void calls_open(void);

/* The calling thread is the one that serves: its own calls run directly. */
void calls_serve(void);

/* Runs the oldest call that waits; false when there was none. */
bool calls_run_one(void);

/* Ends what calls_open() began; runs what still waits. */
void calls_close(void);

#endif
