/* SPDX-License-Identifier: BSD-3-Clause */
/* test_count.c: the arithmetic of numbered packets, on flows made by hand. */
#include "count.h"
#include "tests/unit.h"

#include <stdint.h>

/* n packets, one a millisecond from 1,000 us on, each echoed trip_us later unless its number lies in [lost,
 * lost_end). */
static struct count_flow
steady(size_t n, uint64_t trip_us, size_t lost, size_t lost_end)
{
	struct count_flow flow;

	CU_ASSERT_EQUAL_FATAL(count_init(&flow, n), 0);
	for (size_t i = 0; i < n; i++)
		count_sent(&flow, 1000 + i * 1000);
	for (size_t i = 0; i < n; i++)
		if (i < lost || i >= lost_end)
			count_echo(&flow, i, 1000 + i * 1000 + trip_us);
	return flow;
}

static struct count_sum
whole(const struct count_flow *flow, uint64_t until_us)
{
	struct count_phase phase = {.name = "whole", .from_us = 1000, .until_us = until_us};

	count_phases(flow, &phase, 1);
	return phase.sum;
}

static void
nothing_lost(void)
{
	struct count_flow flow = steady(100, 300, 0, 0);
	struct count_sum sum = whole(&flow, 101000);

	CU_ASSERT_EQUAL(sum.sent, 100);
	CU_ASSERT_EQUAL(sum.lost, 0);
	CU_ASSERT_EQUAL(sum.doubled, 0);
	CU_ASSERT_EQUAL(sum.reordered, 0);
	CU_ASSERT_EQUAL(sum.longest_silence_us, 1000);
	CU_ASSERT_EQUAL(sum.worst_trip_us, 300);
	count_free(&flow);
}

static void
losses_and_silence(void)
{
	struct count_flow flow = steady(100, 300, 40, 60);
	struct count_sum sum = whole(&flow, 101000);

	CU_ASSERT_EQUAL(sum.lost, 20);
	CU_ASSERT_EQUAL(sum.longest_silence_us, 21000);
	count_free(&flow);
}

static void
doubles_count_once(void)
{
	struct count_flow flow = steady(10, 300, 0, 0);
	struct count_sum sum;

	count_echo(&flow, 4, 12000);
	count_echo(&flow, 4, 12001);
	sum = whole(&flow, 20000);
	CU_ASSERT_EQUAL(sum.doubled, 1);
	CU_ASSERT_EQUAL(sum.lost, 0);
	CU_ASSERT_EQUAL(sum.reordered, 0);
	count_free(&flow);
}

static void
a_late_packet_is_reordered(void)
{
	struct count_flow flow;
	struct count_sum sum;

	CU_ASSERT_EQUAL_FATAL(count_init(&flow, 4), 0);
	for (size_t i = 0; i < 4; i++)
		count_sent(&flow, 1000 + i);
	count_echo(&flow, 0, 2000);
	count_echo(&flow, 2, 2001);
	count_echo(&flow, 1, 2002);
	count_echo(&flow, 3, 2003);
	sum = whole(&flow, 5000);
	CU_ASSERT_EQUAL(sum.reordered, 1);
	CU_ASSERT_EQUAL(sum.lost, 0);
	count_free(&flow);
}

static void
numbers_never_sent_are_strangers(void)
{
	struct count_flow flow = steady(3, 300, 0, 0);

	count_echo(&flow, 3, 9000);
	count_echo(&flow, SIZE_MAX, 9000);
	CU_ASSERT_EQUAL(flow.strangers, 2);
	CU_ASSERT_EQUAL(whole(&flow, 9000).sent, 3);
	count_free(&flow);
}

static void
a_full_flow_takes_no_more(void)
{
	struct count_flow flow = steady(3, 300, 0, 0);

	CU_ASSERT_EQUAL(count_sent(&flow, 9000), SIZE_MAX);
	for (int i = 0; i < 10; i++)
		count_echo(&flow, 1, 9000);
	CU_ASSERT_EQUAL(atomic_load(&flow.arrived), 6);
	CU_ASSERT_EQUAL(flow.strangers, 7);
	count_free(&flow);
}

