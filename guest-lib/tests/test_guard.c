/* SPDX-License-Identifier: BSD-3-Clause */
/* test_guard.c: ranges come, are replaced once, and go; nothing else is touched. Neighbours:
 * test_guard_threads.c, test_guard_chain.c for the SIGBUS that is not ours. */
#include "guard.h"

#include <errno.h>
#include <poll.h>

#include "child.h"
#include "dead_bar.h"
#include "guard_private.h"
#include "tests/unit.h"

#define ONES 0xffffffffu

static _Atomic uint32_t faults;

static int
add(const struct bar *bar, enum guard_fill fill)
{
	struct guard_range range = {bar->start, bar->size, fill, &faults};

	return guard_add(&range, 1, NULL);
}

/* Whether a fault was told since the last time. */
static bool
told(void)
{
	struct pollfd fd = {.fd = guard_fd(), .events = POLLIN};
	uint64_t n;

	return poll(&fd, 1, 0) == 1 && read(guard_fd(), &n, sizeof(n)) == sizeof(n);
}

static void
before_the_start(void)
{
	struct bar bar = bar_make(PAGE);
	struct err err = {0};

	CU_ASSERT_EQUAL(guard_fd(), -1);
	CU_ASSERT_EQUAL(guard_check(&err), -EINVAL);
	CU_ASSERT_EQUAL(add(&bar, GUARD_ONES), -EINVAL);
	CU_ASSERT_EQUAL(guard_start(&err), 0);
	CU_ASSERT_EQUAL(guard_start(&err), 0);
	CU_ASSERT(guard_fd() >= 0);
	CU_ASSERT_EQUAL(guard_check(&err), 0);
	bar_free(&bar);
}

static void
fault_replaces_its_range_alone(void)
{
	struct bar bars[] = {bar_make(16 * PAGE), bar_make(4 * PAGE), bar_make(PAGE)};

	faults = 0;
	for (unsigned int i = 0; i < 3; i++) {
		*bar_register(&bars[i], 0) = 0x1000 + i;
		CU_ASSERT_EQUAL(add(&bars[i], GUARD_ONES), 0);
	}
	CU_ASSERT(!told());
	bar_kill(&bars[1]);
	errno = 1234;
	CU_ASSERT_EQUAL(*bar_register(&bars[1], 2 * PAGE + 8), ONES);
	CU_ASSERT_EQUAL(errno, 1234);
	CU_ASSERT(told());
	CU_ASSERT_EQUAL(faults, 1);
	CU_ASSERT_EQUAL(*bar_register(&bars[1], 0), ONES);
	CU_ASSERT_EQUAL(*bar_register(&bars[1], 4 * PAGE - 4), ONES);
	CU_ASSERT(guard_revoked(bars[1].start));
	CU_ASSERT(!guard_revoked(bars[0].start) && !guard_revoked(bars[2].start));
	CU_ASSERT_EQUAL(*bar_register(&bars[0], 0), 0x1000);
	CU_ASSERT_EQUAL(*bar_register(&bars[2], 0), 0x1002);
	CU_ASSERT(!told());
	for (unsigned int i = 0; i < 3; i++) {
		guard_remove(bars[i].start);
		bar_free(&bars[i]);
	}
}

static void
zeros_where_wanted(void)
{
	struct bar bar = bar_make_dead(2 * PAGE);

	CU_ASSERT_EQUAL(add(&bar, GUARD_ZEROS), 0);
	CU_ASSERT_EQUAL(*bar_register(&bar, PAGE), 0);
	CU_ASSERT(told());
	*bar_register(&bar, PAGE) = 5;
	CU_ASSERT_EQUAL(*bar_register(&bar, PAGE), 5);
	guard_remove(bar.start);
	bar_free(&bar);
}

