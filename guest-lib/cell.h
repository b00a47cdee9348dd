/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * cell.h: what a burst of the pair goes through: one cell per queue, alone on its cache line.
 * Neighbours: rxtx.c uses it on lcores, quiesce.c is the writer's side of the bargain.
 *
 * Theory of operation. The lcore makes the turn odd, loads the path, works, makes the turn even: two plain
 * stores and one load. Nothing orders the first store before the load in the hardware. The writer pays for
 * that: after publishing a path it runs membarrier(), which makes every running thread of every process that
 * uses pairs pass a full barrier. A burst that loaded the path before its thread's barrier has its odd turn
 * visible to the writer by then, and is waited for; one that loads after it gets the new path.
 *
 * An odd turn also says in which process the burst is, so that one which died inside is not waited for:
 *
 *     bit  0         inside
 *     bits 1 to 6    the process: 0 the primary, the others as processes.h numbers them; 0 outside
 *     the rest       counts bursts
 *
 * The next turn is made of the rest alone. So a queue whose last burst never ended is as good as another.
 */
#ifndef VFERRY_CELL_H
#define VFERRY_CELL_H

#include <rte_common.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

#define CELL_PROCESSES_MAX 64u
#define CELL_LOW           (2 * CELL_PROCESSES_MAX - 1) /* the bits below the count */

struct path; /* rxtx.h */

/* In memory that all processes share. */
struct cell {
	_Atomic(struct path *) path; /* never NULL; written by the primary's control thread */
	_Atomic uint64_t turn;       /* written by the lcore that has the queue */
} __rte_cache_aligned;

static inline struct path *
cell_enter_as(struct cell *cell, unsigned int process, uint64_t *turn)
{
	uint64_t was = atomic_load_explicit(&cell->turn, memory_order_relaxed);

	*turn = (was | CELL_LOW) + 2 + UINT64_C(2) * process;
	atomic_store_explicit(&cell->turn, *turn, memory_order_relaxed);
	atomic_signal_fence(memory_order_seq_cst);
	return atomic_load_explicit(&cell->path, memory_order_acquire);
}

/* In the primary process. *turn is for cell_leave(): kept in a register, as reading it back would wait for
 * the store. */
static inline struct path *
cell_enter(struct cell *cell, uint64_t *turn)
{
	return cell_enter_as(cell, 0, turn);
}

static inline void
cell_leave(struct cell *cell, uint64_t turn)
{
	atomic_store_explicit(&cell->turn, (turn | CELL_LOW) + 1, memory_order_release);
}

/* Ends the burst of a process that is no more. Whether there was one. Any thread but the queue's lcore. */
static inline bool
cell_evict(struct cell *cell, unsigned int process)
{
	uint64_t turn = atomic_load_explicit(&cell->turn, memory_order_acquire);

	return (turn & CELL_LOW) == UINT64_C(2) * process + 1 &&
	       atomic_compare_exchange_strong(&cell->turn, &turn, (turn | CELL_LOW) + 1);
}

#endif
