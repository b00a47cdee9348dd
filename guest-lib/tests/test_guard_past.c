/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * test_guard_past.c: what other code does to SIGBUS around us: through sigaction(), as DPDK does while it
 * maps hugepages, and past it, as signal() and static code do. A test's own calls go past the hook;
 * other_sigaction is that of a loaded object. Neighbour: test_guard_chain.c.
 */
#include <errno.h>
#include <setjmp.h>

#include "child.h"
#include "dead_bar.h"
#include "guard.h"
#include "plt_sample.h"
#include "tests/unit.h"

static int (*other_sigaction)(int, const struct sigaction *, struct sigaction *);
static struct bar bar, file; /* the one is guarded, the other not */
static sigjmp_buf place;
static volatile int jumps, calls;
static void (*displaced)(int);

static void
begin(void)
{
	struct guard_range range = {bar.start, bar.size, GUARD_ONES, NULL};

	signal(SIGBUS, SIG_DFL);
	bar_kill(&bar);
	bar_kill(&file);
	WANT(guard_start(NULL) == 0 && guard_add(&range, 1, NULL) == 0);
}

static void
jump(int number)
{
	(void)number;
	jumps++;
	siglongjmp(place, 1);
}

/* eal_memalloc.c: sets its action, touches, sets back what was. */
static void
touch_as_dpdk_does(const volatile uint32_t *address)
{
	struct sigaction action = {.sa_handler = jump}, old;

	sigaddset(&action.sa_mask, SIGBUS);
	WANT(other_sigaction(SIGBUS, &action, &old) == 0);
	if (sigsetjmp(place, 1) == 0)
		*address;
	WANT(other_sigaction(SIGBUS, &old, NULL) == 0);
}

static void
across_dpdks_replacement(void *arg)
{
	struct sigaction now;

	(void)arg;
	begin();
	touch_as_dpdk_does(bar_register(&file, 0));
	WANT(jumps == 1);
	touch_as_dpdk_does(bar_register(&file, 0)); /* SIGBUS is not left blocked */
	WANT(jumps == 2);
	touch_as_dpdk_does(bar_register(&bar, 0));
	WANT(jumps == 2 && *bar_register(&bar, 0) == UINT32_MAX);
	WANT(other_sigaction(SIGBUS, NULL, &now) == 0 && now.sa_handler == SIG_DFL);
	WANT(guard_check(NULL) == 0);
}

static void
repair(int number)
{
	(void)number;
	calls++;
	bar_revive(&file);
}

/* Its one use does not follow an action to the next. */
static void
set_again(void *arg)
{
	struct sigaction once = {.sa_handler = repair, .sa_flags = (int)SA_RESETHAND};

	(void)arg;
	begin();
	for (int i = 1; i <= 4; i++) {
		WANT(other_sigaction(SIGBUS, &once, NULL) == 0);
		*bar_register(&file, 0);
		WANT(calls == i);
		bar_kill(&file);
	}
}

static void
displaced_and_put_back(void *arg)
{
	(void)arg;
	begin();
	WANT(guard_check(NULL) == 0);
	signal(SIGBUS, repair);
	WANT(guard_check(NULL) == 1);
	WANT(guard_check(NULL) == 0);
	WANT(*bar_register(&bar, 0) == UINT32_MAX);
	WANT(calls == 0);
	*bar_register(&file, 0);
	WANT(calls == 1);
}

/* Somebody found ours in the kernel, and puts it back by sigaction(): what was chained before him is meant.
 */
static void
puts_ours_back(void *arg)
{
	struct sigaction theirs = {.sa_handler = jump}, ours, first = {.sa_handler = repair};

	(void)arg;
	begin();
	WANT(other_sigaction(SIGBUS, &first, NULL) == 0);
	WANT(sigaction(SIGBUS, &theirs, &ours) == 0);
	WANT(guard_check(NULL) == 1);
	WANT(other_sigaction(SIGBUS, &ours, NULL) == 0);
	*bar_register(&file, 0);
	WANT(calls == 1 && jumps == 0);
}

/* DPDK's own handler calls what it displaced so, in the kernel's place or as chained. */
static void
hand_back(int number)
{
	calls++;
	displaced(number);
}

static void
displace(void)
{
	struct sigaction theirs = {.sa_handler = hand_back}, ours;

	begin();
	WANT(sigaction(SIGBUS, &theirs, &ours) == 0);
	displaced = ours.sa_handler;
	WANT(guard_check(NULL) == 1);
}

static void
handed_back_for_ever(void *arg)
{
	(void)arg;
	displace();
	WANT(*bar_register(&bar, 0) == UINT32_MAX && calls == 0);
	*bar_register(&file, 8);
}

static void
with_arguments(int number, siginfo_t *info, void *context)
{
	void (*function)(int, siginfo_t *, void *) = (void (*)(int, siginfo_t *, void *))(void *)displaced;

	calls++;
	function(number, info, context);
}

/* Before guard_check() has seen it: a handler that passes on what it does not know is as good as ours. */
static void
passed_on(void *arg)
{
	struct sigaction theirs = {.sa_sigaction = with_arguments, .sa_flags = SA_SIGINFO}, ours;

	(void)arg;
	begin();
	WANT(sigaction(SIGBUS, &theirs, &ours) == 0);
	displaced = ours.sa_handler;
	WANT(*bar_register(&bar, 0) == UINT32_MAX);
	WANT(calls == 1);
}

/* fork() while nobody holds the lock, and sigaction() in the child as every spawner does. */
static void
forked(void *arg)
{
	struct sigaction fallback = {.sa_handler = SIG_DFL};
	int status = 1;
	pid_t pid;

	(void)arg;
	begin();
	pid = fork();
	if (pid == 0) {
		WANT(other_sigaction(SIGBUS, &fallback, NULL) == 0);
		WANT(*bar_register(&bar, 0) == UINT32_MAX);
		_exit(0);
	}
	WANT(waitpid(pid, &status, 0) == pid && status == 0);
	WANT(!guard_revoked(bar.start));
}

static void
comes_to_its_end(void (*run)(void *))
{
	struct child child = child_run(run, NULL);

	CU_ASSERT_EQUAL(child.status, 0);
}

static void
through_sigaction(void)
{
	comes_to_its_end(across_dpdks_replacement);
	comes_to_its_end(set_again);
	comes_to_its_end(forked);
}

static void
past_sigaction(void)
{
	comes_to_its_end(displaced_and_put_back);
	comes_to_its_end(puts_ours_back);
	comes_to_its_end(passed_on);
}

static void
never_round_and_round(void)
{
	struct child child = child_run(handed_back_for_ever, NULL);

	CU_ASSERT(child_died_of_sigbus(&child));
	CU_ASSERT_EQUAL(child.last.si_code, BUS_ADRERR);
	CU_ASSERT_PTR_EQUAL(child.last.si_addr, bar_register(&file, 8));
}

static const struct unit_test tests[] = {
        {"other code sets and puts back by sigaction()", through_sigaction},
        {"other code goes past it", past_sigaction},
        {"a handler that hands back to us", never_round_and_round},
};

int
main(void)
{
	bar = bar_make(PAGE);
	file = bar_make(PAGE);
	*(void **)&other_sigaction = plt_sample_symbol("now", "plt_sample_sigaction");
	return other_sigaction ? unit_run("guard_past", tests, sizeof(tests) / sizeof(tests[0])) : 1;
}