/* A replaced range keeps what is written to it; the memory of ones does not. */
static void
replaced_once(void)
{
	struct bar bars[] = {bar_make(2 * PAGE), bar_make_dead(2 * PAGE)};
	struct err err = {0};

	faults = 0;
	CU_ASSERT_EQUAL(add(&bars[0], GUARD_ONES), 0);
	CU_ASSERT_EQUAL(add(&bars[1], GUARD_ONES), 0);
	CU_ASSERT_EQUAL(guard_revoke(bars[0].start, &err), 0);
	CU_ASSERT(guard_revoked(bars[0].start));
	*bar_register(&bars[0], 4) = 77;
	CU_ASSERT_EQUAL(guard_revoke(bars[0].start, &err), 0);
	errno = 1234;
	bar_late_fault(&bars[0], 4);
	CU_ASSERT_EQUAL(errno, 1234);
	bar_late_fault(&bars[0], PAGE);
	CU_ASSERT_EQUAL(*bar_register(&bars[0], 4), 77);
	CU_ASSERT_EQUAL(*bar_register(&bars[0], PAGE), ONES);
	CU_ASSERT_EQUAL(faults, 0);
	CU_ASSERT(!told());
	CU_ASSERT_EQUAL(*bar_register(&bars[1], 4), ONES);
	CU_ASSERT_EQUAL(guard_revoke(bars[1].start, &err), 0);
	CU_ASSERT_EQUAL(faults, 1);
	CU_ASSERT(told());
	guard_remove(bars[0].start);
	guard_remove(bars[1].start);
	CU_ASSERT_EQUAL(*bar_register(&bars[0], 4), 77);
	CU_ASSERT(!guard_revoked(bars[0].start));
	CU_ASSERT_EQUAL(guard_revoke(bars[0].start, &err), -ENOENT);
	bar_free(&bars[0]);
	bar_free(&bars[1]);
}

static void
longer_than_the_ones(void)
{
	struct bar bar = bar_make_dead(2 * (size_t)GUARD_ONES_MAX + 3 * PAGE);

	CU_ASSERT_EQUAL(add(&bar, GUARD_ONES), 0);
	CU_ASSERT_EQUAL(*bar_register(&bar, GUARD_ONES_MAX - 4), ONES);
	CU_ASSERT_EQUAL(*bar_register(&bar, bar.size - 4), ONES);
	guard_remove(bar.start);
	bar_free(&bar);
}

static void
refused_ranges(void)
{
	struct bar bar = bar_make(8 * PAGE);
	char *start = bar.start;
	struct guard_range middle = {start + 2 * PAGE, 2 * PAGE, GUARD_ONES, NULL};
	const struct {
		struct guard_range range;
		int code;
	} cases[] = {
	        {{NULL, PAGE, GUARD_ONES, NULL}, -EINVAL},
	        {{start + 8, PAGE, GUARD_ONES, NULL}, -EINVAL},
	        {{start, 0, GUARD_ONES, NULL}, -EINVAL},
	        {{start, 100, GUARD_ONES, NULL}, -EINVAL},
	        {{start, -PAGE, GUARD_ONES, NULL}, -EINVAL},
	        {middle, -EEXIST},
	        {{start + PAGE, 2 * PAGE, GUARD_ONES, NULL}, -EEXIST},
	        {{start + 3 * PAGE, PAGE, GUARD_ONES, NULL}, -EEXIST},
	        {{start, 8 * PAGE, GUARD_ONES, NULL}, -EEXIST},
	};

	CU_ASSERT_EQUAL(guard_add(&middle, 1, NULL), 0);
	for (unsigned int i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct guard_range both[] = {{start + 6 * PAGE, PAGE, GUARD_ONES, NULL}, cases[i].range};
		struct err err = {0};

		CU_ASSERT_EQUAL(guard_add(both, 2, &err), cases[i].code);
		CU_ASSERT_EQUAL(err.code, cases[i].code);
		/* All or none. */
		CU_ASSERT_EQUAL(guard_revoke(both[0].start, NULL), -ENOENT);
	}
	guard_remove(middle.start);
	bar_free(&bar);
}

