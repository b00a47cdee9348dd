/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * bench_guard.c: from the access to a dead BAR to the access that went on: the guard, next to a bare handler
 * that does one mmap and nothing else, and to DPDK's own handler over its real PCI bus, in one run. Medians,
 * in turns.
 *
 * A BAR is a file's mapping, the file cut to nothing (tests/dead_bar.h). With n ranges, n - 1 others are
 * guarded, or are devices of one BAR in front of the touched one in DPDK's list. DPDK logs at its default
 * level, to /dev/null.
 */
#include <pthread.h>
#include <rte_cycles.h>
#include <rte_dev.h>
#include <rte_log.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "guard.h"
#include "tests/dpdk_bar.h"

enum { PASSES = 5, ROUNDS = 200, THREADS = 8, SAMPLES = PASSES * ROUNDS * THREADS };

enum handler { BARE, GUARD, DPDK, NUM_HANDLERS };

static const struct {
	const char *name;
	enum handler handler;
	enum guard_fill fill;
	unsigned int ranges;
} subjects[] = {
        {"bare handler, ones", BARE, GUARD_ONES, 1},
        {"guard, 1 range", GUARD, GUARD_ONES, 1},
        {"guard, 64 ranges", GUARD, GUARD_ONES, 64},
        {"guard, 4,096 ranges", GUARD, GUARD_ONES, GUARD_RANGES_MAX},
        {"bare handler, zeros", BARE, GUARD_ZEROS, 1},
        {"guard, 4,096, zeros", GUARD, GUARD_ZEROS, GUARD_RANGES_MAX},
        {"DPDK, 1 device", DPDK, GUARD_ZEROS, 1},
        {"DPDK, 64 devices", DPDK, GUARD_ZEROS, 64},
        {"DPDK, 4,096 devices", DPDK, GUARD_ZEROS, GUARD_RANGES_MAX},
};

static const struct {
	const char *name;
	unsigned int threads;
	bool shared; /* all threads touch one BAR, else each its own */
	size_t size;
} layouts[] = {
        {"16 KiB", 1, false, 16u << 10}, {"512 KiB", 1, false, 512u << 10}, {"16 MiB", 1, false, 16u << 20},
        {"2 own", 2, false, 512u << 10}, {"2 one", 2, true, 512u << 10},    {"8 own", 8, false, 512u << 10},
        {"8 one", 8, true, 512u << 10},
};

static struct sigaction actions[NUM_HANDLERS];
static double samples[RTE_DIM(subjects)][RTE_DIM(layouts)][SAMPLES];
static unsigned int taken[RTE_DIM(subjects)][RTE_DIM(layouts)];
static struct bar bars[THREADS];
static struct rte_pci_device devices[THREADS + GUARD_RANGES_MAX];
static void *others;         /* where the ranges lie that nobody touches */
static int ones_fd, bare_fd; /* memory of ones; what the bare handler maps, -1: zeros */
static pthread_barrier_t barrier;
static _Thread_local const struct bar *mine;

static void
bare(int signal, siginfo_t *info, void *context)
{
	int flags = MAP_PRIVATE | MAP_FIXED | (bare_fd < 0 ? MAP_ANONYMOUS : 0);

	(void)signal;
	(void)info;
	(void)context;
	/* NOLINTNEXTLINE(bugprone-signal-handler,cert-sig30-c) */
	(void)mmap(mine->start, mine->size, PROT_READ | PROT_WRITE, flags, bare_fd, 0);
}

/* The n ranges beside the touched ones come or go. */
static void
set_others(enum handler handler, unsigned int n, bool come)
{
	for (unsigned int i = 0; i < n; i++) {
		struct bar other = {.start = (char *)others + i * PAGE, .size = PAGE};
		struct guard_range range = {other.start, other.size, GUARD_ONES, NULL};

		if (handler == GUARD && come)
			guard_add(&range, 1, NULL);
		else if (handler == GUARD)
			guard_remove(other.start);
		else if (handler == DPDK && come)
			dpdk_own(&devices[THREADS + i], &other);
		else if (handler == DPDK)
			dpdk_disown(&devices[THREADS + i]);
	}
}

/* The n touched BARs are alive and known, then dead. */
static void
arm(enum handler handler, enum guard_fill fill, unsigned int n)
{
	for (unsigned int i = 0; i < n; i++) {
		struct guard_range range = {bars[i].start, bars[i].size, fill, NULL};

		bar_revive(&bars[i]);
		if (handler == GUARD) {
			guard_remove(bars[i].start);
			guard_add(&range, 1, NULL);
		}
		bar_kill(&bars[i]);
	}
}

struct toucher {
	pthread_t thread;
	const struct bar *bar;
	double cycles[ROUNDS];
};

static void *
touch(void *arg)
{
	struct toucher *toucher = arg;

	mine = toucher->bar;
	for (unsigned int round = 0; round < ROUNDS; round++) {
		uint64_t start;

		pthread_barrier_wait(&barrier);
		start = rte_rdtsc_precise();
		*bar_register(mine, 8);
		toucher->cycles[round] = (double)(rte_rdtsc_precise() - start);
		pthread_barrier_wait(&barrier);
	}
	return NULL;
}

