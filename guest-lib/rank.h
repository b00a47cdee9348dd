/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * rank.h: how the library's threads rank among those of the kernel. A hot unplug is worked off in a thread of
 * the kernel that ranks as an interrupt (SCHED_FIFO 50), tens of milliseconds long, and on a machine that
 * keeps one processor for everything but lcores nobody else runs meanwhile. Whoever ranks above it acts on
 * the first sign when it comes.
 *
 * A thread that ranks so must not spin for one that does not. The watching thread takes no lock of DPDK, and
 * ranks above for good; the control thread does, so it is lifted when a device died, for RANK_URGENT_MS at
 * most, which the watching thread sees to.
 *
 * Without CAP_SYS_NICE, as in many containers, everything here has no effect. Any thread, no signal handler.
 */
#ifndef VFERRY_RANK_H
#define VFERRY_RANK_H

#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>

#define RANK_URGENT_MS 100

/* The caller is the watching thread. 0, or -EPERM. */
int rank_watching(void);

/* The caller is, or is no more, the thread that is lifted. */
void rank_serving(bool on);

/* A device died: it is lifted. rank_left() is to be called when RANK_URGENT_MS are over, or before. */
void rank_urgent(void);

/* What is urgent now, for rank_usual(); 0: nothing. */
uint64_t rank_urgency(void);

/* That is done: it ranks as usual again, unless something else has become urgent since. */
void rank_usual(uint64_t urgency);

/* Makes it one whose holder ranks at least as whoever waits for it: for locks that threads of different rank
 * take. When the library is loaded. */
void rank_inherit(pthread_mutex_t *mutex);

/* For how many ms it is still lifted; 0: it is not, or no more from now on. */
unsigned int rank_left(void);

#endif
