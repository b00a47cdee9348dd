/* SPDX-License-Identifier: BSD-3-Clause */
/* test_guard_swap.c: the tables alone: who reads a copy reads it whole, the writer waits for those who do,
 * and a row is found. Neighbours: guard_private.h; test_guard_threads.c drives the same through faults. */
#include <pthread.h>

#include "guard_private.h"
#include "tests/unit.h"

enum { READERS = 3, PUBLISHED = 1000, WORDS = 64, WAITS = 200, ROWS = 600 };

static struct guard_swap swap;
static _Atomic unsigned int copies[2][WORDS];
static atomic_bool over, passed;
static atomic_uint torn;

static void *
reader(void *arg)
{
	(void)arg;
	while (!over) {
		unsigned int turn = guard_enter(&swap);
		unsigned int first = atomic_load_explicit(&copies[turn][0], memory_order_relaxed);

		for (unsigned int i = 1; i < WORDS; i++)
			if (atomic_load_explicit(&copies[turn][i], memory_order_relaxed) != first)
				torn++;
		guard_leave(&swap, turn);
	}
	return NULL;
}

static void
always_whole(void)
{
	pthread_t threads[READERS];

	for (unsigned int i = 0; i < READERS; i++)
		pthread_create(&threads[i], NULL, reader, NULL);
	for (unsigned int n = 1; n <= PUBLISHED; n++) {
		unsigned int next = !swap.current;

		for (unsigned int i = 0; i < WORDS; i++)
			atomic_store_explicit(&copies[next][i], n, memory_order_relaxed);
		guard_publish(&swap);
	}
	over = true;
	for (unsigned int i = 0; i < READERS; i++)
		pthread_join(threads[i], NULL);
	CU_ASSERT_EQUAL(torn, 0);
	CU_ASSERT_EQUAL(swap.readers[0] + swap.readers[1], 0);
}

static void *
writer(void *arg)
{
	(void)arg;
	guard_publish(&swap);
	passed = true;
	return NULL;
}

/* Two hundred times, as once could be luck. */
static void
waits_for_readers(void)
{
	for (unsigned int i = 0; i < WAITS; i++) {
		unsigned int turn = guard_enter(&swap);
		pthread_t thread;

		passed = false;
		pthread_create(&thread, NULL, writer, NULL);
		while (swap.current == turn)
			sched_yield();
		for (unsigned int n = 0; n < 10; n++)
			sched_yield();
		CU_ASSERT(!passed);
		guard_leave(&swap, turn);
		pthread_join(thread, NULL);
		CU_ASSERT(passed);
	}
}

/* Every length up to some steps of the search, every address before, at, between and behind the rows. */
static void
rows_are_found(void)
{
	static struct guard_table table;
	unsigned int wrong = 0;

	for (table.n = 0; table.n <= ROWS; table.n++) {
		if (table.n > 0)
			table.rows[table.n - 1].start = 2 * (uintptr_t)table.n;
		for (uintptr_t address = 0; address <= 2 * (uintptr_t)table.n + 2; address++) {
			uintptr_t until = address / 2 < table.n ? address / 2 : table.n;

			wrong += guard_rows_until(&table, address) != until;
		}
	}
	CU_ASSERT_EQUAL(wrong, 0);
}

static const struct unit_test tests[] = {
        {"a copy is read whole", always_whole},
        {"rows are found in tables of every length", rows_are_found},
        {"the writer waits for the readers", waits_for_readers},
};

UNIT_MAIN("guard_swap", tests)
