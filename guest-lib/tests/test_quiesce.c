/* SPDX-License-Identifier: BSD-3-Clause */
/* test_quiesce.c: a writer waits for exactly the bursts that were under way when it published. */
#include "quiesce.h"

#include "tests/unit.h"

#define CELLS 3

static struct cell cells[CELLS];

static void
nobody_inside(void)
{
	struct quiesce quiesce = {0};
	struct err err = {0};

	CU_ASSERT_EQUAL(quiesce_ready(&err), 0);
	CU_ASSERT(quiesce_over(&quiesce));
	quiesce_begin(&quiesce, cells, CELLS);
	CU_ASSERT(quiesce_over(&quiesce));
}

static void
one_inside(void)
{
	struct quiesce quiesce = {0};
	uint64_t turn, later;

	cell_enter(&cells[1], &turn);
	quiesce_begin(&quiesce, cells, CELLS);
	CU_ASSERT(!quiesce_over(&quiesce));
	CU_ASSERT(!quiesce_over(&quiesce));
	/* The next burst of the same queue may be under way already. */
	cell_leave(&cells[1], turn);
	cell_enter(&cells[1], &later);
	CU_ASSERT(later > turn);
	CU_ASSERT(quiesce_over(&quiesce));
	cell_leave(&cells[1], later);
}

static void
begun_later_does_not_matter(void)
{
	struct quiesce quiesce = {0};
	uint64_t turn;

	quiesce_begin(&quiesce, cells, CELLS);
	cell_enter(&cells[2], &turn);
	CU_ASSERT(quiesce_over(&quiesce));
	cell_leave(&cells[2], turn);
}

static void
beginning_again_covers_both(void)
{
	struct quiesce quiesce = {0};
	uint64_t first, last;

	cell_enter(&cells[0], &first);
	quiesce_begin(&quiesce, cells, CELLS);
	cell_enter(&cells[2], &last);
	quiesce_begin(&quiesce, cells, CELLS);
	cell_leave(&cells[2], last);
	CU_ASSERT(!quiesce_over(&quiesce));
	cell_leave(&cells[0], first);
	CU_ASSERT(quiesce_over(&quiesce));
}

/* A process that died inside; its queue goes to another before, or after, that is noticed. */
static void
the_dead_are_not_waited_for(void)
{
	struct quiesce quiesce = {0};
	uint64_t turn, next;

	cell_enter_as(&cells[0], 5, &turn);
	quiesce_begin(&quiesce, cells, CELLS);
	CU_ASSERT(!cell_evict(&cells[0], 4));
	CU_ASSERT(!quiesce_over(&quiesce));
	CU_ASSERT(cell_evict(&cells[0], 5));
	CU_ASSERT(!cell_evict(&cells[0], 5));
	CU_ASSERT(quiesce_over(&quiesce));

	cell_enter_as(&cells[0], 5, &turn);
	cell_enter(&cells[0], &next);
	CU_ASSERT(!cell_evict(&cells[0], 5));
	quiesce_begin(&quiesce, cells, CELLS);
	CU_ASSERT(!quiesce_over(&quiesce));
	cell_leave(&cells[0], next);
	CU_ASSERT(quiesce_over(&quiesce));
}

static const struct unit_test tests[] = {
        {"nobody inside a burst", nobody_inside},
        {"one inside a burst", one_inside},
        {"a burst begun later does not matter", begun_later_does_not_matter},
        {"beginning again covers both", beginning_again_covers_both},
        {"the dead are not waited for", the_dead_are_not_waited_for},
};

UNIT_MAIN("quiesce", tests)
