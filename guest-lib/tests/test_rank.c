/* SPDX-License-Identifier: BSD-3-Clause */
/* test_rank.c: a thread is lifted, and comes down by itself, or when its time is over. */
#include <errno.h>
#include <sched.h>

#include "rank.h"
#include "tests/unit.h"

static bool
lifted(void)
{
	return (sched_getscheduler(0) & ~SCHED_RESET_ON_FORK) == SCHED_FIFO;
}

/* Whether this process may; says so when it may not. */
static bool
may(void)
{
	const struct sched_param param = {.sched_priority = 1}, usual = {0};
	bool yes = sched_setscheduler(0, SCHED_FIFO, &param) == 0;

	CU_ASSERT_EQUAL(sched_setscheduler(0, SCHED_OTHER, &usual), 0);
	if (!yes)
		unit_skip("this process may not rank above others");
	return yes;
}

static void
lifted_and_down(void)
{
	if (!may())
		return;
	rank_urgent();
	CU_ASSERT_FALSE(lifted());
	CU_ASSERT_EQUAL(rank_left(), 0);
	rank_serving(true);
	rank_urgent();
	CU_ASSERT_TRUE(lifted());
	CU_ASSERT(rank_left() > 0 && rank_left() <= RANK_URGENT_MS);
	/* What was done before this became urgent does not end it. */
	rank_usual(0);
	rank_usual(rank_urgency() - 1);
	CU_ASSERT_TRUE(lifted());
	rank_usual(rank_urgency());
	CU_ASSERT_FALSE(lifted());
	CU_ASSERT_EQUAL(rank_left(), 0);
	rank_serving(false);
	rank_urgent();
	CU_ASSERT_FALSE(lifted());
}

static void
down_in_time(void)
{
	if (!may())
		return;
	rank_serving(true);
	rank_urgent();
	while (rank_left() > 0)
		CU_ASSERT_TRUE(lifted());
	CU_ASSERT_FALSE(lifted());
	rank_serving(false);
}

/* Whoever starts the process above that has it stay there. */
static void
never_lowered(void)
{
	const struct sched_param high = {.sched_priority = 60}, usual = {0};
	struct sched_param now;

	if (!may())
		return;
	CU_ASSERT_EQUAL_FATAL(sched_setscheduler(0, SCHED_RR, &high), 0);
	CU_ASSERT_EQUAL(rank_watching(), 0);
	rank_serving(true);
	rank_urgent();
	CU_ASSERT(sched_getparam(0, &now) == 0 && now.sched_priority == 60);
	rank_usual(rank_urgency());
	CU_ASSERT(sched_getparam(0, &now) == 0 && now.sched_priority == 60);
	CU_ASSERT_EQUAL(sched_getscheduler(0), SCHED_RR);
	rank_serving(false);
	CU_ASSERT_EQUAL(sched_setscheduler(0, SCHED_OTHER, &usual), 0);
}

static void
watching(void)
{
	const struct sched_param usual = {0};

	if (!may())
		return;
	CU_ASSERT_EQUAL(rank_watching(), 0);
	CU_ASSERT_TRUE(lifted());
	CU_ASSERT_EQUAL(sched_setscheduler(0, SCHED_OTHER, &usual), 0);
}

static const struct unit_test tests[] = {
        {"lifted, and down when nothing is urgent", lifted_and_down},
        {"down when its time is over", down_in_time},
        {"who ranks higher is not lowered", never_lowered},
        {"the watching thread stays above", watching},
};

UNIT_MAIN("rank", tests)
