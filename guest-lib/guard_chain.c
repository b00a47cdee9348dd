/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * guard_chain.c: our handler stays in the kernel, and other code's sigaction(SIGBUS) sets and returns the
 * chained action. Neighbours: guard_handler.c hands on to it; plt.c leads the calls here. DPDK replaces the
 * process-wide action while it maps hugepages (eal_memalloc.c, which jumps out of its handler), and at
 * rte_dev_hotplug_handle_enable().
 */
#include <errno.h>
#include <string.h>

#include "guard_private.h"
#include "plt.h"

static bool installed; /* under the lock, as all below */

/* The chained action before another one displaced ours: what that one's owner means when it puts ours back.
 */
static struct sigaction before_displaced;

/* The flag by which the C library gives the kernel the place to return to. */
#define SA_RESTORER 0x04000000

/*
 * As sigaction() would return it, without the C library's own flag: DPDK's handler compares the flags with
 * SA_SIGINFO as a whole, and with that one in them calls every older handler with one argument.
 */
static struct sigaction
current(void)
{
	const struct guard_action *chained = &guard_chained[guard_chained_swap.current];
	struct sigaction action = chained->action;

	action.sa_flags &= ~SA_RESTORER;
	if (chained->spent)
		action.sa_handler = SIG_DFL;
	return action;
}

static void
chain(const struct sigaction *action)
{
	struct guard_action *next = &guard_chained[!guard_chained_swap.current];

	next->action = *action;
	next->spent = false;
	guard_publish(&guard_chained_swap);
}

/* Whether a system call that the signal interrupts goes on is told by the flags of what is installed. An
 * ignored signal interrupts none. */
static int
restart_flag(const struct sigaction *chained)
{
	return chained->sa_handler == SIG_IGN ? SA_RESTART : chained->sa_flags & SA_RESTART;
}

/* Ours into the kernel, and what was there into the chain. 1: another one was there; 0; negative errno. */
static int
install(void)
{
	struct sigaction ours = {.sa_sigaction = guard_on_sigbus}, now = {0};
	bool displaced;

	if (sigaction(SIGBUS, NULL, &now))
		return -errno;
	displaced = !guard_is_ours(&now);
	if (displaced) {
		before_displaced = current();
		chain(&now);
	}
	now = current();
	sigfillset(&ours.sa_mask);
	ours.sa_flags = SA_SIGINFO | SA_ONSTACK | restart_flag(&now);
	if (sigaction(SIGBUS, &ours, NULL) || sigaction(SIGBUS, NULL, &now))
		return -errno;
	guard_trampoline = (uintptr_t)now.sa_restorer;
	return displaced;
}

static int
set_chained(const struct sigaction *wanted, struct sigaction *old)
{
	int code = install();

	if (code < 0)
		return code;
	*old = current();
	if (!wanted)
		return 0;
	chain(guard_is_ours(wanted) ? &before_displaced : wanted);
	return install();
}

/* What loaded objects call for sigaction(). */
static int
hooked_sigaction(int signal, const struct sigaction *action, struct sigaction *old)
{
	struct sigaction wanted, was;
	sigset_t saved;
	int code;

	if (signal != SIGBUS)
		return sigaction(signal, action, old);
	if (action)
		wanted = *action;
	guard_lock(&saved);
	if (installed)
		code = set_chained(action ? &wanted : NULL, &was);
	else
		code = sigaction(signal, action, &was) ? -errno : 0;
	guard_unlock(&saved);
	if (code < 0) {
		errno = -code;
		return -1;
	}
	if (old)
		*old = was;
	return 0;
}

int
guard_chain_install(struct err *err)
{
	int code = plt_hook("sigaction", (void *)hooked_sigaction, err);

	if (code < 0)
		return code;
	code = install();
	if (code < 0)
		return err_set(err, code, "cannot install the handler of SIGBUS: sigaction: %s",
		               strerror(-code));
	installed = true;
	return code;
}
