/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * test_calls.c: calls that wait while their port is held, and chores. The test's own thread serves; nothing
 * sleeps.
 */
#include <pthread.h>
#include <rte_eal.h>
#include <sched.h>
#include <stdatomic.h>

#include "calls.h"
#include "chores.h"
#include "control.h"
#include "tests/unit.h"

static atomic_int wakes; /* one for each call that is queued */

void
control_wake(void)
{
	wakes++;
}

static atomic_int order; /* how many calls have run */

static int
number_of(void *arg)
{
	*(int *)arg = atomic_fetch_add(&order, 1) + 1;
	return 7;
}

/* A thread with one call, which is queued when begin() returns. */
struct caller {
	pthread_t thread;
	uint16_t port_id;
	int number, result;
	atomic_bool holds, over; /* makes it in a hold of its own */
};

static void *
run_caller(void *arg)
{
	struct caller *caller = arg;

	if (caller->holds)
		calls_hold(caller->port_id);
	caller->result = control_call(caller->port_id, number_of, &caller->number);
	if (caller->holds)
		calls_hand_over();
	caller->over = true;
	return NULL;
}

static void
begin(struct caller *caller, uint16_t port_id, bool holds)
{
	int before = wakes;

	*caller = (struct caller){.port_id = port_id, .holds = holds};
	CU_ASSERT_EQUAL_FATAL(pthread_create(&caller->thread, NULL, run_caller, caller), 0);
	while (!holds && wakes == before)
		sched_yield();
}

static void
end(struct caller *caller)
{
	while (!caller->over) {
		calls_run_one();
		sched_yield();
	}
	pthread_join(caller->thread, NULL);
	CU_ASSERT_EQUAL(caller->result, 7);
}

/* The first is queued, and nothing but its port's release runs it. */
static void
held_calls_wait(void)
{
	struct caller holder, held, other;

	begin(&holder, 3, true);
	end(&holder);
	CU_ASSERT_EQUAL(holder.number, 1);
	begin(&held, 3, false);
	begin(&other, 4, false);
	end(&other);
	CU_ASSERT_EQUAL(held.number, 0);
	CU_ASSERT_FALSE(calls_run_one());
	calls_let_go(4);
	CU_ASSERT_FALSE(calls_run_one());
	CU_ASSERT_EQUAL(held.number, 0);
	calls_let_go(3);
	end(&held);
	CU_ASSERT_EQUAL(other.number, 2);
	CU_ASSERT_EQUAL(held.number, 3);
}

static atomic_bool finish;

/* Holds port 5, and makes a call about port 6, which only the serving thread can run. */
static void *
hold_and_call(void *arg)
{
	int *number = arg;

	calls_hold(5);
	finish = true;
	control_call(6, number_of, number);
	calls_hand_over();
	return NULL;
}

/* The serving thread's own call waits for a port that is held, and serves whoever holds it meanwhile. */
static void
serving_thread_waits_and_serves(void)
{
	int before = order, theirs = 0, mine = 0;
	pthread_t thread;

	finish = false;
	CU_ASSERT_EQUAL_FATAL(pthread_create(&thread, NULL, hold_and_call, &theirs), 0);
	while (!finish)
		sched_yield();
	CU_ASSERT_EQUAL(control_call(5, number_of, &mine), 7);
	CU_ASSERT_EQUAL(theirs, before + 1);
	CU_ASSERT_EQUAL(mine, before + 2);
	pthread_join(thread, NULL);
	calls_let_go(5);
}

static struct caller late;
static atomic_bool held_late;

static void *
hold_seven(void *arg)
{
	calls_hold(7);
	held_late = true;
	calls_hand_over();
	return arg;
}

/* In a call about port 7: a hold that was begun meanwhile has not been granted. */
static int
in_the_midst(void *arg)
{
	pthread_t *thread = arg;

	CU_ASSERT_EQUAL_FATAL(pthread_create(thread, NULL, hold_seven, NULL), 0);
	for (int i = 0; i < 1000; i++)
		sched_yield();
	CU_ASSERT_FALSE(held_late);
	return control_call(7, number_of, &late.number);
}

static void
hold_waits_for_calls(void)
{
	pthread_t thread;

	held_late = false;
	CU_ASSERT_EQUAL(control_call(7, in_the_midst, &thread), 7);
	pthread_join(thread, NULL);
	CU_ASSERT_TRUE(held_late);
	calls_let_go(7);
}

static int
chore(void *arg, struct err *err)
{
	atomic_int *gate = arg;

	while (*gate == 0)
		sched_yield();
	atomic_fetch_add(gate, 1);
	return err_set(err, -5, "as told");
}

static void
chores_run_aside(void)
{
	struct chore first = {0}, second = {0};
	atomic_int gate = 0;
	struct err err;

	CU_ASSERT_FALSE(chores_busy(&first));
	chores_wait(&first);
	CU_ASSERT_EQUAL_FATAL(chores_start(&err), 0);
	chores_begin(&first, chore, &gate);
	chores_begin(&second, chore, &gate);
	CU_ASSERT_TRUE(chores_busy(&first));
	CU_ASSERT_TRUE(chores_busy(&second));
	gate = 1;
	chores_wait(&first);
	CU_ASSERT_EQUAL(first.code, -5);
	CU_ASSERT_STRING_EQUAL(first.err.text, "as told");
	chores_stop();
	CU_ASSERT_FALSE(chores_busy(&second));
	CU_ASSERT_EQUAL(gate, 3);
	/* Without the thread, here. */
	chores_begin(&first, chore, &gate);
	CU_ASSERT_FALSE(chores_busy(&first));
	CU_ASSERT_EQUAL(gate, 4);
}

static const struct unit_test tests[] = {
        {"calls about a held port wait, others do not", held_calls_wait},
        {"the serving thread waits and serves", serving_thread_waits_and_serves},
        {"a hold waits for calls under way", hold_waits_for_calls},
        {"chores run aside", chores_run_aside},
};

int
main(void)
{
	char *args[] = {"test_calls", "--no-huge", "--no-pci", "--no-shconf", "-m", "32", "-l", "0"};

	if (rte_eal_init(RTE_DIM(args), args) < 0)
		return 1;
	calls_open();
	calls_serve();
	return unit_run("calls", tests, RTE_DIM(tests));
}
