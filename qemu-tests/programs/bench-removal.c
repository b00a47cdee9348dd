/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * bench-removal.c: the same removal for net_vferry and for what DPDK itself has: device_del without notice
 * under 2,000 packets a second, then the same device plugged in again. One line for each. Below, the cycle of
 * a plain testpmd --hot-plug, with the library and without. Neighbours: matrix/ measures,
 * programs/run-matrix.c is net_vferry alone in depth.
 */
#include <stdio.h>

#include "matrix/cycle.h"
#include "matrix/measure.h"

#define NEXT 10000u /* packets after the removal that are looked at */
#define STOCK                                                                                         \
	"igb_uio-debian" /* what belongs to the peers; ours takes mappings away, and few survive that \
	                  */

/* DPDK's own stop and close of a dead port take up to 34 s. */
static const struct patience patience = {.gone_ms = 50000, .again_ms = 15000};

static const struct contender {
	const char *name;
	struct vm_options options;
} contenders[] = {
        {"net_vferry", {.mode = VM_VFERRY}},
        {"testpmd", {.mode = VM_STOCK, .no_backup = true, .driver = STOCK}},
        {"testpmd --hot-plug", {.mode = VM_STOCK, .no_backup = true, .hotplug = true, .driver = STOCK}},
        {"net_failsafe", {.mode = VM_FAILSAFE, .hotplug = true, .driver = STOCK}},
        {"net_bonding mode 1", {.mode = VM_BOND, .hotplug = true, .driver = STOCK}},
};
#define N (sizeof(contenders) / sizeof(contenders[0]))

/* How many of the packets after the removal were lost. */
static unsigned long
lost_next(const struct room *room)
{
	struct count_phase phase = {.from_us = room->pulled_us,
	                            .until_us = room->pulled_us + NEXT * 1000000ull / ROOM_RATE};

	probe_phases(room->probe, &phase, 1);
	return phase.sum.lost;
}

static void
print(const char *name, const struct result *r, unsigned long lost)
{
	char outage[24], teardown[24] = "never", again[24] = "never";

	snprintf(outage, sizeof(outage), "%s%llu ms", r->backup ? "" : "> ",
	         (unsigned long long)r->outage_us / 1000);
	if (r->gone && r->alive)
		snprintf(teardown, sizeof(teardown), "%.0f ms", r->teardown_ms);
	if (r->again)
		snprintf(again, sizeof(again), "%.1f s", r->again_ms / 1e3);
	printf("%-20s %12s %16lu %10s %12s %6s %s\n", name, outage, lost, teardown, again,
	       r->alive ? "lives" : "died", r->broken);
}

static int
run(struct lab *lab, const struct contender *contender)
{
	const struct surprise *device_del = &surprises[0];
	struct result result = {0};
	struct room room = {0};
	struct err err;
	int code = room_open(&room, &lab->hosts[HOST_A], &contender->options, &err);

	if (code < 0) {
		printf("%-20s %s\n", contender->name, err.text);
	} else {
		measure(&room, device_del, &patience, &result);
		print(contender->name, &result, lost_next(&room));
	}
	room_close(&room);
	return code;
}

/* The whole cycle by hand of the application, which DPDK's hot-plug is meant for. */
static int
run_cycle(struct lab *lab, const char *name, bool library)
{
	struct cycle cycle = {0};
	struct room room = {0};
	struct err err;
	int code = cycle_room(&room, &lab->hosts[HOST_A], library, &err);

	if (code == 0)
		code = cycle_run(&room, patience.gone_ms, &cycle, &err);
	printf("%-32s %9.2f s %9.2f s %13.2f s  %s\n", name, (double)cycle.detached_us / 1e6,
	       (double)cycle.back_us / 1e6, (double)cycle.silence_us / 1e6, code < 0 ? err.text : "");
	room_close(&room);
	return code;
}

int
main(void)
{
	static struct lab lab;
	struct err err;
	int failed = 0;

	setvbuf(stdout, NULL, _IOLBF, 0);
	if (lab_up(&lab, &err) < 0) {
		fprintf(stderr, "vferry: %s\n", err.text);
		return 1;
	}
	printf("%-20s %12s %16s %10s %12s %6s\n", "device_del", "outage", "lost of 10,000", "teardown",
	       "VF again", "process");
	for (size_t i = 0; i < N; i++)
		failed |= run(&lab, &contenders[i]) < 0;
	printf("\n%-32s %11s %11s %15s\n", "detach, attach, start", "detached", "back", "other port out");
	run_cycle(&lab, "testpmd --hot-plug", false);
	failed |= run_cycle(&lab, "testpmd --hot-plug, libvferry", true) < 0;
	lab_down(&lab);
	return failed;
}
