/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * quiesce.h: when may what was published before be taken away? Neighbours: cell.h tells why it is sound,
 * pair.c publishes. Control thread only.
 */
#ifndef VFERRY_QUIESCE_H
#define VFERRY_QUIESCE_H

#include <stdbool.h>

#include "cell.h"
#include "err.h"

#define QUIESCE_CELLS_MAX 32

/* Zeroed is over. */
struct quiesce {
	struct cell *cells;
	unsigned int waiting;             /* bits: cells inside a burst since quiesce_begin() */
	uint64_t seen[QUIESCE_CELLS_MAX]; /* their turn then */
};

/*
 * Registers the process with the kernel: in each process that has bursts of a pair, before the first of them.
 * 0 or -ENOTSUP with the reason.
 */
int quiesce_ready(struct err *err);

/*
 * Call after new paths were stored into the n cells (at most QUIESCE_CELLS_MAX; they stay borrowed until it
 * is over). Beginning again forgets what was waited for: what was published before either call is covered
 * then.
 */
void quiesce_begin(struct quiesce *quiesce, struct cell *cells, unsigned int n);

/* True when no lcore uses a path that was replaced before quiesce_begin(). Never waits. */
bool quiesce_over(struct quiesce *quiesce);

#endif
