/* SPDX-License-Identifier: BSD-3-Clause */
/* guard_private.h: what guard.c, guard_handler.c and guard_chain.c share. Neighbour: guard.h, what others may
 * use. */
#ifndef VFERRY_GUARD_PRIVATE_H
#define VFERRY_GUARD_PRIVATE_H

#include <sched.h>
#include <signal.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include "guard.h"

/*
 * Memory of ones is as long as the longest range, and at most this: longer ranges are covered piece by piece.
 * It is real memory for the life of the process. VFs have BARs of 16 KiB to some MiB; a piece costs about 2
 * us.
 */
#define GUARD_ONES_MAX (16u << 20)

/*
 * Two copies of a thing, one of them current and never changed. Readers, the handler among them, take no
 * lock: they count themselves into the copy that they read. The one writer at a time fills the other copy,
 * makes it current, and waits for the old one's readers. Those are short: they never wait for the writer, and
 * no signal interrupts them in the handler.
 */
struct guard_swap {
	atomic_uint current; /* 0 or 1 */
	atomic_uint readers[2];
};

/* Which copy to read until guard_leave(). */
static inline unsigned int
guard_enter(struct guard_swap *swap)
{
	for (;;) {
		unsigned int turn = atomic_load(&swap->current);

		atomic_fetch_add(&swap->readers[turn], 1);
		if (atomic_load(&swap->current) == turn)
			return turn;
		/* The writer was faster and may not have seen us. */
		atomic_fetch_sub(&swap->readers[turn], 1);
	}
}

static inline void
guard_leave(struct guard_swap *swap, unsigned int turn)
{
	atomic_fetch_sub(&swap->readers[turn], 1);
}

/* For the turn-th time: to a thread that is waited for. Yielding lets nobody run who ranks lower (rank.h), so
 * after some turns it naps. Signal-safe. */
static inline void
guard_give_way(unsigned int turn)
{
	const struct timespec nap = {.tv_nsec = 100000};

	if (turn < 100)
		sched_yield();
	else
		syscall(SYS_clock_nanosleep, CLOCK_MONOTONIC, 0, &nap, NULL);
}

/* Writer: makes the other copy current. Then nobody reads the old one any more. */
static inline void
guard_publish(struct guard_swap *swap)
{
	unsigned int old = atomic_load(&swap->current);

	atomic_store(&swap->current, !old);
	for (unsigned int turn = 0; atomic_load(&swap->readers[old]); turn++)
		guard_give_way(turn);
}

enum guard_state {
	GUARD_LIVE,    /* the caller's mapping */
	GUARD_BUSY,    /* one thread maps over it; others wait, as the kernel would have them wait for the
	                  mapping */
	GUARD_REVOKED, /* for good */
};

struct guard_slot {
	uintptr_t start;
	size_t size; /* 0: a free slot */
	enum guard_fill fill;
	_Atomic uint32_t *faults;
	_Atomic enum guard_state state;
};

/* Rows in the order of their start. */
struct guard_table {
	unsigned int n;
	struct {
		uintptr_t start;
		struct guard_slot *slot;
	} rows[GUARD_RANGES_MAX];
};

/* What other code installed. Of an action with SA_RESETHAND only the handler is gone once it was `spent`. */
struct guard_action {
	struct sigaction action;
	atomic_bool spent;
};

/* Of guard_handler.c; written by guard.c. */
extern struct guard_swap guard_tables_swap;
extern struct guard_table guard_tables[2];
extern _Atomic int guard_ones_fd, guard_event_fd; /* -1 until started */

/* Of guard_handler.c; written by guard_chain.c. */
extern struct guard_swap guard_chained_swap;
extern struct guard_action guard_chained[2];
extern _Atomic uintptr_t guard_trampoline; /* where the kernel lets a handler return to; 0: not known */

/* How many rows start at address or before: the last of those is the only one that can hold it. Signal-safe.
 */
unsigned int guard_rows_until(const struct guard_table *table, uintptr_t address);

/* Replaces the slot's range unless that was done. 1: done now; 0: was done; negative errno: still the old
 * mapping. All signals must be blocked: one whose handler touched the range would wait for the thread that it
 * interrupts. */
int guard_replace(struct guard_slot *slot);

/* The handler: SA_SIGINFO, SA_ONSTACK, all signals blocked. */
void guard_on_sigbus(int signal, siginfo_t *info, void *context);

/* True for an action whose handler is ours. Signal-safe. */
bool guard_is_ours(const struct sigaction *action);

/*
 * One lock for all writers, with all signals blocked meanwhile: sigaction() may be called in a signal
 * handler, and finds it free of the thread that it interrupted. fork() takes it too. guard.c has it.
 */
void guard_lock(sigset_t *saved);
void guard_unlock(const sigset_t *saved);

/* Makes fork() take it, once. 0 or negative errno. */
int guard_lock_fork(struct err *err);

/* Puts the handler into the kernel and hooks sigaction(); again: checks both. As guard_check(). */
int guard_chain_install(struct err *err);

#endif
