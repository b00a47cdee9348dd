/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * test_guard_dpdk.c: the guard next to DPDK's own SIGBUS handlers, the real ones: enabled before it and
 * after, and while DPDK replaces the action to map hugepages. Neighbour: test_guard_past.c, where a sample
 * stands for such code.
 */
#include <rte_dev.h>
#include <rte_lcore.h>
#include <rte_malloc.h>

#include "child.h"
#include "dpdk_bar.h"
#include "guard.h"
#include "tests/unit.h"

static struct bar guarded, dpdks, file;
static struct rte_pci_device device;
static volatile uintptr_t application_saw;
static atomic_bool over;

/* The application's own, which was there first. DPDK passes on to it what it does not know. */
static void
of_application(int number, siginfo_t *info, void *context)
{
	(void)number;
	(void)context;
	application_saw = (uintptr_t)info->si_addr;
	bar_revive(&file);
}

static void
guard_it(void)
{
	struct guard_range range = {guarded.start, guarded.size, GUARD_ONES, NULL};

	WANT(guard_start(NULL) == 0);
	WANT(guard_add(&range, 1, NULL) == 0);
}

/* All are dead; each is answered by its own handler. */
static void
each_by_its_own(void)
{
	bar_kill(&guarded);
	bar_kill(&dpdks);
	bar_kill(&file);
	WANT(*bar_register(&guarded, 16) == UINT32_MAX);
	WANT(*bar_register(&dpdks, 16) == 0);
	*bar_register(&file, 16);
	WANT(application_saw == (uintptr_t)bar_register(&file, 16));
	WANT(guard_check(NULL) == 0);
}

static void
begin(void)
{
	struct sigaction action = {.sa_sigaction = of_application, .sa_flags = SA_SIGINFO};

	WANT(sigaction(SIGBUS, &action, NULL) == 0);
	WANT(dpdk_start(false) >= 0);
	dpdk_own(&device, &dpdks);
}

static void
guard_first(void *arg)
{
	(void)arg;
	begin();
	guard_it();
	WANT(rte_dev_hotplug_handle_enable() == 0);
	each_by_its_own();
	WANT(rte_dev_hotplug_handle_disable() == 0);
	bar_kill(&file);
	application_saw = 0;
	*bar_register(&file, 32);
	WANT(application_saw == (uintptr_t)bar_register(&file, 32));
}

/* DPDK's handler compares the older one's flags with SA_SIGINFO as a whole, and the C library's own flag is
 * in them: it calls the application's handler with the signal alone. Without the guard it is the same. */
static void
dpdk_first(void *arg)
{
	(void)arg;
	begin();
	WANT(rte_dev_hotplug_handle_enable() == 0);
	guard_it();
	bar_kill(&guarded);
	bar_kill(&dpdks);
	WANT(*bar_register(&guarded, 16) == UINT32_MAX);
	WANT(*bar_register(&dpdks, 16) == 0);
	WANT(guard_check(NULL) == 0);
}

static void *
touch_in_thread(void *arg)
{
	*(uint32_t *)arg = *bar_register(&guarded, 0);
	return NULL;
}

static void
in_control_thread(void *arg)
{
	uint32_t value = 0;
	pthread_t thread;

	(void)arg;
	begin();
	guard_it();
	bar_kill(&guarded);
	WANT(rte_ctrl_thread_create(&thread, "touch", NULL, touch_in_thread, &value) == 0);
	WANT(pthread_join(thread, NULL) == 0);
	WANT(value == UINT32_MAX);
}

/* Faults all the time; returns how many. */
static void *
die_again_and_again(void *arg)
{
	struct guard_range range = {guarded.start, guarded.size, GUARD_ONES, NULL};
	uintptr_t *rounds = arg;

	for (; !over; ++*rounds) {
		guard_remove(guarded.start);
		bar_revive(&guarded);
		WANT(guard_add(&range, 1, NULL) == 0);
		bar_kill(&guarded);
		WANT(*bar_register(&guarded, 0) == UINT32_MAX);
	}
	return NULL;
}

/* DPDK jumps out of its handler: a fault of another thread that came there would jump on the wrong stack. */
static void
while_hugepages_are_mapped(void *arg)
{
	uintptr_t rounds = 0;
	pthread_t thread;

	(void)arg;
	WANT(dpdk_start(true) >= 0);
	guard_it();
	WANT(rte_ctrl_thread_create(&thread, "die", NULL, die_again_and_again, &rounds) == 0);
	for (unsigned int i = 0; i < 60; i++) {
		void *memory = rte_malloc(NULL, 6 << 20, 0);

		WANT(memory);
		rte_free(memory); /* and the pages go back to the system */
	}
	over = true;
	WANT(pthread_join(thread, NULL) == 0);
	WANT(rounds > 0);
	WANT(guard_check(NULL) == 0);
}

static unsigned long
free_hugepages(void)
{
	FILE *count = fopen("/sys/kernel/mm/hugepages/hugepages-2048kB/free_hugepages", "re");
	unsigned long n = 0;

	if (count) {
		if (fscanf(count, "%lu", &n) != 1)
			n = 0;
		fclose(count);
	}
	return n;
}

static void
comes_to_its_end(void (*run)(void *))
{
	struct child child = child_run(run, NULL);

	CU_ASSERT_EQUAL(child.status, 0);
}

static void
either_order(void)
{
	comes_to_its_end(guard_first);
	comes_to_its_end(dpdk_first);
}

static void
control_thread(void)
{
	comes_to_its_end(in_control_thread);
}

static void
hugepages(void)
{
	if (free_hugepages() >= 16)
		comes_to_its_end(while_hugepages_are_mapped);
	else
		printf("\nSKIP faults while DPDK maps hugepages: fewer than 16 of 2 MiB are free; "
		       "vm.nr_hugepages\n");
}

static const struct unit_test tests[] = {
        {"DPDK's handler enabled before and after", either_order},
        {"a fault in a control thread", control_thread},
        {"faults while DPDK maps hugepages", hugepages},
};

int
main(void)
{
	guarded = bar_make(4 * PAGE);
	dpdks = bar_make(4 * PAGE);
	file = bar_make(PAGE);
	return unit_run("guard_dpdk", tests, sizeof(tests) / sizeof(tests[0]));
}
