/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * bench_fleet.c: a hundred guests leave one host for four, each by a crossing that the engine really runs, on
 * the fake hosts of tests/host_fake.h. Told are the CPU time of a crossing and of a decision, memory, and how
 * long it all takes for several limits, in the fake's virtual time, so as ratios; once with crossings that
 * fail.
 *
 * How long a crossing takes comes from the fake's clock and is fleet_ended()'s `now`. The copy of a guest's
 * memory takes MS_PER_GIB and is as fast beside others as alone: what links share of bandwidth is not in
 * here. Nothing is timed that another load on the machine could spoil, but for the CPU time.
 */
#include <inttypes.h>
#include <malloc.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>

#include "../tests/host_fake.h"
#include "crossing_impl.h"
#include "fleet.h"

enum { GUESTS = 100, HOSTS = 4, MS_PER_GIB = 1000, FAIL_ONE_IN = 8, AT_ONCE = 4 };

#define GIB (1ull << 30)

struct vnf {
	unsigned int gib;
	uint64_t end_ms;
	enum outcome outcome; /* that its crossing has come to */
};

struct bench {
	struct vnf guests[GUESTS];
	struct fleet *fleet;
	uint64_t now_ms;
	unsigned int random;
	bool failures;
	unsigned int crossings, disturbed, ended[OUTCOME_LOST + 1], decisions;
	double crossing_s, decision_s, longest_s; /* CPU time */
};