/* Of a BAR that all touch the slowest thread of each round counts: others come when it is replaced already.
 */
static void
keep(unsigned int s, unsigned int l, const struct toucher *touchers)
{
	for (unsigned int round = 0; round < ROUNDS; round++) {
		double slowest = 0;

		for (unsigned int i = 0; i < layouts[l].threads; i++) {
			double cycles = touchers[i].cycles[round];

			slowest = RTE_MAX(slowest, cycles);
			if (!layouts[l].shared)
				samples[s][l][taken[s][l]++] = cycles;
		}
		if (layouts[l].shared)
			samples[s][l][taken[s][l]++] = slowest;
	}
}

static void
measure(unsigned int s, unsigned int l)
{
	static struct toucher touchers[THREADS];
	unsigned int threads = layouts[l].threads, n = layouts[l].shared ? 1 : threads;
	enum handler handler = subjects[s].handler;

	for (unsigned int i = 0; i < n; i++)
		bars[i] = bar_make(layouts[l].size);
	set_others(handler, subjects[s].ranges > n ? subjects[s].ranges - n : 0, true);
	for (unsigned int i = 0; i < n && handler == DPDK; i++)
		dpdk_own(&devices[i], &bars[i]);
	sigaction(SIGBUS, &actions[handler], NULL);
	bare_fd = subjects[s].fill == GUARD_ONES ? ones_fd : -1;
	pthread_barrier_init(&barrier, NULL, threads + 1);
	for (unsigned int i = 0; i < threads; i++) {
		touchers[i].bar = &bars[i % n];
		pthread_create(&touchers[i].thread, NULL, touch, &touchers[i]);
	}
	for (unsigned int round = 0; round < ROUNDS; round++) {
		arm(handler, subjects[s].fill, n);
		pthread_barrier_wait(&barrier);
		pthread_barrier_wait(&barrier);
	}
	for (unsigned int i = 0; i < threads; i++)
		pthread_join(touchers[i].thread, NULL);
	keep(s, l, touchers);
	pthread_barrier_destroy(&barrier);
	set_others(handler, subjects[s].ranges > n ? subjects[s].ranges - n : 0, false);
	for (unsigned int i = 0; i < n; i++) {
		guard_remove(bars[i].start);
		if (handler == DPDK)
			dpdk_disown(&devices[i]);
		bar_free(&bars[i]);
	}
}

static int
by_value(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

/* Microseconds. */
static double
median(unsigned int s, unsigned int l)
{
	qsort(samples[s][l], taken[s][l], sizeof(double), by_value);
	return samples[s][l][taken[s][l] / 2] * 1e6 / (double)rte_get_tsc_hz();
}

static void
print_table(void)
{
	double base[RTE_DIM(layouts)];

	printf("access to a dead BAR until it went on, us, medians (times the bare handler with that fill; "
	       "DPDK fills zeros)\n"
	       "one thread and BARs of three sizes; 2 and 8 threads on BARs of 512 KiB, each its own or all "
	       "one\n"
	       "%-22s",
	       "");
	for (unsigned int l = 0; l < RTE_DIM(layouts); l++)
		printf("%16s", layouts[l].name);
	for (unsigned int s = 0; s < RTE_DIM(subjects); s++) {
		printf("\n%-22s", subjects[s].name);
		for (unsigned int l = 0; l < RTE_DIM(layouts); l++) {
			double now = median(s, l);

			base[l] = subjects[s].handler == BARE ? now : base[l];
			printf("%8.1f (%5.2f)", now, now / base[l]);
		}
	}
	printf("\n");
}

/* Each handler's action, as the kernel knows it: DPDK's and the guard's from where they put it. */
static int
learn_actions(void)
{
	actions[BARE] = (struct sigaction){.sa_sigaction = bare, .sa_flags = SA_SIGINFO};
	if (dpdk_start(false) < 0 || rte_dev_hotplug_handle_enable() ||
	    sigaction(SIGBUS, NULL, &actions[DPDK]))
		return -1;
	rte_log_set_level(RTE_LOGTYPE_EAL, RTE_LOG_INFO);
	rte_openlog_stream(fopen("/dev/null", "we"));
	return guard_start(NULL) || sigaction(SIGBUS, NULL, &actions[GUARD]) ? -1 : 0;
}

static int
make_ones(void)
{
	static unsigned char ones[16u << 20];

	memset(ones, 0xff, sizeof(ones));
	ones_fd = memfd_create("ones", MFD_CLOEXEC);
	return write(ones_fd, ones, sizeof(ones)) == sizeof(ones) ? 0 : -1;
}

int
main(void)
{
	others = mmap(NULL, GUARD_RANGES_MAX * PAGE, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if (others == MAP_FAILED || make_ones() || learn_actions()) {
		fprintf(stderr, "bench_guard cannot be set up here\n");
		return 1;
	}
	for (unsigned int pass = 0; pass < PASSES; pass++)
		for (unsigned int l = 0; l < RTE_DIM(layouts); l++)
			for (unsigned int s = 0; s < RTE_DIM(subjects); s++)
				measure(s, l);
	print_table();
	return 0;
}
