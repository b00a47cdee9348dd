/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * bench-trip.c: what a trip from one host to the other and back costs the traffic: with vferry, with virtio
 * alone (the floor), and with net_bonding driven by hand. Same lab, same guest, same packets; a guest is
 * booted for every trip, and every figure printed was measured in this run. Runs inside in-lab.sh; exit 0
 * when every trip could be measured, however it went.
 */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "bond.h"
#include "clock.h"
#include "cross.h"
#include "lab.h"
#include "probe.h"
#include "spread.h"
#include "timeline.h"
#include "vm.h"

#define GUEST    "vnf"
#define RATE     2000u
#define TRIPS    3
#define PAUSE_MS 1000
#define TRIP_S   120
#define VF_MS    20000
#define SAID_MAX 2048
#define LAST_S   220 /* no further trip is begun after so many seconds: six minutes are the limit */

static struct lab lab;

static int
cross_vferry(struct host *from, struct host *to, char *said, size_t size, struct err *err)
{
	struct trip trip;
	int code = cross_run(&lab, from, to, GUEST, false, &trip, err);

	if (code < 0)
		return code;
	snprintf(said, size, "%s", trip.message);
	trip_clear(&trip);
	return 0;
}

static int
cross_plain(struct host *from, struct host *to, char *said, size_t size, struct err *err)
{
	(void)size;
	said[0] = '\0';
	return vm_migrate(from, to, GUEST, err);
}

static int
cross_bond(struct host *from, struct host *to, char *said, size_t size, struct err *err)
{
	return bond_cross(from, to, GUEST, said, size, err);
}

static const struct contestant {
	const char *name, *how;
	enum vm_mode mode;
	bool has_vf;
	int (*cross)(struct host *from, struct host *to, char *said, size_t size, struct err *err);
} contestants[] = {
        {"vferry", "testpmd on net_vferry (igb + virtio); `vferry migrate --live` there and back", VM_VFERRY,
         true, cross_vferry},
        {"virtio alone",
         "testpmd on virtio; virDomainMigrate3 with VIR_MIGRATE_LIVE there and back: the floor", VM_PLAIN,
         false, cross_plain},
        {"bonding by hand",
         "testpmd on net_bonding, mode 1 (igb + virtio); DPDK's how-to typed at its prompt, "
         "and `device detach` after its `port detach`, the VF unplugged "
         "and plugged through libvirt, migrated as above",
         VM_BOND, true, cross_bond},
};
#define N (sizeof(contestants) / sizeof(contestants[0]))

struct figures {
	uint64_t lost[TRIPS], doubled[TRIPS], silence_us[TRIPS];
	unsigned int trips, crossings, on_vf; /* on_vf: crossings after which the VF carried the traffic */
	char said[SAID_MAX];                  /* first complaints */
};

static int
boot(const struct contestant *contestant, struct err *err)
{
	const struct vm_options options = {.mode = contestant->mode, .no_vf = !contestant->has_vf};
	struct host *host = &lab.hosts[HOST_A];
	/* New cables: the switch must not remember where the guest before this one was. */
	int code = lab_reset(&lab, err);

	if (code == 0)
		code = vm_boot(host, GUEST, &options, err);
	if (code == 0 && contestant->mode == VM_VFERRY)
		code = cross_wait_vf(&lab, host, GUEST, VF_MS, err);
	return code;
}

/* There and back; until_us: when the pause after each crossing ended. */
static int
go_round(const struct contestant *contestant, struct figures *figures, uint64_t until_us[2], struct err *err)
{
	char said[SAID_MAX];
	int code = 0;

	clock_sleep_ms(PAUSE_MS);
	for (unsigned int i = 0; i < 2 && code == 0; i++) {
		code = contestant->cross(&lab.hosts[i], &lab.hosts[1 - i], said, sizeof(said), err);
		if (code == 0 && figures->said[0] == '\0')
			snprintf(figures->said, sizeof(figures->said), "%s", said);
		clock_sleep_ms(PAUSE_MS);
		until_us[i] = clock_us();
	}
	return code;
}

static void
count(const struct contestant *contestant, const struct probe *probe, const uint64_t until_us[2],
      struct figures *figures)
{
	static const enum probe_path vf[] = {PROBE_B_VF, PROBE_A_VF};
	struct count_sum sum = probe_whole(probe);
	const struct probe_sample *samples;
	size_t n;