static double
cpu_s(void)
{
	struct timespec t;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static unsigned int
pick(struct bench *b, unsigned int n)
{
	b->random = b->random * 1664525 + 1013904223;
	return (b->random >> 16) % n;
}

/* What goes wrong with the next crossing, as a mask of faults; mostly nothing. */
static uint64_t
faults(struct bench *b)
{
	static const enum fake_fault all[] = {FAKE_MIGRATE_FAILS, FAKE_NO_DESTINATION, FAKE_PREPARE_REFUSED,
	                                      FAKE_ATTACH_FAILS_THERE, FAKE_ARRIVED_SILENT};

	if (!b->failures || pick(b, FAIL_ONE_IN) != 0)
		return 0;
	b->disturbed++;
	return 1ull << all[pick(b, sizeof(all) / sizeof(all[0]))];
}

/* The whole crossing of one guest, at once; its end comes when the fleet's clock has come there. */
static void
cross(struct bench *b, unsigned int index, unsigned int to)
{
	static struct fake fake;
	struct vnf *guest = &b->guests[index];
	struct fake_hosts hosts = {.copy_ms = guest->gib * MS_PER_GIB};
	struct crossing_wish wish = {.source_uri = b->fleet->hosts[0].uri,
	                             .destination_uri = b->fleet->hosts[to].uri,
	                             .domain = b->fleet->guests[index].name,
	                             .live = true};
	struct report report;
	struct err err = {0};
	double begun_s = cpu_s(), took_s;
	uint64_t begun_us;

	fake_init(&fake, faults(b), 1, &hosts);
	begun_us = fake.now_us;
	guest->outcome = crossing_run_on(&host_fake, &fake, &wish, NULL, NULL, &report, &err);
	guest->end_ms = b->now_ms + (fake.now_us - begun_us) / 1000 + 1;
	report_clear(&report);
	took_s = cpu_s() - begun_s;
	b->crossing_s += took_s;
	b->longest_s = took_s > b->longest_s ? took_s : b->longest_s;
	b->crossings++;
	b->ended[guest->outcome]++;
}

/* To the end of the crossing that ends first, at the latest to until_ms. */
static void
pass(struct bench *b, uint64_t until_ms)
{
	unsigned int first = FLEET_NOWHERE;

	for (unsigned int i = 0; i < GUESTS; i++)
		if (b->fleet->guests[i].state == FLEET_CROSSING && b->guests[i].end_ms <= until_ms) {
			until_ms = b->guests[i].end_ms;
			first = i;
		}
	b->now_ms = until_ms;
	if (first != FLEET_NOWHERE)
		(void)fleet_ended(b->fleet, first, b->guests[first].outcome, NULL, b->now_ms);
}

static struct fleet_decision
decide(struct bench *b)
{
	double begun_s = cpu_s();
	struct fleet_decision next = fleet_next(b->fleet, b->now_ms);

	b->decision_s += cpu_s() - begun_s;
	b->decisions++;
	return next;
}

static void
must(bool holds, const char *what)
{
	if (holds)
		return;
	(void)fprintf(stderr, "bench_fleet: %s\n", what);
	exit(1);
}

/* as_given: the fleet is told that all are of a size, so it takes them in the order of the list. */
static void
make(struct bench *b, unsigned int limit, bool as_given)
{
	struct fleet_host host = {.uri = "test:///left", .memory = FLEET_UNKNOWN};
	struct fleet_guest guest = {.npools = 1, .pools = {{"net", 1}}};

	b->fleet = fleet_new(
	        &(struct fleet_limits){.crossings = limit, .per_link = (limit + HOSTS - 1) / HOSTS});
	must(b->fleet && fleet_add_host(b->fleet, &host, NULL) == 0, "memory is out");
	for (int i = 1; i <= HOSTS; i++) {
		(void)snprintf(host.uri, sizeof(host.uri), "test:///right%d", i);
		host.takes = true;
		must(fleet_add_host(b->fleet, &host, NULL) == i, "memory is out");
	}
	for (int i = 0; i < GUESTS; i++) {
		/* 1, 2, 4, ... 64 GiB */
		b->guests[i].gib = 1u << pick(b, 7);
		(void)snprintf(guest.name, sizeof(guest.name), "vnf%d", i);
		(void)snprintf(guest.uuid, sizeof(guest.uuid), "6f1d7f5e-1111-4222-8333-%012d", i);
		guest.memory = as_given ? GIB : b->guests[i].gib * GIB;
		must(fleet_add_guest(b->fleet, &guest, NULL) == i, "memory is out");
	}
}

static struct bench
run(unsigned int limit, bool as_given, bool failures)
{
	struct bench b = {.random = 1, .failures = failures, .now_ms = 1};
	struct fleet_decision next;

	make(&b, limit, as_given);
	while (next = decide(&b), next.what != FLEET_DONE) {
		if (next.what == FLEET_WAIT) {
			pass(&b, next.until_ms);
			continue;
		}
		must(fleet_started(b.fleet, next.guest, next.host) == 0, "a guest was started twice");
		cross(&b, next.guest, next.host);
	}
	must(failures || fleet_count(b.fleet, FLEET_ARRIVED) == GUESTS, "a guest did not arrive");
	return b;
}

static void
tell_cost(void)
{
	size_t before = mallinfo2().uordblks;
	struct bench b = run(AT_ONCE, false, false);
	size_t fleet = mallinfo2().uordblks - before;
	struct rusage usage;

	(void)getrusage(RUSAGE_SELF, &usage);
	printf("CPU of a crossing              %8.3f ms, the longest %.3f ms (%u crossings)\n",
	       b.crossing_s * 1000 / b.crossings, b.longest_s * 1000, b.crossings);
	printf("CPU of a decision              %8.3f ms (%u decisions)\n", b.decision_s * 1000 / b.decisions,
	       b.decisions);
	printf("memory of the fleet            %8zu KiB; of a crossing %zu KiB; of the whole process at most "
	       "%ld KiB\n",
	       fleet / 1024, sizeof(struct crossing) / 1024, usage.ru_maxrss);
	fleet_free(b.fleet);
}

static void
tell_limits(void)
{
	static const unsigned int limits[] = {1, 2, 4, 8};
	double serial_ms = 0;

	printf("\n%-10s%14s%14s%14s%14s\n", "at once", "biggest first", "as given", "the bound",
	       "with failures");
	for (unsigned int i = 0; i < sizeof(limits) / sizeof(limits[0]); i++) {
		struct bench sorted = run(limits[i], false, false), given = run(limits[i], true, false),
		             failing = run(limits[i], false, true);

		serial_ms = i == 0 ? (double)sorted.now_ms : serial_ms;
		printf("%-10u%13.3fx%13.3fx%13.3fx%13.3fx\n", limits[i], (double)sorted.now_ms / serial_ms,
		       (double)given.now_ms / serial_ms, 1.0 / limits[i], (double)failing.now_ms / serial_ms);
		fleet_free(sorted.fleet);
		fleet_free(given.fleet);
		fleet_free(failing.fleet);
	}
}

static void
tell_failures(void)
{
	struct bench b = run(AT_ONCE, false, true);

	printf("\nwith failures, %d at once: %u of %u crossings are disturbed, %u are further attempts\n",
	       AT_ONCE, b.disturbed, b.crossings, b.crossings - GUESTS);
	for (unsigned int i = 0; i <= OUTCOME_LOST; i++)
		if (b.ended[i])
			printf("  %4u crossings ended as %s\n", b.ended[i], outcome_name(i));
	printf("  %4u of %d guests arrived, %u were given up\n", fleet_count(b.fleet, FLEET_ARRIVED), GUESTS,
	       fleet_count(b.fleet, FLEET_GIVEN_UP));
	fleet_free(b.fleet);
}

int
main(void)
{
	printf("%d guests of 1 to 64 GiB from one host to %d, on a fake hypervisor in virtual time\n\n",
	       GUESTS, HOSTS);
	tell_cost();
	printf("\nTime for all, of one after the other:");
	tell_limits();
	tell_failures();
	return 0;
}
