/* SPDX-License-Identifier: BSD-3-Clause */
/* test_fleet_table.c: what a person sees of an evacuation. */
#include <string.h>

#include "../fleet_table.h"
#include "../table.h"
#include "tests/unit.h"

static char text[1 << 18];

static const struct fleet_line lines[] = {
        {.guest = "router1", .from = "hosta", .to = "hostb", .state = FLEET_ARRIVED, .elapsed_ms = 12340},
        {.guest = "router2",
         .from = "hosta",
         .to = "hostc",
         .state = FLEET_CROSSING,
         .step = "migrate",
         .memory_total = 1000,
         .memory_remaining = 255,
         .elapsed_ms = 5000},
        {.guest = "router3",
         .from = "hosta",
         .state = FLEET_WAITING,
         .outcome = OUTCOME_BACK_ON_VF,
         .elapsed_ms = 800},
        {.guest = "rou\033ter4", .from = "hosta", .state = FLEET_WAITING},
        {.guest = "router5",
         .from = "hosta",
         .state = FLEET_GIVEN_UP,
         .outcome = OUTCOME_NO_VF,
         .elapsed_ms = 70},
        {.guest = "router6",
         .from = "hosta",
         .state = FLEET_GONE,
         .outcome = OUTCOME_NOT_RUNNING,
         .elapsed_ms = 30},
        {.guest = "router7",
         .from = "hosta",
         .to = "hostb",
         .state = FLEET_ARRIVED,
         .outcome = OUTCOME_THERE_ON_BACKUP,
         .elapsed_ms = 60000},
};

static const char *
print(const struct fleet_line *all, unsigned int n, unsigned int rows)
{
	FILE *out = fmemopen(text, sizeof(text), "w");

	fleet_table_print(all, n, rows, out);
	fclose(out);
	return text;
}

static void
one_row_each(void)
{
	CU_ASSERT_STRING_EQUAL(print(lines, 7, 0),
	                       "GUEST     FROM   TO     STATE     STEP             %   TIME\n"
	                       "router1   hosta  hostb  arrived                        12.3 s\n"
	                       "router2   hosta  hostc  crossing  migrate          74  5.0 s\n"
	                       "router3   hosta  -      waiting   back-on-vf           0.8 s\n"
	                       "rou?ter4  hosta  -      waiting\n"
	                       "router5   hosta  -      given up  no-vf                0.1 s\n"
	                       "router6   hosta  -      gone      not-running          0.0 s\n"
	                       "router7   hosta  hostb  arrived   there-on-backup      60.0 s\n"
	                       "2 of 7 arrived, 1 crossing, 1 given up, 2 waiting, 1 gone\n");
}

/* What moves, and what someone must see to, is shown first. */
static void
a_small_terminal(void)
{
	CU_ASSERT_STRING_EQUAL(print(lines, 7, 3),
	                       "GUEST    FROM   TO     STATE     STEP        %   TIME\n"
	                       "router2  hosta  hostc  crossing  migrate     74  5.0 s\n"
	                       "router5  hosta  -      given up  no-vf           0.1 s\n"
	                       "router3  hosta  -      waiting   back-on-vf      0.8 s\n"
	                       "2 of 7 arrived, 1 crossing, 1 given up, 2 waiting, 1 gone; 4 not shown\n");
	CU_ASSERT_STRING_EQUAL(print(lines + 3, 1, 1), "GUEST     FROM   TO  STATE    STEP  %  TIME\n"
	                                               "rou?ter4  hosta  -   waiting\n"
	                                               "0 of 1 arrived, 1 waiting\n");
}

/* More may be left than there was, and before the first step none is named. */
static void
percent_stays_within(void)
{
	struct fleet_line line = lines[1];

	line.memory_remaining = 2000;
	CU_ASSERT_PTR_NOT_NULL(strstr(print(&line, 1, 0), "migrate  0  5.0 s\n"));
	line.memory_remaining = 0;
	CU_ASSERT_PTR_NOT_NULL(strstr(print(&line, 1, 0), "migrate  100  5.0 s\n"));
	line.step = NULL;
	CU_ASSERT_PTR_NOT_NULL(strstr(print(&line, 1, 0), "crossing        100  5.0 s\n"));
	line.state = FLEET_ARRIVED;
	CU_ASSERT_PTR_NULL(strstr(print(&line, 1, 0), "100"));
}

static void
more_than_a_table_has(void)
{
	static struct fleet_line many[TABLE_ROWS_MAX + 4];
	unsigned int rows = 0;

	for (unsigned int i = 0; i < TABLE_ROWS_MAX + 4; i++)
		many[i] = lines[i == TABLE_ROWS_MAX + 3 ? 1 : 0];
	print(many, TABLE_ROWS_MAX + 4, TABLE_ROWS_MAX + 4);
	for (const char *c = text; *c; c++)
		rows += *c == '\n';
	CU_ASSERT_EQUAL(rows, TABLE_ROWS_MAX + 1);
	CU_ASSERT_PTR_NOT_NULL(strstr(text, "router2"));
	CU_ASSERT_PTR_NOT_NULL(strstr(text, "1035 of 1036 arrived, 1 crossing; 5 not shown\n"));
}

static const struct unit_test tests[] = {
        {"one row each, and a line that counts", one_row_each},
        {"a small terminal", a_small_terminal},
        {"percent stay within bounds", percent_stays_within},
        {"more guests than a table has rows", more_than_a_table_has},
};

UNIT_MAIN("fleet table", tests)
