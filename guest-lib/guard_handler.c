/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * guard_handler.c: the SIGBUS handler and all that it calls, and nothing else. Neighbours: guard.h tells how
 * it works, guard_private.h what is shared.
 *
 * Allowed here: atomics, system calls, and what signal-safety(7) lists. mmap(), sched_yield(), eventfd's
 * write() and syscall() are bare system calls on Linux; sigorset() and the like change bits of their
 * arguments. No lock, no memory of the heap, no stdio, no thread-local variable but errno.
 * scripts/check-guard.sh holds the list against the object file.
 */
#include <errno.h>
#include <pthread.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <ucontext.h>
#include <unistd.h>

#include "guard_private.h"

struct guard_swap guard_tables_swap;
struct guard_table guard_tables[2];
_Atomic int guard_ones_fd = -1, guard_event_fd = -1;
struct guard_swap guard_chained_swap;
struct guard_action guard_chained[2];
_Atomic uintptr_t guard_trampoline;

unsigned int
guard_rows_until(const struct guard_table *table, uintptr_t address)
{
	unsigned int low = 0, high = table->n;

	/* Sixteen probes that do not wait for each other, as each may be far from the processor. */
	while (high - low >= 16) {
		unsigned int step = (high - low) / 16, below = 0;

		for (unsigned int i = 1; i < 16; i++)
			below += table->rows[low + i * step].start <= address;
		low += below * step;
		high = below < 15 ? low + step : high;
	}
	while (low < high && table->rows[low].start <= address)
		low++;
	return low;
}

static struct guard_slot *
find(const struct guard_table *table, uintptr_t address)
{
	unsigned int n = guard_rows_until(table, address);
	struct guard_slot *slot = n ? table->rows[n - 1].slot : NULL;

	return slot && address - slot->start < slot->size ? slot : NULL;
}

static int
map_over(const struct guard_slot *slot)
{
	bool ones = slot->fill == GUARD_ONES;
	int flags = MAP_FIXED | MAP_PRIVATE | (ones ? 0 : MAP_ANONYMOUS);
	size_t piece;

	for (size_t done = 0; done < slot->size; done += piece) {
		void *at = (void *)(slot->start + done); /* NOLINT(performance-no-int-to-ptr) */

		piece = slot->size - done;
		if (ones && piece > GUARD_ONES_MAX)
			piece = GUARD_ONES_MAX;
		if (mmap(at, piece, PROT_READ | PROT_WRITE, flags, ones ? guard_ones_fd : -1, 0) ==
		    MAP_FAILED)
			return -errno;
	}
	return 0;
}

int
guard_replace(struct guard_slot *slot)
{
	enum guard_state state = GUARD_LIVE;
	unsigned int turns = 0;
	int code;

	while (!atomic_compare_exchange_strong(&slot->state, &state, GUARD_BUSY)) {
		if (state == GUARD_REVOKED)
			return 0;
		state = GUARD_LIVE;
		guard_give_way(turns++);
	}
	code = map_over(slot);
	atomic_store(&slot->state, code ? GUARD_LIVE : GUARD_REVOKED);
	return code ? code : 1;
}

/* Whether the address can be read, asked of the kernel: it copies the set before it refuses the unknown
 * `how`. */
static bool
readable(uintptr_t address)
{
	return syscall(SYS_rt_sigprocmask, ~0, address & ~7ul, NULL, 8) == 0 || errno != EFAULT;
}

static void
tell(const struct guard_slot *slot)
{
	uint64_t one = 1;

	if (slot->faults)
		atomic_fetch_add(slot->faults, 1);
	/* It fails only when it has been readable for long. write() itself would be a point of cancellation.
	 */
	syscall(SYS_write, guard_event_fd, &one, sizeof(one));
}

/*
 * True when the access is to be repeated. In a range that has been replaced before, a thread may come late,
 * with a fault from before: its access works now, and what others wrote to the range since must stay. A fault
 * there that is new is not about the device that was guarded.
 */