/* Pause at 50,000: packets 47 to 59 are lost, of which 47 and 48 were on the way. */
static void
on_the_way_belongs_to_the_pause(void)
{
	struct count_flow flow = steady(100, 300, 47, 60);
	struct count_phase phases[] = {
	        {.name = "before", .from_us = 1000, .until_us = 50000},
	        {.name = "pause", .from_us = 50000, .until_us = 61300, .reach_us = 2000},
	        {.name = "after", .from_us = 61300, .until_us = 101000},
	};

	count_phases(&flow, phases, 3);
	CU_ASSERT_EQUAL(phases[0].sum.sent, 47);
	CU_ASSERT_EQUAL(phases[0].sum.lost, 0);
	CU_ASSERT_EQUAL(phases[1].sum.lost, 13);
	CU_ASSERT_EQUAL(phases[1].sum.sent, 14);
	CU_ASSERT_EQUAL(phases[2].sum.lost, 0);
	CU_ASSERT_EQUAL(phases[0].sum.sent + phases[1].sum.sent + phases[2].sum.sent, 100);
	count_free(&flow);
}

/* A packet lost longer ago than the reach stays where it was sent, and so does one that was echoed in time.
 */
static void
the_reach_has_an_end(void)
{
	struct count_flow flow = steady(100, 300, 47, 60);
	struct count_phase phases[] = {
	        {.name = "before", .from_us = 1000, .until_us = 50000},
	        {.name = "pause", .from_us = 50000, .until_us = 61300, .reach_us = 1999},
	};

	count_phases(&flow, phases, 2);
	CU_ASSERT_EQUAL(phases[0].sum.lost, 1);
	CU_ASSERT_EQUAL(phases[1].sum.lost, 12);
	count_free(&flow);
}

/* What was on the way is known by the order of the flow, not by a guess about how long a trip may take. */
static void
on_the_way(void)
{
	struct count_flow flow = steady(100, 300, 47, 60);

	CU_ASSERT_EQUAL(count_on_the_way(&flow, 50000), 2000);
	CU_ASSERT_EQUAL(count_on_the_way(&flow, 40500), 0);
	CU_ASSERT_EQUAL(count_on_the_way(&flow, 40200), 200);
	/* Echoed again after the gap: what was lost in it is no longer on the way. */
	CU_ASSERT_EQUAL(count_on_the_way(&flow, 70500), 0);
	CU_ASSERT_EQUAL(count_on_the_way(&flow, 1), 0);
	count_free(&flow);
}

static void
first_echo(void)
{
	struct count_flow flow = steady(10, 300, 0, 0);

	CU_ASSERT_EQUAL(count_first_echo(&flow, 5000), 5300);
	CU_ASSERT_EQUAL(count_first_echo(&flow, 10301), 0);
	count_free(&flow);
}

static void
slices(void)
{
	struct count_flow flow = steady(30, 300, 10, 15);
	struct count_slice s[3] = {0};

	count_slices(&flow, 1000, 10000, s, 3);
	CU_ASSERT_EQUAL(s[0].sent, 10);
	CU_ASSERT_EQUAL(s[0].arrived, 10);
	CU_ASSERT_EQUAL(s[1].lost, 5);
	CU_ASSERT_EQUAL(s[1].arrived, 5);
	CU_ASSERT_EQUAL(s[2].sent, 10);
	count_free(&flow);
}

static void
longest_loss(void)
{
	struct count_flow flow = steady(100, 300, 20, 30);

	CU_ASSERT_EQUAL(count_longest_loss(&flow, 1000, 101000), 10000);
	/* Cut off at either end. */
	CU_ASSERT_EQUAL(count_longest_loss(&flow, 26000, 101000), 5000);
	CU_ASSERT_EQUAL(count_longest_loss(&flow, 1000, 23500), 2500);
	CU_ASSERT_EQUAL(count_longest_loss(&flow, 31000, 101000), 0);
	CU_ASSERT_EQUAL(count_longest_loss(&flow, 1000, 21000), 0);
	/* One echo in the middle makes two of it, and late is not lost. */
	count_echo(&flow, 26, 900000);
	CU_ASSERT_EQUAL(count_longest_loss(&flow, 1000, 101000), 6000);
	count_free(&flow);
}

static const struct unit_test tests[] = {
        {"nothing lost", nothing_lost},
        {"losses and silence", losses_and_silence},
        {"doubles count once", doubles_count_once},
        {"a late packet is reordered", a_late_packet_is_reordered},
        {"numbers never sent are strangers", numbers_never_sent_are_strangers},
        {"a full flow takes no more", a_full_flow_takes_no_more},
        {"on the way belongs to the pause", on_the_way_belongs_to_the_pause},
        {"the reach has an end", the_reach_has_an_end},
        {"what is on the way", on_the_way},
        {"first echo", first_echo},
        {"slices", slices},
        {"longest loss", longest_loss},
};

UNIT_MAIN("count", tests)
