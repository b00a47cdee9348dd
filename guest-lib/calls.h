/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * calls.h: calls of other threads that the control thread runs, and control_call(), which makes them.
 * Neighbours: control.c opens, serves and closes the queue; find.c holds calls back while a chore reads what
 * they would change.
 */
#ifndef VFERRY_CALLS_H
#define VFERRY_CALLS_H

#include <stdbool.h>
#include <stdint.h>

/* From now on calls are queued for the thread that serves them; before, they run in their own threads. */
void calls_open(void);

/* The calling thread is the one that serves: its own calls run in it at once, unless their port is held. */
void calls_serve(void);

/* Runs the oldest call that waits and is not held back; false when there was none. */
bool calls_run_one(void);

/* Ends what calls_open() began; runs what still waits. */
void calls_close(void);

/*
 * From its return on calls about the port wait until calls_let_go(), and none is under way. The caller's own
 * are served meanwhile, until calls_hand_over(); from then on, those of the thread that serves. Not in that
 * thread. Waits while another port is held. Without effect when no thread serves.
 */
void calls_hold(uint16_t port_id);
void calls_hand_over(void);

/* No effect unless that port is held. Any thread. */
void calls_let_go(uint16_t port_id);

#endif
