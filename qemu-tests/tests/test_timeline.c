/* SPDX-License-Identifier: BSD-3-Clause */
/* test_timeline.c: counters and lost packets, slice by slice. */
#include "timeline.h"

#include <stdlib.h>
#include <string.h>

#include "tests/unit.h"

/* On hosta's VF until 100, then on its backup; samples at odd distances. */
static const struct probe_sample samples[] = {
        {.at_us = 0, .packets = {[PROBE_A_VF] = 1000}},
        {.at_us = 40, .packets = {[PROBE_A_VF] = 1040}},
        {.at_us = 100, .packets = {[PROBE_A_VF] = 1100}},
        {.at_us = 160, .packets = {[PROBE_A_VF] = 1100, [PROBE_A_BACKUP] = 60}},
        {.at_us = 200, .packets = {[PROBE_A_VF] = 1100, [PROBE_A_BACKUP] = 100}},
};
#define N (sizeof(samples) / sizeof(samples[0]))

static void
test_between(void)
{
	static const struct {
		enum probe_path path;
		uint64_t from, until, packets;
	} cases[] = {
	        {PROBE_A_VF, 0, 200, 100},     {PROBE_A_VF, 40, 100, 60},       {PROBE_A_VF, 10, 20, 10},
	        {PROBE_A_VF, 90, 110, 10},     {PROBE_A_VF, 100, 200, 0},       {PROBE_A_BACKUP, 0, 100, 0},
	        {PROBE_A_BACKUP, 99, 131, 31}, {PROBE_A_BACKUP, 150, 9999, 50}, {PROBE_B_VF, 0, 200, 0},
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		CU_ASSERT_EQUAL(timeline_between(samples, N, cases[i].path, cases[i].from, cases[i].until),
		                cases[i].packets);
	CU_ASSERT_EQUAL(timeline_between(NULL, 0, PROBE_A_VF, 0, 100), 0);
	CU_ASSERT_EQUAL(timeline_between(samples + 1, N - 1, PROBE_A_VF, 0, 40), 0);
}

static void
test_settled(void)
{
	/* By the VF until 0.5 s, then by the backup; nothing after 1 s. */
	static const struct probe_sample moved[] = {
	        {.at_us = 0},
	        {.at_us = 500000, .packets = {[PROBE_A_VF] = 500}},
	        {.at_us = 1000000, .packets = {[PROBE_A_VF] = 500, [PROBE_A_BACKUP] = 500}},
	        {.at_us = 2000000, .packets = {[PROBE_A_VF] = 500, [PROBE_A_BACKUP] = 500}},
	};

	CU_ASSERT(timeline_settled(moved, 4, PROBE_A_VF, 500000));
	CU_ASSERT(timeline_settled(moved, 4, PROBE_A_VF, 540000));
	CU_ASSERT(!timeline_settled(moved, 4, PROBE_A_VF, 560000));
	CU_ASSERT(!timeline_settled(moved, 4, PROBE_A_BACKUP, 940000));
	CU_ASSERT(timeline_settled(moved, 4, PROBE_A_BACKUP, 1000000));
	CU_ASSERT(!timeline_settled(moved, 4, PROBE_A_VF, 1000000));
	CU_ASSERT(!timeline_settled(moved, 4, PROBE_B_VF, 1000000));
	/* Most of the time nothing came, but what came did so by the backup. */
	CU_ASSERT(timeline_settled(moved, 4, PROBE_A_BACKUP, 1490000));
	CU_ASSERT(!timeline_settled(moved, 4, PROBE_A_BACKUP, 1500000));
	CU_ASSERT(timeline_settled(moved, 4, PROBE_A_VF, 2000));
	CU_ASSERT(!timeline_settled(NULL, 0, PROBE_A_VF, 100));
}

static void
test_slices(void)
{
	struct timeline timeline;
	struct count_flow flow;
	uint64_t sum = 0;

	CU_ASSERT_EQUAL_FATAL(count_init(&flow, 4), 0);
	(void)count_sent(&flow, 20);
	count_echo(&flow, 0, 22);
	(void)count_sent(&flow, 110);
	(void)count_sent(&flow, 130);
	CU_ASSERT_EQUAL_FATAL(timeline_make(&timeline, samples, N, &flow, 0, 199, 30), 0);
	CU_ASSERT_EQUAL_FATAL(timeline.nslices, 6);
	for (unsigned int i = 0; i < 6; i++)
		sum += timeline.amounts[0][i];
	CU_ASSERT_EQUAL(sum, 100);
	CU_ASSERT_EQUAL(timeline.amounts[0][0], 30);
	CU_ASSERT_EQUAL(timeline.amounts[0][3], 10);
	CU_ASSERT_EQUAL(timeline.amounts[1][3], 20);
	CU_ASSERT_EQUAL(timeline.amounts[TIMELINE_ROWS - 1][0], 0);
	CU_ASSERT_EQUAL(timeline.amounts[TIMELINE_ROWS - 1][3], 1);
	CU_ASSERT_EQUAL(timeline.amounts[TIMELINE_ROWS - 1][4], 1);
	timeline_free(&timeline);
	CU_ASSERT_EQUAL_FATAL(timeline_make(&timeline, samples, N, &flow, 50, 50, 30), 0);
	CU_ASSERT_EQUAL(timeline.nslices, 0);
	timeline_free(&timeline);
	CU_ASSERT_EQUAL_FATAL(timeline_make(&timeline, samples, N, &flow, 50, 20, 30), 0);
	CU_ASSERT_EQUAL(timeline.nslices, 0);
	timeline_free(&timeline);
	count_free(&flow);
}

/* Also where a slice holds parts of packets. */
static void
test_slices_add_up(void)
{
	static const struct probe_sample thirds[] = {
	        {.at_us = 0},
	        {.at_us = 300, .packets = {[PROBE_A_VF] = 100}},
	};
	uint64_t sum = 0;

	for (uint64_t at = 0; at < 300; at += 10)
		sum += timeline_between(thirds, 2, PROBE_A_VF, at, at + 10);
	CU_ASSERT_EQUAL(sum, 100);
}

static void
test_drawn(void)
{
	const struct chart_mark mark = {2, "copy"};
	struct timeline timeline;
	struct count_flow flow;
	char *text = NULL;
	size_t size = 0;
	FILE *out = open_memstream(&text, &size);

	CU_ASSERT_EQUAL_FATAL(count_init(&flow, 1), 0);
	CU_ASSERT_EQUAL_FATAL(timeline_make(&timeline, samples, N, &flow, 0, 200, 25), 0);
	timeline_print(out, &timeline, &mark, 1, 80, true);
	(void)fclose(out);
	CU_ASSERT_STRING_EQUAL(text, "hosta VF        ####    \n"
	                             "hosta backup        ####\n"
	                             "hostb backup            \n"
	                             "hostb VF                \n"
	                             "lost                    \n"
	                             "                  copy \n");
	free(text);
	timeline_free(&timeline);
	count_free(&flow);
}

static const struct unit_test tests[] = {
        {"between two moments", test_between},
        {"settled on a path", test_settled},
        {"slices", test_slices},
        {"slices add up", test_slices_add_up},
        {"drawn", test_drawn},
};

UNIT_MAIN("timeline", tests)
