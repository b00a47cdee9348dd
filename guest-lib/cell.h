/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * cell.h: what a burst of the pair goes through: one cell per queue, alone on its cache line.
 * Neighbours: rxtx.c uses it on lcores, quiesce.c is the writer's side of the bargain.
 *
 * Theory of operation. The lcore makes the turn odd, loads the path, works, makes the turn even: two plain
 * stores and one load. Nothing orders the first store before the load in the hardware. The writer pays for
 * that: after publishing a path it runs membarrier(), which makes every running thread of the process pass a
 * full barrier. A burst that loaded the path before its thread's barrier has its odd turn visible to the
 * writer by then, and is waited for; one that loads after it gets the new path.
 */
#ifndef VFERRY_CELL_H
#define VFERRY_CELL_H

#include <rte_common.h>
#include <stdatomic.h>
#include <stdint.h>

struct path; /* rxtx.h */

struct cell {
	_Atomic(struct path *) path; /* never NULL; written by the control thread */
	_Atomic uint64_t turn;       /* odd inside a burst; written by the lcore that has the queue */
} __rte_cache_aligned;

/* *turn is for cell_leave(): kept in a register, as reading it back would wait for the store. */
static inline struct path *
cell_enter(struct cell *cell, uint64_t *turn)
{
	*turn = atomic_load_explicit(&cell->turn, memory_order_relaxed);
	atomic_store_explicit(&cell->turn, *turn + 1, memory_order_relaxed);
	atomic_signal_fence(memory_order_seq_cst);
	return atomic_load_explicit(&cell->path, memory_order_acquire);
}

static inline void
cell_leave(struct cell *cell, uint64_t turn)
{
	atomic_store_explicit(&cell->turn, turn + 2, memory_order_release);
}

#endif