static void
full(void)
{
	static struct guard_range ranges[GUARD_RANGES_MAX + 1];
	struct bar bar = bar_make(PAGE * (GUARD_RANGES_MAX + 1));

	for (unsigned int i = 0; i <= GUARD_RANGES_MAX; i++)
		ranges[i] = (struct guard_range){(char *)bar.start + i * PAGE, PAGE, GUARD_ONES, NULL};
	CU_ASSERT_EQUAL(guard_add(ranges, GUARD_RANGES_MAX + 1, NULL), -ENOSPC);
	CU_ASSERT_EQUAL(guard_add(ranges, GUARD_RANGES_MAX, NULL), 0);
	CU_ASSERT_EQUAL(guard_add(&ranges[GUARD_RANGES_MAX], 1, NULL), -ENOSPC);
	bar_kill(&bar);
	for (unsigned int i = 0; i < GUARD_RANGES_MAX; i += 315)
		CU_ASSERT_EQUAL(*(volatile uint32_t *)ranges[i].start, ONES);
	CU_ASSERT(guard_revoked(ranges[315].start) && !guard_revoked(ranges[316].start));
	for (unsigned int i = 0; i < GUARD_RANGES_MAX; i++)
		guard_remove(ranges[i].start);
	bar_free(&bar);
}

static void
use_of_the_removed(void *arg)
{
	struct bar bar = bar_make_dead(PAGE);

	WANT(add(&bar, GUARD_ONES) == 0);
	guard_remove(bar.start);
	*(volatile uintptr_t *)arg = (uintptr_t)bar.start;
	(void)*bar_register(&bar, 0);
}

/* The pages beside a guarded one. */
static void
beside(void *arg, size_t offset)
{
	struct bar bar = bar_make_dead(3 * PAGE);
	struct guard_range middle = {(char *)bar.start + PAGE, PAGE, GUARD_ONES, NULL};

	WANT(guard_add(&middle, 1, NULL) == 0);
	*(volatile uintptr_t *)arg = (uintptr_t)bar.start + offset;
	(void)*bar_register(&bar, offset);
}

static void
just_below(void *arg)
{
	beside(arg, PAGE - 4);
}

static void
just_above(void *arg)
{
	beside(arg, 2 * PAGE);
}

/* Somebody maps a file over a replaced range, and the file is cut. */
static void
new_fault_in_a_replaced_range(void *arg)
{
	struct bar bar = bar_make_dead(PAGE);

	WANT(add(&bar, GUARD_ONES) == 0);
	WANT(*bar_register(&bar, 0) == ONES);
	bar_revive(&bar);
	bar_kill(&bar);
	*(volatile uintptr_t *)arg = (uintptr_t)bar.start;
	(void)*bar_register(&bar, 0);
}

static void
replacement_refused(void *arg)
{
	struct bar bar = bar_make_dead(PAGE);

	WANT(add(&bar, GUARD_ONES) == 0);
	close(guard_ones_fd);
	WANT(guard_revoke(bar.start, NULL) == -EBADF);
	WANT(!guard_revoked(bar.start));
	*(volatile uintptr_t *)arg = (uintptr_t)bar.start;
	(void)*bar_register(&bar, 0);
}

/* The process dies of the very fault, which is the last of n: neither is it hidden nor does it come for ever.
 */
static void
dies(void (*run)(void *), unsigned int n)
{
	uintptr_t *address = mmap(NULL, PAGE, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	struct child child;

	signal(SIGBUS, SIG_DFL);
	guard_check(NULL);
	child = child_run(run, address);
	CU_ASSERT(child_died_of_sigbus(&child));
	CU_ASSERT_EQUAL(child.n, n);
	CU_ASSERT_EQUAL(child.last.si_code, BUS_ADRERR);
	CU_ASSERT_EQUAL((uintptr_t)child.last.si_addr, *address);
	munmap(address, PAGE);
}

static void
not_the_guards(void)
{
	dies(just_below, 2);
	dies(just_above, 2);
	dies(use_of_the_removed, 2);
	dies(new_fault_in_a_replaced_range, 3);
	dies(replacement_refused, 2);
}

static const struct unit_test tests[] = {
        {"before the start, and starting twice", before_the_start},
        {"a fault replaces its range and no other", fault_replaces_its_range_alone},
        {"zeros instead of ones", zeros_where_wanted},
        {"a range is replaced once, whoever comes late", replaced_once},
        {"a range longer than the memory of ones", longer_than_the_ones},
        {"ranges that are refused, all or none", refused_ranges},
        {"as many ranges as there can be", full},
        {"a fault that is not the guard's, or no more", not_the_guards},
};

UNIT_MAIN("guard", tests)
