/* SPDX-License-Identifier: BSD-3-Clause */
/* test_guard_threads.c: many threads fault at once, on one range and on several, while other ranges come and
 * go. Neighbour: test_guard.c. */
#include <pthread.h>

#include "dead_bar.h"
#include "guard.h"
#include "tests/unit.h"

enum { THREADS = 8, ROUNDS = 300, BARS = 4, APART = 64 };

static struct bar bars[BARS];
static _Atomic uint32_t faults[BARS];
static pthread_barrier_t barrier;
static atomic_bool over;
static _Atomic uint32_t lost, wrong;

/* Every thread stores into its own words of all bars and reads them back: a bar that were replaced a second
 * time would give ones there. */
static void *
toucher(void *arg)
{
	uint32_t me = *(uint32_t *)arg;

	for (unsigned int round = 0; round < ROUNDS; round++) {
		pthread_barrier_wait(&barrier); /* all are dead now */
		for (unsigned int i = 0; i < BARS; i++) {
			const struct bar *bar = &bars[(i + me) % BARS];
			volatile uint32_t *word = bar_register(bar, (size_t)me * APART);

			*word = me;
			bar_late_fault(bar, 0);
			if (*word != me)
				lost++;
			if (*bar_register(bar, PAGE) != UINT32_MAX)
				wrong++;
		}
		pthread_barrier_wait(&barrier);
	}
	return NULL;
}

/* The table changes all the time meanwhile. */
static void *
changer(void *arg)
{
	struct bar other = bar_make(PAGE);
	struct guard_range range = {other.start, other.size, GUARD_ONES, NULL};
	unsigned int *rounds = arg;

	for (; !over; ++*rounds) {
		if (guard_add(&range, 1, NULL))
			wrong++;
		guard_remove(other.start);
	}
	bar_free(&other);
	return NULL;
}

static void
next_round(void)
{
	for (unsigned int i = 0; i < BARS; i++) {
		struct guard_range range = {bars[i].start, bars[i].size, GUARD_ONES, &faults[i]};

		bar_revive(&bars[i]);
		faults[i] = 0;
		if (guard_add(&range, 1, NULL))
			wrong++;
		bar_kill(&bars[i]);
	}
	pthread_barrier_wait(&barrier);
	/* The owner's revoke runs into the faults. */
	guard_revoke(bars[0].start, NULL);
	pthread_barrier_wait(&barrier);
	for (unsigned int i = 0; i < BARS; i++) {
		if (!guard_revoked(bars[i].start) || (i > 0 ? faults[i] != 1 : faults[i] > 1))
			wrong++;
		guard_remove(bars[i].start);
	}
}

static void
all_at_once(void)
{
	pthread_t threads[THREADS], other;
	uint32_t numbers[THREADS];
	unsigned int changes = 0;

	CU_ASSERT_EQUAL(guard_start(NULL), 0);
	pthread_barrier_init(&barrier, NULL, THREADS + 1);
	for (unsigned int i = 0; i < BARS; i++)
		bars[i] = bar_make(4 * PAGE);
	for (unsigned int i = 0; i < THREADS; i++) {
		numbers[i] = i + 1;
		pthread_create(&threads[i], NULL, toucher, &numbers[i]);
	}
	pthread_create(&other, NULL, changer, &changes);
	for (unsigned int round = 0; round < ROUNDS; round++)
		next_round();
	for (unsigned int i = 0; i < THREADS; i++)
		pthread_join(threads[i], NULL);
	over = true;
	pthread_join(other, NULL);
	CU_ASSERT(changes > 0);
	CU_ASSERT_EQUAL(lost, 0);
	CU_ASSERT_EQUAL(wrong, 0);
	for (unsigned int i = 0; i < BARS; i++)
		bar_free(&bars[i]);
	pthread_barrier_destroy(&barrier);
}

static const struct unit_test tests[] = {
        {"eight threads on four dead devices, 300 times", all_at_once},
};

UNIT_MAIN("guard_threads", tests)