static bool
answer(uintptr_t address)
{
	unsigned int turn = guard_enter(&guard_tables_swap);
	struct guard_slot *slot = find(&guard_tables[turn], address);
	int code = slot ? guard_replace(slot) : -ENOENT;

	if (code > 0)
		tell(slot);
	guard_leave(&guard_tables_swap, turn);
	return code > 0 || (code == 0 && readable(address));
}

bool
guard_handle(const void *address)
{
	return answer((uintptr_t)address);
}

static bool
is_function(const struct sigaction *action)
{
	return action->sa_handler != SIG_DFL && action->sa_handler != SIG_IGN;
}

bool
guard_is_ours(const struct sigaction *action)
{
	return (action->sa_flags & SA_SIGINFO) && action->sa_sigaction == guard_on_sigbus;
}

/* The chained action as the kernel would take it for one delivery. */
static struct sigaction
take_chained(void)
{
	unsigned int turn = guard_enter(&guard_chained_swap);
	struct guard_action *chained = &guard_chained[turn];
	struct sigaction action = chained->action;

	if (is_function(&action) && (action.sa_flags & SA_RESETHAND) &&
	    atomic_exchange(&chained->spent, true))
		action.sa_handler = SIG_DFL;
	guard_leave(&guard_chained_swap, turn);
	return action;
}

/* The kernel's signal for an access, which comes again when the access is repeated; not one that was sent. */
static bool
is_fault(const siginfo_t *info)
{
	return info->si_code > 0 && info->si_code != BUS_MCEERR_AO;
}

/*
 * The default action is taken by the kernel, so that a core shows the process as it is: the access is
 * repeated on return. What was sent is sent once more as it was, and waits until the return lets it through.
 */
static void
leave_to_kernel(siginfo_t *again)
{
	struct sigaction fallback = {.sa_handler = SIG_DFL};

	sigaction(SIGBUS, &fallback, NULL);
	if (again)
		syscall(SYS_rt_tgsigqueueinfo, getpid(), syscall(SYS_gettid), SIGBUS, again);
}

static void
call(const struct sigaction *action, int signal, siginfo_t *info, ucontext_t *context)
{
	sigset_t mask;

	sigorset(&mask, &context->uc_sigmask, &action->sa_mask);
	if (!(action->sa_flags & SA_NODEFER))
		sigaddset(&mask, SIGBUS);
	pthread_sigmask(SIG_SETMASK, &mask, NULL);
	if (action->sa_flags & SA_SIGINFO)
		action->sa_sigaction(signal, info, context);
	else
		action->sa_handler(signal);
}

/* What the kernel would have done with the chained action. A fault is never ignored. */
static void
hand_on(int signal, siginfo_t *info, ucontext_t *context)
{
	struct sigaction action = take_chained();

	if (is_function(&action))
		call(&action, signal, info, context);
	else if (is_fault(info))
		leave_to_kernel(NULL);
	else if (action.sa_handler == SIG_DFL)
		leave_to_kernel(info);
}

/*
 * Called as a function by the very handler to which we hand on: it was installed past the hook, found us in
 * the kernel, and takes us for what it displaced. Nobody wanted the signal, then; to hand it on again would
 * never end. (A handler in the kernel that calls us wants us to look.) Its arguments may be none: DPDK calls
 * a handler whose flags are not SA_SIGINFO alone with the signal only.
 */
static bool
is_handed_back(const void *caller)
{
	struct sigaction action;

	return guard_trampoline && (uintptr_t)caller != guard_trampoline &&
	       sigaction(SIGBUS, NULL, &action) == 0 && guard_is_ours(&action);
}

void
guard_on_sigbus(int signal, siginfo_t *info, void *context)
{
	int saved = errno;
	bool handed_back = is_handed_back(__builtin_return_address(0));
	bool known = !handed_back && (info->si_code == BUS_ADRERR || info->si_code == BUS_OBJERR);

	known = known && answer((uintptr_t)info->si_addr);
	errno = saved;
	if (handed_back)
		leave_to_kernel(NULL);
	else if (!known)
		hand_on(signal, info, context);
}