	samples = probe_samples(probe, &n);
	for (unsigned int i = 0; i < 2 && contestant->has_vf; i++)
		figures->on_vf += timeline_settled(samples, n, vf[i], until_us[i]);
	figures->crossings += 2;
	figures->lost[figures->trips] = sum.lost;
	figures->doubled[figures->trips] = sum.doubled;
	figures->silence_us[figures->trips++] = sum.longest_silence_us;
	printf("%-16s trip %u: sent %" PRIu64 ", lost %" PRIu64 ", doubled %" PRIu64
	       ", longest silence %.0f ms, %.0f s%s\n",
	       contestant->name, figures->trips, sum.sent, sum.lost, sum.doubled,
	       (double)sum.longest_silence_us / 1000,
	       (double)(probe_stopped(probe) - probe_started(probe)) / 1e6,
	       probe_overruns(probe) ? " (the probe missed echoes: not reliable)" : "");
}

static int
measure(const struct contestant *contestant, struct figures *figures, struct err *err)
{
	const char *mac = vm_mac(0);
	struct probe *probe = NULL;
	uint64_t until_us[2];
	int code = boot(contestant, err);

	if (code == 0)
		code = probe_start(&probe, &(struct probe_traffic){&mac, 1, RATE, TRIP_S, 0}, err);
	if (code == 0)
		code = go_round(contestant, figures, until_us, err);
	if (code == 0) {
		probe_stop(probe);
		count(contestant, probe, until_us, figures);
	}
	probe_free(probe);
	return code;
}

static void
print_table(struct figures *all)
{
	printf("\n%-16s %5s  %-22s %-28s %-8s %s\n", "one trip there", "trips", "lost", "longest silence",
	       "doubled", "VF carries the traffic");
	printf("%-16s %5s  %-22s %-28s %-8s %s\n", "and back", "", "median [least..most]",
	       "median [least..most], ms", "median", "after crossings");
	for (size_t i = 0; i < N; i++) {
		struct figures *f = &all[i];
		struct spread lost = spread_of(f->lost, f->trips);
		struct spread silence = spread_of(f->silence_us, f->trips);
		struct spread doubled = spread_of(f->doubled, f->trips);
		char a[48], b[48], c[32] = "-";

		snprintf(a, sizeof(a), "%" PRIu64 " [%" PRIu64 "..%" PRIu64 "]", lost.median, lost.least,
		         lost.most);
		snprintf(b, sizeof(b), "%.0f [%.0f..%.0f]", (double)silence.median / 1000,
		         (double)silence.least / 1000, (double)silence.most / 1000);
		if (contestants[i].has_vf)
			snprintf(c, sizeof(c), "%u of %u", f->on_vf, f->crossings);
		printf("%-16s %5u  %-22s %-28s %-8" PRIu64 " %s\n", contestants[i].name, f->trips, a, b,
		       doubled.median, c);
	}
	printf("\nHow: numbered 64-byte frames, %u a second, from before the trip until after it; a new "
	       "guest for "
	       "every trip.\n",
	       RATE);
	for (size_t i = 0; i < N; i++) {
		printf("  %s: %s\n", contestants[i].name, contestants[i].how);
		if (all[i].said[0] != '\0')
			printf("  it was told on the way:\n%s\n", all[i].said);
	}
}

/* One trip of each contestant; the number of those that could not be measured. */
static unsigned int
measure_all(struct figures *all)
{
	unsigned int failed = 0;
	struct err err;

	for (size_t i = 0; i < N; i++)
		if (measure(&contestants[i], &all[i], &err) < 0) {
			printf("%-16s not measured: %s\n", contestants[i].name, err.text);
			failed++;
		}
	return failed;
}

int
main(void)
{
	static struct figures all[N];
	uint64_t began_us = clock_us();
	unsigned int failed = 0;
	struct err err = {0};

	setvbuf(stdout, NULL, _IOLBF, 0);
	if (lab_up(&lab, &err) < 0) {
		fprintf(stderr, "vferry: %s\n", err.text);
		return 1;
	}
	for (unsigned int i = 0; i < TRIPS && clock_us() - began_us < LAST_S * 1000000ull; i++)
		failed += measure_all(all);
	print_table(all);
	lab_down(&lab);
	return failed == 0 ? 0 : 1;
}
