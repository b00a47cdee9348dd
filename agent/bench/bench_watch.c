/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * bench_watch.c: a thousand guests watched for an hour in which nothing happens, and for one in which a
 * hundred of them are away and cannot come home, on the fake host of tests/fake_watch.h: its clock is
 * virtual, what is measured is the CPU time that the watch takes, XML and lines of the guests as they really
 * are included, and memory. What libvirt's calls and their threads cost comes on top: CALLS of them are made
 * to libvirt's test driver, in which a call does next to nothing.
 */
#include <inttypes.h>
#include <libvirt/libvirt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "../tests/fake_watch.h"
#include "event.h"
#include "vferryd/watching.h"

enum { GUESTS = 1000, INTERVAL_S = 60, TAKEOVER_S = 5, HOUR_S = 3600, AWAY = 100, CALLS = 5000 };

#define TARGET_MIB   64.0
#define TARGET_SHARE 0.5 /* percent of a core */

static struct watching *watching;
static unsigned int restores, lines, failed;

static double
cpu_s(void)
{
	struct timespec t;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static double
resident_mib(void)
{
	unsigned long kib = 0;
	char line[128];
	FILE *file = fopen("/proc/self/status", "r");

	while (file && fgets(line, sizeof(line), file))
		if (sscanf(line, "VmRSS: %lu", &kib) == 1)
			break;
	if (file)
		fclose(file);
	return (double)kib / 1024;
}

static void
on_restore(void *arg, const char *uuid)
{
	(void)arg;
	restores++;
	watching_release(watching, uuid, OUTCOME_NO_VF, "no VF is free");
}

static void
on_log(void *arg, const char *text)
{
	(void)arg;
	(void)text;
	lines++;
}

static const struct watching_listener listener = {.restore = on_restore, .log = on_log};

static void
judge(const char *what, double value, double target, const char *unit)
{
	bool good = value <= target;

	printf("    %-34s %8.3f %s (at most %.1f)%s\n", what, value, unit, target, good ? "" : "  TOO MUCH");
	failed += !good;
}

static void
run_hour(struct fake_watch *fake, const char *what)
{
	uint64_t looks = fake->looks, asks = fake->asks;
	double begin_s = cpu_s();

	fake_watch_run(fake, fake->now_ms + HOUR_S * 1000ull);
	printf("%s: %" PRIu64 " looks, %" PRIu64 " asks, %u restores, %u lines in the log\n", what,
	       fake->looks - looks, fake->asks - asks, restores, lines);
	judge("share of a core", (cpu_s() - begin_s) / HOUR_S * 100, TARGET_SHARE, "%");
}

static unsigned int answered;

static void
on_looked(void *arg, const char *uuid, const struct watch_facts *facts, const char *why)
{
	(void)uuid;
	(void)facts;
	(void)why;
	(void)arg;
	answered++;
}

static char domain[WATCH_UUID_SIZE];

static void
on_listed(void *arg, const char *host, const char (*uuids)[WATCH_UUID_SIZE], size_t n)
{
	(void)arg;
	(void)host;
	if (n > 0)
		memcpy(domain, uuids[0], sizeof(domain));
}

static void
on_blind(void *arg, const char *why)
{
	(void)arg;
	printf("    libvirt's test driver: %s\n", why);
}

static bool
is_listed(void *arg)
{
	(void)arg;
	return domain[0] != '\0';
}

static bool
is_answered(void *arg)
{
	return answered > *(const unsigned int *)arg;
}

/* One after another, as in the daemon when nothing happens. */
static void
measure_calls(void)
{
	static const struct watch_listener to_me = {
	        .looked = on_looked, .listed = on_listed, .blind = on_blind};
	struct err err;
	void *host;
	double begin_s, each_us;

	if (event_init(&err) < 0 || !(host = watch_libvirt_new("test:///default", &err)))
		return;
	(void)watch_libvirt.start(host, &to_me, NULL, &err);
	if (event_run(event_now_us() + 10000000, is_listed, NULL)) {
		begin_s = cpu_s();
		for (unsigned int i = 0; i < CALLS; i++) {
			watch_libvirt.look(host, domain);
			(void)event_run(event_now_us() + 10000000, is_answered, &i);
		}
		each_us = (cpu_s() - begin_s) / CALLS * 1e6;
		printf("a look at libvirt's test driver, its thread and reading its XML: %.0f us of CPU\n"
		       "    %d guests' looks so: %.3f %% of a core\n",
		       each_us, GUESTS, each_us * GUESTS / INTERVAL_S / 1e4);
	}
	watch_libvirt_free(host);
}

int
main(void)
{
	double before_mib = resident_mib(), fake_mib;
	struct fake_watch *fake = fake_watch_new(GUESTS);
	struct err err;

	fake->real = true;
	fake_mib = resident_mib();
	watching = watching_new(&fake_watch_ops, fake, INTERVAL_S, TAKEOVER_S, &listener, NULL, &err);
	if (!watching)
		return 1;
	printf("%d guests, each looked at and asked every %d s\n", GUESTS, INTERVAL_S);
	run_hour(fake, "an hour in which nothing happens");
	for (unsigned int i = 0; i < AWAY; i++) {
		struct watch_facts *facts = &fake->guests[i].facts;

		facts->away = true;
		facts->pairs[0].vf = false;
		(void)snprintf(facts->left, sizeof(facts->left), "beta");
		fake->guests[i].path = WIRE_PATH_BACKUP;
	}
	run_hour(fake, "an hour with a hundred that cannot come home");
	judge("resident memory", resident_mib(), TARGET_MIB, "MiB");
	printf("    of which for the guests %.3f MiB, for the fake host %.3f MiB\n",
	       resident_mib() - fake_mib, fake_mib - before_mib);
	watching_free(watching);
	free(fake);
	measure_calls();
	return failed != 0;
}
